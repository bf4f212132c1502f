"""Runs campaigns, explores past cells, reviews protocols: the only room that knows the others."""
