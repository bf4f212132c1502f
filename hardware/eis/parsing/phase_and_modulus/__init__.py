"""What the phase of an impedance says by the slope of its modulus: signs, scales, swapped parts."""
