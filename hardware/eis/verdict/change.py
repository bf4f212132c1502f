"""How far the resistance is off because the cell changed while it was swept.

A spectrum shows that something changed before it shows what: the whole cell (it warms up), or one
interface that grows while the rest stays (root of time: growth limited by diffusion). The total at
the start of the sweep differs between them, so each is a hypothesis of its own, next to a cell that
was steady: its size comes from what Kramers-Kronig does not explain, its effect on the total from
the fit, linear around it. The hypotheses are averaged by their probability (Hoeting et al.,
Statistical Science 14 (1999) 382), and what they leave open is uncertainty.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hardware.eis.fit.circuit import impedance_and_jacobian, total_ohm
from hardware.eis.fit.conducting import one_process
from hardware.eis.fit.estimate import Estimate
from hardware.eis.spectrum import Complexes, Floats
from hardware.eis.validation.quality_checks import Quality
from hardware.eis.validation.steadiness import Steadiness

SIZE_SD = 0.1
"""How much changes during a sweep if something does: some per cent up to a fifth."""
STEADY_P = 0.25  # chosen; the prior probability of a cell that did not change
WHOLE_P = 0.25
"""Before the sweep is looked at; what is left is for the interfaces, shared among them."""

NOISE_AT_LEAST = 0.0015
"""No ladder and no circuit describes a cell better: with less, BIC would be sure of one hypothesis
because its shape is nearly right."""
UNPLACED_SHARE = 0.2
"""Of what is taken off: the cell may change in other parts and by other laws than these."""


@dataclass(frozen=True, eq=False)
class Change:
    """What a change of the cell did.

    Attributes:
        ohm: By how much the fit exceeds the resistance at the start of the sweep.
        std_ohm: Standard deviation of that.
        added_ohm: What the change added to every point of the checked spectrum, shape (n,).
    """

    ohm: float
    std_ohm: float
    added_ohm: Complexes


def change(quality: Quality, estimate: Estimate, steady: Steadiness) -> Change:
    """Average over what may have changed.

    Args:
        quality: The checked spectrum.
        estimate: What the fit says.
        steady: What Kramers-Kronig leaves unexplained.

    Returns:
        The change.
    """
    columns, before = _hypotheses(estimate, steady)
    size, sd = steady.sizes(columns)
    sd = sd * max(1.0, NOISE_AT_LEAST / steady.noise)
    kept = SIZE_SD**2 / (SIZE_SD**2 + sd**2)
    size, size_sd = kept * size, np.sqrt(kept) * sd
    ln_odds = 0.5 * (np.log1p(-kept) + (size / size_sd) ** 2)
    ln_p = np.concatenate([[np.log(STEADY_P)], np.log(before) + ln_odds])
    p = np.exp(ln_p - ln_p.max())
    p = (p / p.sum())[1:]
    columns = columns[steady.frequency_hz.size - quality.frequency_hz.size :]
    by_size = _effect(estimate, columns)
    mean = float(p @ (by_size * size))
    second = float(p @ (by_size**2 * (size**2 + size_sd**2)))
    variance = max(second - mean**2, 0.0) + (UNPLACED_SHARE * mean) ** 2
    return Change(mean, float(np.sqrt(variance)), columns @ (p * size))


def _hypotheses(estimate: Estimate, steady: Steadiness) -> tuple[Complexes, Floats]:
    """What each change of size one adds to every point, and its probability beforehand."""
    jw = 2j * np.pi * steady.frequency_hz[:, None]
    parts, root = estimate.fit.elements, np.sqrt(steady.share)
    z = steady.impedance_ohm
    arcs = parts.arc_ohm / (1.0 + (jw * parts.arc_tau_s) ** parts.arc_n)
    counted = np.flatnonzero(estimate.shares > 0.5)
    processes = [counted[group] for group in one_process(parts.arc_tau_s[counted])]
    growing = [arcs[:, process].sum(axis=1) for process in processes]
    growing.append(parts.ohmic_ohm + arcs[:, counted].sum(axis=1))
    columns = [z * steady.share, z * root, *(root * part for part in growing)]
    each = (1.0 - STEADY_P - WHOLE_P) / len(growing)
    return np.stack(columns, axis=1), np.array([0.5 * WHOLE_P] * 2 + [each] * len(growing))


def _effect(estimate: Estimate, columns: Complexes) -> Floats:
    """What each change of size one does to the fitted total, in ohm."""
    found = estimate.fit
    omega, size = found.window.omega, np.abs(found.window.impedance_ohm)
    theta = found.theta[None, :]
    jacobian = impedance_and_jacobian(found.circuit, theta, omega, found.omega_tail)[1][0]
    weight = 1.0 / (found.window.floor * size)
    by_parameter = (jacobian * weight).view(np.float64)
    added = np.ascontiguousarray((columns[: omega.size] * weight[:, None]).T).view(np.float64)
    scale = max(1.0, found.chi2 / max(2 * omega.size - found.circuit.size, 1))
    gradient = total_ohm(found.circuit, found.theta, estimate.shares)[1]
    return np.asarray(gradient @ (found.covariance / scale) @ (by_parameter @ added.T))
