"""Tells people that they are needed, by e-mail and webhook; next to the press, never in its way."""
