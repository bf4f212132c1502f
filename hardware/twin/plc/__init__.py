"""The simulated press behind its registers."""
