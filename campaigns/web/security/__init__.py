"""Who may do what, what is refused before it is read."""
