"""Physics of one cell."""
