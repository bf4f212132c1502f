"""The simulated laboratory: a PLC at register level, cell physics, instrument files."""
