"""Before the fit: is this the spectrum of a linear, steady cell."""
