"""How far the resistance is off because the cell changed while it was swept.

A spectrum shows that something changed before it shows what: the whole cell (it warms up), or one
interface that grows while the rest stays (root of time: growth limited by diffusion). The total at
the start of the sweep differs between them, so each is a hypothesis of its own, next to a cell that
was steady: its size comes from what Kramers-Kronig does not explain, its effect on the total from
the fit, linear around it. The hypotheses are averaged by their probability (Hoeting et al.,
Statistical Science 14 (1999) 382), and what they leave open is uncertainty.
"""

from __future__ import annotations

import math
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
DRIFTS = 2
"""The first hypotheses: the whole cell, with time and with its root, up or down."""
CHANGE_FACTOR = 2.1
"""Cells change by other laws than the few that are compared, and their effect on the total is not
linear. Fitted to tuning draws as the share below: two standard deviations hold 92 to 98 % of cells
that change and of those that do not."""
UNPLACED_SHARE = 0.14
"""Of what changed until the end of the sweep: a circuit gives a part of it to diffusion."""
FAR_OUT = -30.0  # standard deviations; the share below is a number that can still be written


@dataclass(frozen=True, eq=False)
class CellChange:
    """What a change of the cell did.

    Attributes:
        ohm: By how much the fit exceeds the resistance at the start of the sweep.
        std_ohm: Standard deviation of that.
        left_ohm: The part of `ohm` that is not taken off the points yet.
        found_std_ohm: The part of it by which the sweep does not say what changed, and how much.
        added_ohm: What the change added to every point of the checked spectrum, shape (n,).
    """

    ohm: float
    std_ohm: float
    left_ohm: float
    found_std_ohm: float
    added_ohm: Complexes


def change(
    quality: Quality, estimate: Estimate, steady: Steadiness, taken_off: Complexes
) -> CellChange:
    """Average over what may have changed.

    Args:
        quality: The checked spectrum.
        estimate: What the fit says.
        steady: What Kramers-Kronig leaves unexplained.
        taken_off: What was taken off the checked points before they were fitted, shape (n,).

    Returns:
        The change.
    """
    columns, reach_ohm, before = _hypotheses(estimate, steady)
    size, sd = steady.sizes(columns)
    sd = sd * max(1.0, NOISE_AT_LEAST / steady.noise)
    size, size_sd, ln_odds = _sizes_afterwards(size, sd)
    ln_p = np.concatenate([[np.log(STEADY_P)], np.log(before) + ln_odds])
    p = np.exp(ln_p - ln_p.max())
    p = (p / p.sum())[1:]
    columns = columns[steady.frequency_hz.size - quality.frequency_hz.size :]
    by_size = _effect(estimate, columns)
    mean = float(p @ (by_size * size))
    second = float(p @ (by_size**2 * (size**2 + size_sd**2)))
    unplaced = UNPLACED_SHARE * float(p @ (np.abs(size) * reach_ohm))
    found_std = CHANGE_FACTOR * math.sqrt(max(second - mean**2, 0.0))
    added = columns @ (p * size)
    left = float(_effect(estimate, (added - taken_off)[:, None])[0])
    return CellChange(mean, math.hypot(found_std, unplaced), left, found_std, added)


def _sizes_afterwards(size: Floats, sd: Floats) -> tuple[Floats, Floats, Floats]:
    """What the sweep leaves of what was thought of each size before it.

    Before it a size is normal around zero; of what grows only the upper half of that, because an
    interface that reacts becomes thicker and does not go back within a sweep.

    Returns:
        Mean and standard deviation of each size, and the log odds against a steady cell.
    """
    kept = SIZE_SD**2 / (SIZE_SD**2 + sd**2)
    size, size_sd = kept * size, np.sqrt(kept) * sd
    ln_odds = 0.5 * (np.log1p(-kept) + (size / size_sd) ** 2)
    above = size[DRIFTS:] / size_sd[DRIFTS:]
    ln_share = np.array([_ln_normal_share(each) for each in above])
    hazard = np.exp(-0.5 * above**2 - ln_share) / math.sqrt(2.0 * math.pi)
    left = np.maximum(1.0 - hazard * (hazard + above), np.finfo(float).eps)
    size[DRIFTS:] += size_sd[DRIFTS:] * hazard
    size_sd[DRIFTS:] *= np.sqrt(left)
    ln_odds[DRIFTS:] += math.log(2.0) + ln_share
    return size, size_sd, ln_odds


def _ln_normal_share(above: float) -> float:
    """Logarithm of the share of a standard normal below a value; its asymptote far out."""
    if above < FAR_OUT:
        return -0.5 * above**2 - math.log(-above * math.sqrt(2.0 * math.pi))
    return math.log(0.5 * math.erfc(-above / math.sqrt(2.0)))


def _hypotheses(estimate: Estimate, steady: Steadiness) -> tuple[Complexes, Floats, Floats]:
    """What each change of size one adds to every point and in all, and how likely it is before."""
    jw = 2j * np.pi * steady.frequency_hz[:, None]
    parts, root = estimate.fit.elements, np.sqrt(steady.share)
    z = steady.impedance_ohm
    arcs = parts.arc_ohm / (1.0 + (jw * parts.arc_tau_s) ** parts.arc_n)
    counted = np.flatnonzero(estimate.shares > 0.5)
    processes = [counted[group] for group in one_process(parts.arc_tau_s[counted])]
    growing = [arcs[:, process].sum(axis=1) for process in processes]
    growing.append(parts.ohmic_ohm + arcs[:, counted].sum(axis=1))
    columns = [z * steady.share, z * root, *(root * part for part in growing)]
    ohm = [float(parts.arc_ohm[process].sum()) for process in processes]
    whole = parts.ohmic_ohm + float(parts.arc_ohm[counted].sum())
    each = (1.0 - STEADY_P - WHOLE_P) / len(growing)
    before = np.array([0.5 * WHOLE_P] * DRIFTS + [each] * len(growing))
    return np.stack(columns, axis=1), np.array([whole] * DRIFTS + [*ohm, whole]), before


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
