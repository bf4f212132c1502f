"""What to try next, what better means, and when to stop."""
