"""One file per instrument format."""
