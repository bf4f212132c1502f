"""Where a run gets its trials from, and how they end."""
