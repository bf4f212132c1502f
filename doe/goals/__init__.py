"""What a campaign wants; one file a goal."""
