"""What is known before the first cell."""
