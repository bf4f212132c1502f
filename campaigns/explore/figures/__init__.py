"""What an exploration found, as figures: maps, slices, cells left out, control chart."""
