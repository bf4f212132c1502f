"""Tells people that they are needed, by e-mail and webhook; beside the press, never in its way."""
