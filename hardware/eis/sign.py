"""The sign of the imaginary part, told by the modulus: it is never guessed, it is checked.

The phase of an impedance follows the slope of its modulus (local form of the Kramers-Kronig
relations, phase ~ 90 deg x dln|Z|/dln f; Ehm, Goehr, Kaus, Roeseler & Schiller, ACH Models Chem.
137 (2000) 145). The modulus does not know the sign, so a column of -Im(Z) under a heading that
says Im(Z) shows: arcs, blocking tails and shorted cells behind their leads alike.
"""

from __future__ import annotations

import numpy as np

from hardware.eis.points import Points
from hardware.eis.spectrum import Complexes, Floats
from hardware.errors import SpectrumRefusedError

REACTIVE_DEG = 2.0
FEWEST_REACTIVE = 4


def phase_misfit_deg(
    frequency_hz: Floats, impedance_ohm: Complexes, least_deg: float = 0.0
) -> float:
    """How far the phase is from what the slope of the modulus says, median over the points.

    Args:
        frequency_hz: Shape (n,), in any order.
        impedance_ohm: Shape (n,), nowhere 0.
        least_deg: Only points whose phase exceeds this are looked at.

    Returns:
        Degrees; 0 when fewer than four points can tell.
    """
    ln_f, once = np.unique(np.log(frequency_hz), return_index=True)
    z = impedance_ohm[once]
    phase_deg = np.angle(z, deg=True)
    reactive = np.abs(phase_deg) >= least_deg
    if ln_f.size < 3 or reactive.sum() < FEWEST_REACTIVE:
        return 0.0
    slope = np.gradient(np.log(np.abs(z)), ln_f)
    return float(np.median(np.abs(phase_deg - 90.0 * slope)[reactive]))


def refuse_wrong_sign(measured: Points) -> None:
    """Raise when the spectrum agrees with itself much better the other way round.

    Raises:
        SpectrumRefusedError: the owner must say what the column holds.
    """
    f_hz, z_ohm = measured.frequency_hz, measured.impedance_ohm
    as_read = phase_misfit_deg(f_hz, z_ohm, REACTIVE_DEG)
    turned = phase_misfit_deg(f_hz, z_ohm.conj(), REACTIVE_DEG)
    if turned < 0.5 * as_read:
        raise SpectrumRefusedError(
            "the sign of the imaginary part contradicts the modulus (off by"
            f" {as_read:.0f} deg, the other way round by {turned:.0f} deg): the column may hold"
            " -Im(Z) under a heading that says Im(Z), or the reverse. State what it holds:"
            " --imaginary im or minus-im"
        )
