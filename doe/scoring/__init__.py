"""What a candidate is worth: predictions, risk, cost, and the search over it."""
