"""Physics of one simulated cell: densification, fracture, shorts, impedance."""
