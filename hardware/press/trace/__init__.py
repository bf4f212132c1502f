"""What the trace of a stroke shows: achieved pressure, dwell and rates, and the compaction curve."""
