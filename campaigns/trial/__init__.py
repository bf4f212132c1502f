"""One cell from proposal to outcome: types and rules, no database."""
