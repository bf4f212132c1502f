"""Tables of past cells: file, columns, units, numbers, cells."""
