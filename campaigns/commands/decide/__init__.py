"""A person's word."""
