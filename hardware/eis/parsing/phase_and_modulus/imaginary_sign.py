"""The sign of the imaginary part, found by the modulus: it is never guessed, it is checked.

The phase of an impedance follows the slope of its modulus (local form of the Kramers-Kronig
relations, phase ~ 90 deg x dln|Z|/dln f; Ehm, Goehr, Kaus, Roeseler & Schiller, ACH Models Chem.
137 (2000) 145). The modulus does not know the sign, so a column of -Im(Z) under a heading that
says Im(Z) shows: arcs, blocking tails and shorted cells behind their leads alike.
"""

from __future__ import annotations

import numpy as np

from hardware.eis.spectrum import Complexes, Floats, Indices
from hardware.errors import SpectrumRefusedError

REACTIVE_DEG = 2.0  # below it both signs fit within the noise
FEWEST_REACTIVE = 4  # three determine the slope, the fourth tests it
MUCH_BETTER = 0.5
"""Of two readings of one spectrum the wrong one is off by twice as much, at the least."""
CLEARLY_OFF_DEG = 5.0
"""Below this both readings are near the noise of a slope, and neither is believed for it."""
SWAPPED_OFF_DEG = 30.0
"""From here on the phase is no noise; real and imaginary part in each other's place give 90 or the
double of 45 less the phase."""
NEIGHBOURS_LN_F = 0.9
"""0.4 decades to either side: narrower than an arc, wide enough for four points or more."""


def phase_misfit_deg(
    frequency_hz: Floats, impedance_ohm: Complexes, least_deg: float = 0.0, share: float = 0.5
) -> float:
    """How far the phase is from what the slope of the modulus says, median over the points.

    Args:
        frequency_hz: Shape (n,), in any order.
        impedance_ohm: Shape (n,), nowhere 0.
        least_deg: Only points whose phase exceeds this are looked at.
        share: The quantile, if not the median.

    Returns:
        Degrees; 0 when fewer than four points can tell.
    """
    ln_f, once = np.unique(np.log(frequency_hz), return_index=True)
    z = impedance_ohm[once]
    phase_deg = np.angle(z, deg=True)
    reactive = np.abs(phase_deg) >= least_deg
    if ln_f.size < 3 or reactive.sum() < FEWEST_REACTIVE:
        return 0.0
    misfit_deg = np.abs(phase_deg - 90.0 * _slope(ln_f, np.log(np.abs(z))))
    return float(np.quantile(misfit_deg[reactive], share))


def _slope(ln_f: Floats, ln_z: Floats) -> Floats:
    """Slope at each point from the means of its neighbours on either side: noise averages out."""
    place = np.arange(ln_f.size)
    low = np.minimum(np.searchsorted(ln_f, ln_f - NEIGHBOURS_LN_F), np.maximum(place - 1, 0))
    high = np.maximum(np.searchsorted(ln_f, ln_f + NEIGHBOURS_LN_F, "right"), place + 2)
    high = np.minimum(high, ln_f.size)
    run = _means(ln_f, place, high) - _means(ln_f, low, place + 1)
    rise: Floats = _means(ln_z, place, high) - _means(ln_z, low, place + 1)
    return rise / run


def _means(column: Floats, start: Indices, end: Indices) -> Floats:
    sums = np.concatenate([[0.0], np.cumsum(column)])
    means: Floats = (sums[end] - sums[start]) / (end - start)
    return means


def refuse_wrong_sign(frequency_hz: Floats, impedance_ohm: Complexes) -> None:
    """Raise when the spectrum agrees with itself much better the other way round.

    Raises:
        SpectrumRefusedError: the owner must say what the column holds.
    """
    as_read, turned = _as_read_and_turned(frequency_hz, impedance_ohm)
    if turned < MUCH_BETTER * as_read:
        raise SpectrumRefusedError(
            "the sign of the imaginary part contradicts the modulus (off by"
            f" {as_read:.0f} deg, the other way round by {turned:.0f} deg): the column of Im(Z) or"
            " of the phase may hold its negative under a heading without the minus, or the reverse."
            " State what it holds: --imaginary im or minus-im"
        )


def has_wrong_sign(frequency_hz: Floats, impedance_ohm: Complexes) -> bool:
    """Whether the spectrum agrees with itself much better the other way round."""
    as_read, turned = _as_read_and_turned(frequency_hz, impedance_ohm)
    return turned < MUCH_BETTER * as_read


def _as_read_and_turned(frequency_hz: Floats, impedance_ohm: Complexes) -> tuple[float, float]:
    both = (impedance_ohm, impedance_ohm.conj())
    as_read, turned = (phase_misfit_deg(frequency_hz, z, REACTIVE_DEG) for z in both)
    return as_read, turned


def refuse_swapped_parts(frequency_hz: Floats, impedance_ohm: Complexes) -> None:
    """Raise when the spectrum agrees with itself only with its two parts in each other's place.

    Raises:
        SpectrumRefusedError: the owner must say which column is which.
    """
    as_read = phase_misfit_deg(frequency_hz, impedance_ohm)
    others = [turned * z for turned, z in ((1j, impedance_ohm.conj()), (-1j, impedance_ohm))]
    swapped = min(phase_misfit_deg(frequency_hz, other) for other in others)
    if as_read > SWAPPED_OFF_DEG and swapped < MUCH_BETTER**2 * as_read:
        raise SpectrumRefusedError(
            "phase and modulus contradict each other (off by"
            f" {as_read:.0f} deg; with real and imaginary part in each other's place by"
            f" {swapped:.0f} deg): two columns or their headings are swapped. Say which is which:"
            " --columns frequency=...,real=...,imag=..."
        )


def much_likelier(
    frequency_hz: Floats, one_ohm: Complexes, other_ohm: Complexes, least_deg: float = REACTIVE_DEG
) -> Complexes | None:
    """Of two readings of the same columns the one that agrees with itself; None when both may."""
    one, other = (phase_misfit_deg(frequency_hz, z, least_deg) for z in (one_ohm, other_ohm))
    if max(one, other) > CLEARLY_OFF_DEG and min(one, other) < MUCH_BETTER * max(one, other):
        return one_ohm if one < other else other_ohm
    return None
