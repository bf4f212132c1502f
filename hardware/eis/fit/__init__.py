"""Fits circuits to spectra: start values, least squares, order, windows."""
