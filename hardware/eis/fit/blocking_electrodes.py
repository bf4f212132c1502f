"""Blocking pellets (steel | electrolyte | steel): windows around the valley, arcs by BIC.

The tail of a real electrode bends, and a full-window fit takes the bend for an arc (on a real
Li6PS5Cl pellet: 1.2e6 instead of 1443 ohm). So only one to two decades of tail are fitted, the
spread over the windows is part of the uncertainty, and whatever arc shows further down must
first prove that it is a contact and not the bend (`contact.py`).
"""

from __future__ import annotations

import numpy as np

from hardware.eis.fit.circuit import Circuit
from hardware.eis.fit.contact_arc import ContactArc, PelletSweep, look_for_contact
from hardware.eis.fit.estimate import MODEL_FLOOR, Estimate
from hardware.eis.fit.least_squares import Fit, FitWindow, refit_each
from hardware.eis.fit.model_order import best, grown
from hardware.eis.fit.tail_onset import Valley, find_valley
from hardware.eis.validation.quality_checks import Quality

TAIL_DECADES = 1.5  # chosen: farther below the valley the tail bends
OTHER_DECADES = (1.0, 2.0)  # the fit again on less and on more of the tail: its doubt
FAST_END_DECADES = (0.3, 0.6, 1.0)
"""The fit again without so much of the fast end, where an instrument rolls off before it shows. On
tuning draws 84 % of the numbers that move by half a standard deviation were covered without it."""
FEWEST_POINTS = 8  # of a window; chosen: as many as one arc and a tail have parameters, and a few
CONTACT_DECADES = 3.0  # see below
OTHER_CONTACT_DECADES = (-0.5, 0.5, 1.0)  # as `OTHER_DECADES`
TAIL_OVER_RESISTANCE = 6.0
"""A contact arc is looked for down to three decades below the valley, and farther until the
impedance is this many times the resistance: a valley near the top leaves it below three decades."""
ORDERS = (0, 1, 2, 3)  # arcs; a pellet shows bulk, grain boundary and contact at most
ABOVE_WINDOW = 3.0
"""How far, in ln tau, an arc may lie beyond the highest frequency."""
VALLEY_SHARE = 0.025
"""Systematic error of R as a share of |Im/Re| at the valley: how deep arcs and tail overlap. As all
shares of this kind, fitted to tuning draws so that two standard deviations hold 95 to 98 %."""
STATISTICAL_SHARE = 0.6
"""Of the covariance's standard deviation: the error floor of the window exceeds the noise of most
sweeps."""
LEAST_SD = 0.001  # relative; repeats of one pressed cell agree to 0.03 to 0.09 %


def blocking_estimate(quality: Quality, area_cm2: float) -> Estimate:
    """Resistance of a blocking pellet.

    Args:
        quality: The checked spectrum.
        area_cm2: Area of the pellet, to tell a contact arc from the electrode by its capacitance.

    Returns:
        The estimate.
    """
    valley = find_valley(quality.frequency_hz, quality.impedance_ohm, quality.noise)
    circuit = _circuit(quality, valley)
    window = tail_window(quality, valley, TAIL_DECADES)
    orders = grown(window, circuit, ORDERS)
    chosen = best(orders)
    others = refit_each(
        chosen, [tail_window(quality, valley, decades) for decades in OTHER_DECADES]
    )
    depth = max(CONTACT_DECADES, _decades_to_tail(quality, valley))
    contact = look_for_contact(
        tail_window(quality, valley, depth),
        chosen,
        quality.noise,
        PelletSweep(area_cm2, 2.0 * np.pi * float(quality.frequency_hz[-1])),
        [tail_window(quality, valley, depth + more) for more in OTHER_CONTACT_DECADES],
    )
    slower = _without_fast_end(chosen)
    spent = sum(fit.evaluations for fit in (*orders, *others, *slower)) + contact.evaluations
    return _concluded(chosen, others, slower, contact, valley, spent)


def _without_fast_end(chosen: Fit) -> list[Fit]:
    """The fit again on what is left of its window without more and more of the fast end."""
    whole = chosen.window
    left = [whole.omega <= 1.001 * whole.omega[0] * 10.0**-cut for cut in FAST_END_DECADES]
    windows = [
        FitWindow(whole.omega[kept], whole.impedance_ohm[kept], whole.floor)
        for kept in left
        if int(kept.sum()) >= FEWEST_POINTS
    ]
    return refit_each(chosen, windows) if windows else []


def _decades_to_tail(quality: Quality, valley: Valley) -> float:
    """Decades from the valley down to where the tail far exceeds the resistance, or to the end."""
    f, size = quality.frequency_hz, np.abs(quality.impedance_ohm)
    tail = f[(f < valley.frequency_hz) & (size > TAIL_OVER_RESISTANCE * valley.resistance_ohm)]
    return float(np.log10(valley.frequency_hz / (tail[0] if tail.size else f[-1])))


def tail_window(quality: Quality, valley: Valley, decades: float) -> FitWindow:
    """The spectrum down to some decades below the valley, never fewer than the fewest points."""
    f = quality.frequency_hz
    inside = f >= 0.999 * valley.frequency_hz * 10.0**-decades
    inside[: min(FEWEST_POINTS, f.size)] = True
    noise = max(quality.noise, MODEL_FLOOR)
    return FitWindow(2.0 * np.pi * f[inside], quality.impedance_ohm[inside], noise)


def _circuit(quality: Quality, valley: Valley) -> Circuit:
    """One tail; arcs between a little above the window and the valley."""
    top = float(quality.frequency_hz[0])
    slowest = min(valley.frequency_hz, top / 3.0)
    fast, slow = (-float(np.log(2.0 * np.pi * f)) for f in (top, slowest))
    return Circuit(0, 1, (fast - ABOVE_WINDOW, slow))


def _concluded(
    chosen: Fit,
    others: list[Fit],
    slower: list[Fit],
    contact: ContactArc,
    valley: Valley,
    spent: int,
) -> Estimate:
    totals = np.array([chosen.total_ohm, *(fit.total_ohm for fit in others)])
    inner = float(np.median(totals))
    spread = float(np.std(totals)) / inner
    fast_end = float(np.std([fit.total_ohm for fit in (chosen, *slower)])) / inner
    statistical = STATISTICAL_SHARE * chosen.total_std_ohm / chosen.total_ohm
    overlap = VALLEY_SHARE * float(np.tan(np.radians(min(abs(valley.phase_deg), 60.0))))
    relative = float(np.linalg.norm([statistical, spread, fast_end, overlap, LEAST_SD]))
    if contact.found is not None:
        ohm = contact.resistance_ohm
        sd = float(np.hypot(contact.std_ohm, ohm * np.hypot(overlap, LEAST_SD)))
        own = ohm - contact.ohm
        counted = None if contact.bend is None else np.where(contact.bend, 0.0, 1.0)
        return Estimate(ohm, sd, contact.found, valley, contact.findings, spent, own, counted)
    sd = float(np.hypot(inner * relative, contact.std_ohm))
    return Estimate(inner, sd, chosen, valley, contact.findings, spent, inner)
