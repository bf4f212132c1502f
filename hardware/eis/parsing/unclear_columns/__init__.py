"""Columns that headings leave open, or that have none: the numbers settle them, or nobody."""
