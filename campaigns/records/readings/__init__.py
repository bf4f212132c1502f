"""More than one look at a cell: rungs of a pressure series, the same cell read again, photos."""
