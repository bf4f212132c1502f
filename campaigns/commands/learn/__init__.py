"""What the cells tell."""
