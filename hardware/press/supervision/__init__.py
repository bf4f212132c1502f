"""Judges the readings of a press: may the stroke go on, or must it be released."""
