"""From an instrument file to a resistance one can trust."""
