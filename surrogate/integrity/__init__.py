"""Probability that a cell stays whole."""
