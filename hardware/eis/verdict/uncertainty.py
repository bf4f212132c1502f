"""What the fit cannot know of the uncertainty: ranges, drift, growth, what was extrapolated."""

from __future__ import annotations

import numpy as np

from hardware.eis.fit.circuit import impedance_and_jacobian, total_ohm
from hardware.eis.fit.conducting import one_process
from hardware.eis.fit.estimate import Estimate
from hardware.eis.spectrum import Floats
from hardware.eis.validation.quality_checks import Quality

EXTRAPOLATED_SHARE = 0.5
"""Uncertainty of what lies below the window as a share of it: an arc may be of another shape."""
GROWTH_PRIOR = 0.05
"""How much an interface grows within one sweep if nothing is known: Na and Sn on sulfides grow by
some per cent an hour."""
SURE_CHANGE = 3.0
UNPLACED_SHARE = 0.5
"""Of a change over the whole sweep: it is taken off as if all of the cell had changed, where one
interface may have that is most of the resistance or little of it."""
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
        growth_ohm(quality, estimate),
        ohm * _unplaced(quality, estimate),
    )
    return float(np.linalg.norm(parts))


def _unplaced(quality: Quality, estimate: Estimate) -> float:
    """Relative deviation of a cell of which it is sure that it changed, but not which part did.

    The electrolyte of a pellet is read before most of the time has passed; interfaces are not.
    """
    if quality.steady is None or estimate.electrolyte_ohm is not None:
        return 0.0
    change, sd = quality.steady.change_until(1.0)
    return UNPLACED_SHARE * abs(change) if abs(change) > SURE_CHANGE * sd else 0.0


def growth_ohm(quality: Quality, estimate: Estimate) -> float:
    """By how much the total may be off because its slowest interface grew with the root of time.

    Of a cell with interfaces, not of a pellet. The growth is one more parameter, linear around the
    fit: its size, as far as the circuit cannot imitate it, times what it changes in the total.
    """
    found, steady = estimate.fit, quality.steady
    n, pellet = found.window.omega.size, estimate.electrolyte_ohm is not None
    if steady is None or pellet or not (estimate.shares > 0.5).any():
        return 0.0
    omega = found.window.omega
    z, jacobian = impedance_and_jacobian(
        found.circuit, found.theta[None, :], omega, found.omega_tail
    )
    weight = 1.0 / (found.window.floor * np.abs(found.window.impedance_ohm))
    by_parameter = (jacobian[0] * weight).view(np.float64)
    parts = found.elements
    counted = np.flatnonzero(estimate.shares > 0.5)
    slowest = counted[one_process(parts.arc_tau_s[counted])[0]]
    jwt = (1j * omega[:, None] * parts.arc_tau_s[slowest]) ** parts.arc_n[slowest]
    interface = (parts.arc_ohm[slowest] / (1.0 + jwt)).sum(axis=1)
    growing = (np.sqrt(steady.share[:n]) * interface * weight).view(np.float64)
    residual = ((found.window.impedance_ohm - z[0]) * weight).view(np.float64)
    shared = by_parameter @ growing
    absorbed = found.covariance @ shared
    scale = max(1.0, found.chi2 / max(2 * n - found.circuit.size, 1))
    own = max(float(growing @ growing - shared @ absorbed / scale), 0.0) / scale
    precision = own + GROWTH_PRIOR**-2
    growth = float(growing @ residual) / scale / precision
    by_growth = abs(float(total_ohm(found.circuit, found.theta, estimate.shares)[1] @ absorbed))
    return by_growth / scale * float(np.hypot(growth, precision**-0.5))


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
