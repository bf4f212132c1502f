"""The answers as plots."""
