"""One figure a file, one style."""
