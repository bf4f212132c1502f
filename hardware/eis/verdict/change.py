"""How far the resistance is off because the cell changed while it was swept.

A spectrum shows that something changed before it shows what: the whole cell (it warms up), one
interface that grows while the rest stays (root of time: growth limited by diffusion), or only the
current range, by too little to be seen for certain. The total at the start of the sweep differs
between them, so each is a hypothesis of its own, next to a cell that was steady: its size comes
from what Kramers-Kronig does not explain, its effect on the total from the fit, linear around it.
The hypotheses are averaged by their probability (Hoeting et al., Statistical Science 14 (1999)
382), and what they leave open is uncertainty.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from hardware.eis.fit.circuit import impedance_and_jacobian, total_ohm
from hardware.eis.fit.estimate import Estimate
from hardware.eis.fit.interface_share import one_process
from hardware.eis.spectrum import Complexes, Floats
from hardware.eis.validation.findings import Cell
from hardware.eis.validation.kramers_kronig import Mask
from hardware.eis.validation.quality_checks import Quality
from hardware.eis.validation.steadiness import FROM_ENDS, GAIN_SHARE, Steadiness

SIZE_SD = 0.1
"""How much changes during a sweep if something does: some per cent up to a fifth."""
STEADY_P = 0.25  # chosen; the prior probability of a cell that did not change
WHOLE_P = 0.25  # likewise, of the whole cell
STEP_P = 0.1
"""Likewise, of a range that reads another gain, shared among the places where it may begin; what is
left is for the interfaces, shared among them."""
STEP_SD = 0.02
"""Gains of the ranges of one instrument differ by 0.5 to 3 %."""
STEP_SHARE = 0.5
"""A step is taken off half on either side: which of the ranges is right is not known."""
NOISE_AT_LEAST = 0.0015
"""No ladder and no circuit describes a cell better: with less, BIC would be sure of one hypothesis
because its shape is nearly right."""
CHANGE_FACTOR = 2.1
"""Cells change by other laws than the few that are compared, and their effect on the total is not
linear. Fitted to tuning draws as the share below: two standard deviations hold 92 to 98 % of cells
that change and of those that do not."""
MISPLACED_SHARE: dict[Cell, float] = {"blocking": 0.0, "symmetric": 0.1, "full": 0.14}
"""Of what grew until the end of the sweep: the fit gives as much of it to diffusion on average, so
that tuning draws of growing interfaces were read 0.8 standard deviations too high. A pellet has no
diffusion."""
UNPLACED_SHARE = 0.14
"""Of what changed until the end of the sweep: a circuit gives a part of it to diffusion."""
WHOLE_SHARE = 0.09
"""Likewise where the whole cell changed: there is less to be given away."""
FAR_OUT = -30.0  # standard deviations; the share below is a number that can still be written


@dataclass(frozen=True, eq=False)
class _Hypotheses:
    """What may have changed, a column for each, of size one.

    Attributes:
        columns_ohm: What it adds to every point, shape (n, hypotheses).
        reach_ohm: What of the resistance changes, shape (hypotheses,).
        before: How likely it is before the sweep is looked at, shape (hypotheses,).
        size_sd: How large it is before the sweep is looked at, shape (hypotheses,).
        grows: Whether it can only grow, shape (hypotheses,).
        steps: Whether it is a step of the current range, shape (hypotheses,).
    """

    columns_ohm: Complexes
    reach_ohm: Floats
    before: Floats
    size_sd: Floats
    grows: Mask
    steps: Mask


@dataclass(frozen=True, eq=False)
class CellChange:
    """What a change of the cell did.

    Attributes:
        ohm: By how much the fit exceeds the resistance at the start of the sweep.
        std_ohm: Standard deviation of that.
        left_ohm: The part of `ohm` that is not taken off the points yet.
        found_std_ohm: The part of it by which the sweep does not say what changed, and how much.
        gain_std_ohm: Standard deviation of the total because a range may have read another gain.
        added_ohm: What the change added to every point of the checked spectrum, shape (n,).
    """

    ohm: float
    std_ohm: float
    left_ohm: float
    found_std_ohm: float
    gain_std_ohm: float
    added_ohm: Complexes


def change(
    kind: Cell, quality: Quality, estimate: Estimate, steady: Steadiness, taken_off: Complexes
) -> CellChange:
    """Average over what may have changed.

    Args:
        kind: The kind of cell.
        quality: The checked spectrum.
        estimate: What the fit says.
        steady: What Kramers-Kronig leaves unexplained.
        taken_off: What was taken off the checked points before they were fitted, shape (n,).

    Returns:
        The change.
    """
    may = _hypotheses(estimate, steady)
    size, sd = steady.sizes(may.columns_ohm)
    sd = sd * max(1.0, NOISE_AT_LEAST / steady.noise)
    size, size_sd, ln_odds = _sizes_afterwards(may, size, sd)
    ln_p = np.concatenate([[np.log(STEADY_P)], np.log(may.before) + ln_odds])
    p = np.exp(ln_p - ln_p.max())
    p = (p / p.sum())[1:]
    columns = may.columns_ohm[steady.frequency_hz.size - quality.frequency_hz.size :]
    by_size = _effect(estimate, columns)
    mean = float(p @ (by_size * size))
    second = float(p @ (by_size**2 * (size**2 + size_sd**2)))
    lasting = np.where(may.steps, 0.0, np.where(may.grows, UNPLACED_SHARE, WHOLE_SHARE))
    unplaced = float(p @ (lasting * np.abs(size) * may.reach_ohm))
    gain = GAIN_SHARE * np.where(may.steps, np.hypot(size, size_sd), 0.0) * may.reach_ohm
    either_side = math.sqrt(float(p @ gain**2))
    found_std = CHANGE_FACTOR * math.sqrt(max(second - mean**2, 0.0))
    added = columns @ (p * size)
    left = float(_effect(estimate, (added - taken_off)[:, None])[0])
    left += MISPLACED_SHARE[kind] * float(p @ np.where(may.grows, size * may.reach_ohm, 0.0))
    std = math.hypot(found_std, unplaced)
    return CellChange(mean, std, left, found_std, either_side, added)


def _sizes_afterwards(may: _Hypotheses, size: Floats, sd: Floats) -> tuple[Floats, Floats, Floats]:
    """What the sweep leaves of what was thought of each size before it.

    Before it a size is normal around zero; of what grows only the upper half of that, because an
    interface that reacts becomes thicker and does not go back within a sweep.

    Returns:
        Mean and standard deviation of each size, and the log odds against a steady cell.
    """
    kept = may.size_sd**2 / (may.size_sd**2 + sd**2)
    size, size_sd = kept * size, np.sqrt(kept) * sd
    ln_odds = 0.5 * (np.log1p(-kept) + (size / size_sd) ** 2)
    up = may.grows
    above = size[up] / size_sd[up]
    ln_share = np.array([_ln_normal_share(each) for each in above])
    hazard = np.exp(-0.5 * above**2 - ln_share) / math.sqrt(2.0 * math.pi)
    left = np.maximum(1.0 - hazard * (hazard + above), np.finfo(float).eps)
    size[up] += size_sd[up] * hazard
    size_sd[up] *= np.sqrt(left)
    ln_odds[up] += math.log(2.0) + ln_share
    return size, size_sd, ln_odds


def _ln_normal_share(above: float) -> float:
    """Logarithm of the share of a standard normal below a value; its asymptote far out."""
    if above < FAR_OUT:
        return -0.5 * above**2 - math.log(-above * math.sqrt(2.0 * math.pi))
    return math.log(0.5 * math.erfc(-above / math.sqrt(2.0)))


def _hypotheses(estimate: Estimate, steady: Steadiness) -> _Hypotheses:
    """The whole cell with time and with its root, each interface and all of them, each step."""
    jw = 2j * np.pi * steady.frequency_hz[:, None]
    parts, root = estimate.fit.elements, np.sqrt(steady.share)
    z = steady.impedance_ohm
    arcs = parts.arc_ohm / (1.0 + (jw * parts.arc_tau_s) ** parts.arc_n)
    counted = np.flatnonzero(estimate.shares > 0.5)
    processes = [counted[group] for group in one_process(parts.arc_tau_s[counted])]
    growing = [arcs[:, process].sum(axis=1) for process in processes]
    growing.append(parts.ohmic_ohm + arcs[:, counted].sum(axis=1))
    whole = parts.ohmic_ohm + float(parts.arc_ohm[counted].sum())
    process_ohm = [float(parts.arc_ohm[process].sum()) for process in processes]
    on_slow_side = np.tril(np.ones((z.size, z.size)))[:, FROM_ENDS : z.size - FROM_ENDS + 1]
    kinds = np.repeat([0, 1, 2], [2, len(growing), on_slow_side.shape[1]])
    in_all = np.array([WHOLE_P, 1.0 - STEADY_P - WHOLE_P - STEP_P, STEP_P])
    return _Hypotheses(
        columns_ohm=np.column_stack(
            [z * steady.share, z * root, *(root * part for part in growing),
             z[:, None] * (on_slow_side - STEP_SHARE)]
        ),
        reach_ohm=np.array([whole, whole, *process_ohm, *[whole] * (1 + on_slow_side.shape[1])]),
        before=(in_all / np.bincount(kinds))[kinds],
        size_sd=np.array([SIZE_SD, SIZE_SD, STEP_SD])[kinds],
        grows=kinds == 1,
        steps=kinds == 2,
    )  # fmt: skip


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
