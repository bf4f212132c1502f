"""One file per kind of press."""
