"""Instruments that speak SCPI: the line, their description in TOML, and one sweep."""
