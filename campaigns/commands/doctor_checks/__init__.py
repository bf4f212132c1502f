"""Whether this installation is sound: what `copress doctor` looks at."""
