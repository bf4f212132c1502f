"""Everything that touches the world: the press, the impedance analyser, and their twin."""
