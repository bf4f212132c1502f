"""Where spectra come from."""
