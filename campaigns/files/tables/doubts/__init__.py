"""What only a person can say of a table: two columns alike, odd titles, odd numbers."""
