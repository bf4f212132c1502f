"""Forms in which a table may stand on a sheet other than a row for each cell."""
