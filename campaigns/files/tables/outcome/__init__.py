"""What became of a cell, as people write it down in a table."""
