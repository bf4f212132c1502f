"""What a person is shown of a table that was read: its columns, and what was done with it."""
