"""Figures of pressure series."""
