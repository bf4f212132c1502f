"""The protocol to use, and how sure."""
