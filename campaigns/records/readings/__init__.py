"""More than one measurement of a cell: rungs of a pressure series, the same cell read again."""
