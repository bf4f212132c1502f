"""The next cell."""
