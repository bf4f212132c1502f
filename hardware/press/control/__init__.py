"""One cell, one stroke: the cycle and its steps."""
