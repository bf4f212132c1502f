"""POST: what a person does."""
