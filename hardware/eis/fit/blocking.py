"""Blocking pellets (steel | electrolyte | steel): windows around the valley, arcs by BIC.

The tail of a real electrode bends, and a full-window fit takes the bend for an arc (on a real
Li6PS5Cl pellet: 1.2e6 instead of 1443 ohm). So only one to two decades of tail are fitted, and
the spread over the windows is part of the uncertainty.
"""

from __future__ import annotations

import numpy as np

from hardware.eis.fit.circuit import Circuit
from hardware.eis.fit.estimate import MODEL_FLOOR, Estimate
from hardware.eis.fit.least_squares import Fit, Window
from hardware.eis.fit.order import best, grown
from hardware.eis.fit.valley import Valley, find_valley
from hardware.eis.quality import Quality
from hardware.eis.spectrum import Floats

TAIL_DECADES = (1.0, 1.5, 2.0)
ORDERS = (0, 1, 2, 3)
ABOVE_WINDOW = 3.0
"""How far, in ln tau, an arc may lie beyond the highest frequency."""
VALLEY_SHARE = 0.05
"""Systematic error of R as a share of |Im/Re| at the valley: how deep arcs and tail overlap."""
LEAST_SD = 0.001


def blocking_estimate(quality: Quality) -> Estimate:
    """Resistance of a blocking pellet.

    Args:
        quality: The checked spectrum.

    Returns:
        The estimate.
    """
    f, z = quality.frequency_hz, quality.impedance_ohm
    valley = find_valley(f, z)
    fits = [_window_fit(quality, valley, decades) for decades in TAIL_DECADES]
    middle = fits[len(fits) // 2]
    totals = np.array([fit.total_ohm for fit in fits])
    resistance = float(np.median(totals))
    sd = resistance * _sd(middle, totals, valley)
    spent = sum(fit.evaluations for fit in fits)
    return Estimate(resistance, sd, middle, valley, (), spent)


def _window_fit(quality: Quality, valley: Valley, decades: float) -> Fit:
    f, z = quality.frequency_hz, quality.impedance_ohm
    inside = f >= 0.999 * valley.frequency_hz * 10.0**-decades
    inside[: min(8, f.size)] = True
    omega = 2.0 * np.pi * f[inside]
    window = Window(omega, z[inside], max(quality.noise, MODEL_FLOOR))
    slowest = min(valley.frequency_hz, f[0] / 3.0)
    bounds = (-float(np.log(omega[0])) - ABOVE_WINDOW, -float(np.log(2.0 * np.pi * slowest)))
    return best(grown(window, Circuit(0, 1, bounds), ORDERS))


def _sd(fit: Fit, totals: Floats, valley: Valley) -> float:
    """Relative standard deviation: statistics, spread over the windows, overlap, floor."""
    statistical = fit.total_std_ohm / fit.total_ohm
    spread = float(np.std(totals)) / float(np.median(totals))
    overlap = VALLEY_SHARE * float(np.tan(np.radians(min(abs(valley.phase_deg), 60.0))))
    return float(np.linalg.norm([statistical, spread, overlap, LEAST_SD]))
