"""The campaign file: what it may say, read, checked, written."""
