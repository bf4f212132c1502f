"""Pressing by hand: run sheets out and back, results recorded."""
