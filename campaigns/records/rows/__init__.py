"""Rows of the store as they are kept: by trial, by rung, and of what each cell was made."""
