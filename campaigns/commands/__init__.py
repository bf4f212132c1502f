"""One file per command of `copress`."""
