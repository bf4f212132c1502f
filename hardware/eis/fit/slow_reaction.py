"""Between conducting electrodes: what stores as diffusion does, and closes too soon for it.

An arc of more than 3 mF/cm2 is left out as diffusion. Salt needs L^2 / D to cross a layer, more
than a second; a reaction that is coupled with diffusion (Gerischer, Z. Phys. Chem. 198 (1951) 286)
holds as much and closes sooner. One sweep does not tell it from a thin layer, so the number may be
with or without it, and both lie within its uncertainty.
"""

from __future__ import annotations

from hardware.eis.fit.least_squares import Fit
from hardware.eis.spectrum import Floats
from hardware.eis.validation.findings import Finding

DIFFUSION_S = 1.0
"""L^2 / D of 10 um, the thinnest layer that is pressed, with 1e-6 cm2/s, the fastest salt."""
WORTH_A_WORD = 0.02  # relative; chosen: less does not show in a Nyquist plot


def quick_storage_ohm(found: Fit, counted: Floats) -> float:
    """Resistance of arcs that do not count, but close within the sweep and within a second.

    Args:
        found: The fit.
        counted: How far each arc counts, fast to slow, shape (arcs,).

    Returns:
        Ohm.
    """
    parts = found.elements
    closes_s = min(DIFFUSION_S, 1.0 / float(found.window.omega[-1]))
    return float((parts.arc_ohm * (1.0 - counted))[parts.arc_tau_s < closes_s].sum())


def said_of_storage(
    left_ohm: float, quick_ohm: float, resistance_ohm: float
) -> tuple[Finding, ...]:
    """What is not counted because it stores charge, and whether that is certain.

    Args:
        left_ohm: All that is not counted.
        quick_ohm: The part of it that closes within a second.
        resistance_ohm: The resistance without either.

    Returns:
        A finding, or none where it is too little.
    """
    if left_ohm < WORTH_A_WORD * resistance_ohm:
        return ()
    words = (
        f"{left_ohm:.3g} ohm of slow arcs have the capacitance of diffusion (above 3 mF/cm2) and "
        f"are not counted: direct current meets {resistance_ohm + left_ohm:.3g} ohm or more"
    )
    if quick_ohm > WORTH_A_WORD * resistance_ohm:
        words += (
            f"; {quick_ohm:.3g} ohm of them close within a second, sooner than diffusion across a "
            "layer, and may be an electrode reaction"
        )
    return (Finding("good", words),)
