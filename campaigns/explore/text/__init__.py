"""The answers in sentences."""
