"""The store read back: trials, history, views, counts."""
