"""What the fit cannot know of the uncertainty: ranges, drift, and what was extrapolated."""

from __future__ import annotations

import numpy as np

from hardware.eis.fit.estimate import Estimate
from hardware.eis.spectrum import Floats
from hardware.eis.validation.quality_checks import Quality

EXTRAPOLATED_SHARE = 0.5
"""Uncertainty of what lies below the window as a share of it: an arc may be of another shape."""
DRIFT_SHARE = 1.0
"""Of a drift that was taken off: it is known when points were taken only if the file says so, and
whether the cell is meant as it was before or after is a question of its own."""


def std_ohm(quality: Quality, estimate: Estimate) -> float:
    """Standard deviation of the resistance, of the fit and of the sweep.

    Args:
        quality: The checked spectrum.
        estimate: What the fit says.

    Returns:
        Ohm.
    """
    if quality.steady is None:
        return estimate.std_ohm
    change, change_sd = change_when_read(quality, estimate)
    ohm = estimate.resistance_ohm
    below = unmeasured_ohm(estimate, float(quality.frequency_hz[-1]))
    parts = (
        estimate.std_ohm,
        ohm * quality.steady.gain_sd,
        ohm * DRIFT_SHARE * change,
        ohm * change_sd,
        EXTRAPOLATED_SHARE * below,
    )
    return float(np.linalg.norm(parts))


def unmeasured_ohm(estimate: Estimate, lowest_hz: float) -> float:
    """What the counted arcs have below the lowest frequency, by the fit."""
    parts = estimate.fit.elements
    jwt = (2j * np.pi * lowest_hz * parts.arc_tau_s) ** parts.arc_n
    below = parts.arc_ohm * (1.0 - (1.0 / (1.0 + jwt)).real)
    return float(below @ estimate.shares)


def change_when_read(quality: Quality, estimate: Estimate) -> tuple[float, float]:
    """Relative change of the cell until its resistance was measured, and the standard deviation.

    The points between the slowest arc's apex and the valley fix the resistance; without a valley
    below it, those down to the lowest frequency.
    """
    if quality.steady is None:
        return 0.0, 0.0
    f, share = quality.frequency_hz, quality.steady.share
    return quality.steady.change_until(_read_at(f, share, estimate))


def _read_at(f: Floats, share: Floats, estimate: Estimate) -> float:
    slowest_s = float(np.max(estimate.fit.elements.arc_tau_s[estimate.shares > 0.5], initial=0.0))
    upper_hz = 1.0 / (2.0 * np.pi * slowest_s) if slowest_s > 0.0 else float(f[0])
    lower_hz = estimate.valley.frequency_hz
    inside = f <= upper_hz
    if lower_hz < upper_hz:
        inside &= f >= lower_hz
    return float(share[inside].mean()) if inside.any() else float(share[-1])
