"""Which kind of cell a spectrum is of, when nobody said: decided with caution, and said.

A tail steeper than -60 deg is a blocking electrode, one between is diffusion: a full cell.
A spectrum that ends on the real axis may be a symmetric cell or a shorted blocking pellet; the
spectrum alone cannot tell them apart, so a person has to.
"""

from __future__ import annotations

from hardware.eis.findings import Cell, Finding
from hardware.eis.spectrum import Complexes

BLOCKING_BELOW_DEG = -60.0
TAIL_BELOW_DEG = -3.0


def tell_cell(phase_low_deg: float, impedance_ohm: Complexes) -> tuple[Cell, Finding]:
    """Decide the kind of cell from the low-frequency end.

    Args:
        phase_low_deg: Phase at the lowest frequency.
        impedance_ohm: Impedances, shape (n,), highest frequency first.

    Returns:
        The kind that is fitted, and the finding that says so.
    """
    seen = f"kind of cell not given; the phase at the lowest frequency is {phase_low_deg:.0f} deg"
    rising = bool(-impedance_ohm.imag[-1] > -impedance_ohm.imag[-4])
    if phase_low_deg < BLOCKING_BELOW_DEG:
        return "blocking", Finding("good", f"{seen}: read as a blocking pellet")
    if phase_low_deg < TAIL_BELOW_DEG and rising:
        return "full", Finding("good", f"{seen}, a diffusive tail: read as a full cell")
    words = (
        f"{seen}: a symmetric cell, or a blocking or full cell with a short; read as symmetric, "
        "but say which it is (cell = blocking, symmetric or full)"
    )
    return "symmetric", Finding("remeasure", words)
