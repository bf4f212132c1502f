"""Offline: a table of past cells in, understanding out."""
