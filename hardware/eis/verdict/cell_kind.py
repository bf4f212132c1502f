"""Which kind of cell a spectrum is of, when nobody said: decided with caution, and said.

A tail steeper than -60 deg is a blocking electrode; one between, still growing, is diffusion: a
full cell. A spectrum that ends on the real axis conducts at rest: a blocking pellet or full cell
with a short, or a sound symmetric cell. The spectrum alone cannot tell these apart, so unless a
person says `symmetric` it counts as a short: the mistake that costs a measurement, not a campaign.
"""

from __future__ import annotations

from hardware.eis.findings import Cell, Finding
from hardware.eis.spectrum import Complexes
from hardware.eis.verdict.shorts import tail_is_growing

BLOCKING_BELOW_DEG = -60.0
TAIL_BELOW_DEG = -3.0
LOW_ENOUGH_HZ = 10.0


def tell_cell(
    phase_low_deg: float, lowest_hz: float, impedance_ohm: Complexes
) -> tuple[Cell, Finding]:
    """Decide the kind of cell from the low-frequency end.

    Args:
        phase_low_deg: Phase at the lowest frequency.
        lowest_hz: The lowest frequency.
        impedance_ohm: Impedances, shape (n,), highest frequency first.

    Returns:
        The kind that is fitted, and the finding that says so.
    """
    seen = f"kind of cell not given; the phase at the lowest frequency is {phase_low_deg:.0f} deg"
    if phase_low_deg < BLOCKING_BELOW_DEG:
        return "blocking", Finding("good", f"{seen}: read as a blocking pellet")
    if phase_low_deg < TAIL_BELOW_DEG and tail_is_growing(impedance_ohm):
        return "full", Finding("good", f"{seen}, a diffusive tail: read as a full cell")
    if lowest_hz > LOW_ENOUGH_HZ:
        words = f"{seen} and the sweep ends at {lowest_hz:.3g} Hz: measure down to 0.1 Hz"
        return "symmetric", Finding("remeasure", words)
    words = (
        f"{seen}: it conducts at rest, as a shorted pellet or full cell does; if this is a "
        "symmetric cell of reacting metal, say so (cell = symmetric)"
    )
    return "symmetric", Finding("short", words)
