"""Symmetric and full cells: arcs over the whole window, a diffusive tail if there is one.

There is no valley to trust here: interface arcs and diffusion follow one another. Orders of one
to five arcs, with and without a tail, are compared; the spread among those that describe the
spectrum about equally well is part of the uncertainty.
"""

from __future__ import annotations

import numpy as np

from hardware.eis.fit.circuit import Circuit
from hardware.eis.fit.estimate import MODEL_FLOOR, Estimate
from hardware.eis.fit.least_squares import Fit, Window
from hardware.eis.fit.order import best, grown
from hardware.eis.fit.valley import find_valley
from hardware.eis.quality import Quality
from hardware.eis.spectrum import Floats

ORDERS = (1, 2, 3, 4, 5)
DIFFUSION_EXPONENT = 0.5
DIFFUSION_EXPONENT_SD = 0.4
ABOVE_WINDOW = 3.0
STORAGE_FARAD_CM2 = 1e-3
"""An `arc` with more capacitance than this stores charge: it is diffusion, not an interface."""
COMPARABLE_BIC = 10.0
LEAST_SD = 0.002


def conducting_estimate(quality: Quality, area_cm2: float, *, tails: tuple[int, ...]) -> Estimate:
    """Resistance of a cell whose electrodes conduct: interfaces count, diffusion does not.

    Args:
        quality: The checked spectrum.
        area_cm2: Area of the cell, to tell interfaces from storage by their capacitance.
        tails: Numbers of tails to try.

    Returns:
        The estimate.
    """
    omega = 2.0 * np.pi * quality.frequency_hz
    window = Window(omega, quality.impedance_ohm, max(quality.noise, MODEL_FLOOR))
    bounds = (-float(np.log(omega[0])) - ABOVE_WINDOW, -float(np.log(omega[-1])))
    fits: list[Fit] = []
    for count in tails:
        bare = Circuit(0, count, bounds, DIFFUSION_EXPONENT, DIFFUSION_EXPONENT_SD)
        fits += grown(window, bare, ORDERS)
    chosen = best(fits)
    rivals = [fit for fit in fits if fit.bic < chosen.bic + COMPARABLE_BIC]
    totals = np.array([interfaces_ohm(fit, area_cm2) for fit in rivals])
    resistance = interfaces_ohm(chosen, area_cm2)
    sd = resistance * _sd(chosen, totals)
    valley = find_valley(quality.frequency_hz, quality.impedance_ohm)
    return Estimate(resistance, sd, chosen, valley, (), sum(fit.evaluations for fit in fits))


def interfaces_ohm(fit: Fit, area_cm2: float) -> float:
    """Ohmic part and arcs, those left out that store more charge than an interface can."""
    parts = fit.elements
    farad_cm2 = parts.arc_tau_s / parts.arc_ohm / area_cm2
    return parts.ohmic_ohm + float(parts.arc_ohm[farad_cm2 < STORAGE_FARAD_CM2].sum())


def _sd(fit: Fit, totals: Floats) -> float:
    statistical = fit.total_std_ohm / fit.total_ohm
    spread = float(np.std(totals)) / float(np.median(totals))
    return float(np.linalg.norm([statistical, spread, LEAST_SD]))
