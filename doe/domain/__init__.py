"""Constraints, goals, observations as arrays."""
