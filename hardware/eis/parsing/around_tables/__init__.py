"""What stands around a table of points: further tables, and units and factors of its numbers."""
