"""From bytes and tables to sweeps: delimiters, headings, units, signs, separate sweeps."""
