"""Interface or storage: how far each arc of a cell counts, by its capacitance."""

from __future__ import annotations

import numpy as np

from hardware.eis.fit.least_squares import Fit
from hardware.eis.spectrum import Floats, Indices

STORAGE_FARAD_CM2 = 3e-3  # geometric mean of both ends below
STORAGE_SHARPNESS = 6.0
"""An `arc` of more than this stores charge: diffusion, left out. Interfaces end at about 1 mF/cm2,
storage begins at about 10, so an arc counts by C0^6 / (C0^6 + C^6): all of it below 1 mF/cm2, half
of it at the limit, where the other half is uncertainty."""
WHOLLY = 0.01  # chosen: a hundredth is below the uncertainty of any reading
ONE_PROCESS_DECADES = 1.0  # chosen: arcs within a decade show one maximum


def interface_share(found: Fit, area_cm2: float, *, conducts: bool) -> Floats:
    """How far each arc counts as an interface and not as storage, by its capacitance.

    Args:
        found: The fit.
        area_cm2: Area of the cell.
        conducts: Arcs within a decade are one process, which the fit has split, and are judged by
            their capacitance together. Of a cell that does not conduct at rest the slower one may
            be storage: there an arc counts by itself or as a part of its process.

    Returns:
        Shares from 0 to 1, fast to slow, shape (arcs,).
    """
    parts = found.elements
    together = _share_of(_together(parts.arc_tau_s, parts.arc_ohm) / area_cm2)
    return together if conducts else np.maximum(together, _by_itself(found, area_cm2))


def _by_itself(found: Fit, area_cm2: float) -> Floats:
    parts = found.elements
    return _share_of(parts.arc_tau_s / parts.arc_ohm / area_cm2)


def _share_of(farad_cm2: Floats) -> Floats:
    ln_over = np.log(farad_cm2 / STORAGE_FARAD_CM2)
    share = 0.5 * (1.0 - np.tanh(0.5 * STORAGE_SHARPNESS * ln_over))
    return np.where(share < WHOLLY, 0.0, np.where(share > 1.0 - WHOLLY, 1.0, share))


def apart_ohm(found: Fit, area_cm2: float) -> float:
    """The resistance in ohm where every arc counts by itself alone."""
    return found.sum_of(_by_itself(found, area_cm2))[0]


def one_process(tau_s: Floats) -> list[Indices]:
    """Arcs of one process, which the fit has split: within a decade of the slowest of them.

    Args:
        tau_s: Time constants, fast to slow, shape (arcs,).

    Returns:
        Places of the arcs of every process, the slowest process first.
    """
    left, groups = np.arange(tau_s.size), []
    while left.size:
        near = tau_s[left] > 10.0**-ONE_PROCESS_DECADES * tau_s[left[-1]]
        groups.append(left[near])
        left = left[~near]
    return groups


def _together(tau_s: Floats, ohm: Floats) -> Floats:
    """Capacitance of every arc, or of the process that it is part of; fast to slow."""
    farad = np.empty(tau_s.size)
    for group in one_process(tau_s):
        whole = float(ohm[group].sum())
        farad[group] = np.exp(float(np.log(tau_s[group]) @ ohm[group]) / whole) / whole
    return farad
