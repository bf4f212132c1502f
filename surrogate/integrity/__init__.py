"""Probability that a cell stays intact."""
