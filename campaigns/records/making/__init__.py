"""Of what, how and by whom a cell was made, and its photos."""
