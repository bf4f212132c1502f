"""What each address takes, parsed and described."""
