"""Symmetric and full cells: arcs over the whole window, a diffusive tail if there is one.

There is no valley to trust here: interface arcs and diffusion follow one another. Orders of one
to five arcs are compared; the tail of a full cell may be diffusion without end or a reservoir of
finite depth, for a fit without the latter takes its bend for one more slow arc. The spread among
the circuits that describe the spectrum about equally well is part of the uncertainty, and so is
how far the number moves when up to a decade is cut off at the slow end.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from hardware.eis.findings import Finding
from hardware.eis.fit.circuit import Circuit, parameters
from hardware.eis.fit.estimate import Estimate
from hardware.eis.fit.least_squares import Fit, Window, fit, refit
from hardware.eis.fit.model_order import best, grown
from hardware.eis.fit.tail_onset import find_valley
from hardware.eis.validation.kramers_kronig import Mask
from hardware.eis.validation.quality_checks import Quality

ORDERS = (1, 2, 3, 4, 5)
MODEL_FLOOR = 0.0015
"""Lower than for pellets: an arc that is only nearly right pushes its error into diffusion."""
DIFFUSION_EXPONENT = 0.5
DIFFUSION_EXPONENT_SD = 0.4
STORAGE_EXPONENT = 0.85
STORAGE_PHASE_DEG = -40.0
ABOVE_WINDOW = 3.0
INTERFACE_FARAD_CM2 = 5e-4
STORAGE_FARAD_CM2 = 3e-3
"""An `arc` above the second limit stores charge: diffusion, left out; between both it is doubtful,
counted, and a third of it is uncertainty."""
UNFINISHED = 0.25
DIFFUSIVE_N = 0.56
DIFFUSIVE_S = 1e-4
"""A slower arc as flat as that has the slope of diffusion and may be part of it: doubtful, too."""
CUT_DECADES = (0.3, 0.6, 1.0)
DOUBTFUL_SHARE = 0.3
COMPARABLE_BIC = 10.0
WORTH_A_RESERVOIR_BIC = 200.0
DEPTHS = (0.0, -1.3)
"""Starts of the scaled depth: far below the window and just inside it."""
LEAST_SD = 0.004


def symmetric_estimate(quality: Quality, area_cm2: float) -> Estimate:
    """Resistance of a cell between two conducting electrodes: a tail is tried, not presumed.

    Args:
        quality: The checked spectrum.
        area_cm2: Area of the cell.

    Returns:
        The estimate.
    """
    window, bare = _problem(quality)
    fits = grown(window, replace(bare, tails=0), ORDERS) + grown(window, bare, ORDERS)
    return _concluded(quality, fits, area_cm2)


def full_estimate(quality: Quality, area_cm2: float) -> Estimate:
    """Resistance of anode, separator and cathode: interfaces count, diffusion does not.

    Args:
        quality: The checked spectrum.
        area_cm2: Area of the cell, to tell interfaces from storage by their capacitance.

    Returns:
        The estimate.
    """
    window, bare = _problem(quality)
    endless = grown(window, bare, ORDERS)
    limit = best(endless).bic + WORTH_A_RESERVOIR_BIC
    closed = [_with_reservoir(found) for found in endless if found.bic < limit]
    stored = grown(window, _storing(bare), ORDERS) if _stores(quality) else []
    return _concluded(quality, endless + closed + stored, area_cm2)


def _problem(quality: Quality) -> tuple[Window, Circuit]:
    omega = 2.0 * np.pi * quality.frequency_hz
    window = Window(omega, quality.impedance_ohm, max(quality.noise, MODEL_FLOOR))
    bounds = (-float(np.log(omega[0])) - ABOVE_WINDOW, -float(np.log(omega[-1])))
    return window, Circuit(0, 1, bounds, DIFFUSION_EXPONENT, DIFFUSION_EXPONENT_SD)


def _stores(quality: Quality) -> bool:
    return quality.phase_low_deg < STORAGE_PHASE_DEG


def _storing(bare: Circuit) -> Circuit:
    """The tail of an electrode that fills up within the window: nearly a capacitance."""
    return replace(bare, tail_exponent=STORAGE_EXPONENT, tail_exponent_sd=1.2)


def _with_reservoir(endless: Fit) -> Fit:
    circuit = replace(endless.circuit, reservoir=True)
    parts = endless.elements
    start = parameters(circuit, replace(parts, tail_a=np.minimum(parts.tail_a, 0.52)))
    starts = [np.append(start[:-1], depth) for depth in DEPTHS]
    return fit(endless.window, circuit, starts)


def _concluded(quality: Quality, fits: list[Fit], area_cm2: float) -> Estimate:
    chosen = best(fits)
    rivals = [found for found in fits if found.bic < chosen.bic + COMPARABLE_BIC]
    totals = np.array([found.sum_of(interfaces(found, area_cm2)[0])[0] for found in rivals])
    counted, doubtful = interfaces(chosen, area_cm2)
    resistance, statistical = chosen.sum_of(counted)
    doubt = float(chosen.elements.arc_ohm[doubtful].sum())
    cut = [_without_slow_end(chosen, decades) for decades in CUT_DECADES]
    shorter = [resistance, *(found.sum_of(interfaces(found, area_cm2)[0])[0] for found in cut)]
    spreads = float(np.std(totals)), float(np.std(shorter))
    sd = float(
        np.linalg.norm([statistical, *spreads, LEAST_SD * resistance, DOUBTFUL_SHARE * doubt])
    )
    valley = find_valley(quality.frequency_hz, quality.impedance_ohm, quality.noise)
    spent = sum(found.evaluations for found in (*fits, *cut))
    said = _said(doubt)
    return Estimate(resistance, sd, chosen, valley, said, spent, not_counted=~counted)


def _without_slow_end(chosen: Fit, decades: float) -> Fit:
    """The same circuit on the spectrum without its slow end."""
    whole = chosen.window
    kept = whole.omega >= 0.999 * whole.omega[-1] * 10.0**decades
    return refit(chosen, Window(whole.omega[kept], whole.impedance_ohm[kept], whole.floor))


def interfaces(found: Fit, area_cm2: float) -> tuple[Mask, Mask]:
    """Arcs that count, and those of them that may be storage after all.

    Args:
        found: The fit.
        area_cm2: Area of the cell.

    Returns:
        Two masks over the arcs, fast to slow, each of shape (arcs,); an arc whose apex lies at
        the lowest frequency is doubtful too: its slow half is extrapolated; and so is one that is
        as flat as diffusion.
    """
    parts = found.elements
    farad_cm2 = parts.arc_tau_s / parts.arc_ohm / area_cm2
    counted = farad_cm2 < STORAGE_FARAD_CM2
    unfinished = parts.arc_tau_s * found.window.omega[-1] > UNFINISHED
    diffusive = (parts.arc_n < DIFFUSIVE_N) & (parts.arc_tau_s > DIFFUSIVE_S)
    return counted, counted & ((farad_cm2 > INTERFACE_FARAD_CM2) | unfinished | diffusive)


def _said(doubtful_ohm: float) -> tuple[Finding, ...]:
    if doubtful_ohm <= 0.0:
        return ()
    words = f"{doubtful_ohm:.3g} ohm of it is slow or flat and may be diffusion or unfinished"
    return (Finding("good", words),)
