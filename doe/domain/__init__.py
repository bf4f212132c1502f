"""Constraints, goals, observations as arrays, and what is asked of a model."""
