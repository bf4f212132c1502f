"""GET: one page a file."""
