"""What phase and modulus of an impedance say: signs, scales, swapped parts, doubts of headings."""
