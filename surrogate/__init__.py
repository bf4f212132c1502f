"""Learns from arrays: Gaussian process on ln(ASR), probability of staying whole."""
