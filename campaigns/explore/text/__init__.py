"""What an exploration found, in sentences for terminal and page."""
