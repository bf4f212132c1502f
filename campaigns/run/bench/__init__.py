"""What looks at a pressed cell and measures it, from the campaign file."""
