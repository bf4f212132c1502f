"""Archive and upkeep."""
