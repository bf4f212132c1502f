"""Rules that score candidate points; one file a rule."""
