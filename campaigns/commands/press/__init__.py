"""Everything that reaches a press."""
