"""Fit one circuit to one window of a spectrum: starts, Levenberg-Marquardt, covariance.

Residuals are relative to the modulus and in units of the error floor; the weak prior of
`circuit.prior` is added as residuals of its own, so the result is a maximum a posteriori. All
starts, or one start on several windows, are searched at the same time: the arrays are small, and
what costs is the call, not the arithmetic. Effort is limited in function evaluations, never in
seconds: the same spectrum gives the same answer on a slow and on a fast machine.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from hardware.eis.fit.circuit import (
    A_RANGE,
    N_RANGE,
    Circuit,
    Elements,
    elements,
    impedance_and_jacobian,
    logit,
    parameters,
    prior,
    total_ohm,
)
from hardware.eis.fit.drt import DrtPeaks
from hardware.eis.spectrum import Complexes, Floats
from hardware.eis.validation.kramers_kronig import Mask

EVALUATIONS_PER_START = 60  # chosen: an end for searches that creep
AGREE = 0.02
"""Two starts agree when their costs differ by less than this."""
BADLY = 4.0
"""Chi square per point above which an agreement may be one of two starts in the same trap."""
STILL = 2e-2  # of cost
STILL_SHARE = 5e-4
"""A search ends when two steps gained less than either in cost: BIC differences of 1 decide."""
DAMPING = 1e-2  # chosen: small, so that the first step is nearly one of Gauss and Newton
EASED, TIGHTENED = 0.2, 5.0
"""Marquardt's damping and its factors after a step that helped and one that did not."""
STRAGGLERS = 6
"""Steps that other starts get after the first one has ended."""


@dataclass(frozen=True, eq=False)
class FitWindow:
    """The part of a spectrum that is fitted.

    Attributes:
        omega: Angular frequencies, rad/s, shape (n,), descending.
        impedance_ohm: Impedances, shape (n,).
        floor: Relative standard deviation that one residual is measured in.
    """

    omega: Floats
    impedance_ohm: Complexes
    floor: float


@dataclass(frozen=True, eq=False)
class Fit:
    """One circuit fitted to one window.

    Attributes:
        circuit: What was fitted.
        theta: Parameters on the unbounded scale, shape (circuit.size,).
        covariance: Their covariance, shape (size, size), scaled up where the misfit exceeds
            the floor.
        chi2: Sum of squared residuals in units of the floor, without the prior.
        cost: The same with the prior: what was minimised.
        evaluations: Number of function evaluations spent, all starts.
        window: What was fitted.
        omega_tail: Angular frequency at which the moduli of the tails are stated, rad/s.
    """

    circuit: Circuit
    theta: Floats
    covariance: Floats
    chi2: float
    cost: float
    evaluations: int
    window: FitWindow
    omega_tail: float

    @property
    def elements(self) -> Elements:
        """The parameters as quantities."""
        return elements(self.circuit, self.theta)

    @property
    def bic(self) -> float:
        """Bayesian information criterion; the floor is taken as the known noise."""
        return self.cost + self.circuit.size * math.log(2 * self.window.omega.size)

    @property
    def misfit(self) -> float:
        """Root mean square residual relative to the modulus."""
        return self.window.floor * float(np.sqrt(self.chi2 / (2 * self.window.omega.size)))

    @property
    def total_ohm(self) -> float:
        """Ohmic part plus arcs."""
        return self.sum_of(np.ones(self.circuit.arcs))[0]

    @property
    def total_std_ohm(self) -> float:
        """Statistical standard deviation of the total, from the whole covariance."""
        return self.sum_of(np.ones(self.circuit.arcs))[1]

    def sum_of(self, counted: Floats) -> tuple[float, float]:
        """Ohmic part plus the arcs as far as they count (fast to slow), and its deviation."""
        total, gradient = total_ohm(self.circuit, self.theta, counted)
        return total, math.sqrt(max(float(gradient @ self.covariance @ gradient), 0.0))

    def impedance_at(self, frequency_hz: Floats) -> Complexes:
        """The fitted curve in ohm at any frequencies, shape (n,)."""
        omega = 2.0 * np.pi * np.asarray(frequency_hz, dtype=np.float64)
        theta = self.theta[None, :]
        z = impedance_and_jacobian(self.circuit, theta, omega, self.omega_tail)[0]
        return np.asarray(z[0])


def fit(window: FitWindow, circuit: Circuit, starts: Sequence[Floats]) -> Fit:
    """Fit from every start, stopping early when the two best agree.

    Args:
        window: What to fit.
        circuit: With which circuit.
        starts: Start parameters on the unbounded scale, each of shape (circuit.size,).

    Returns:
        The fit of lowest cost.
    """
    problem = _Problem(window, circuit, np.ones((1, window.omega.size)))
    theta, cost, spent = _searched(problem, np.array(starts), settled_at=2 * window.omega.size)
    return problem.finished(theta[int(np.argmin(cost))], window, spent)


def refit(before: Fit, window: FitWindow) -> Fit:
    """The same circuit on another window, started from what was found."""
    return refit_each(before, [window])[0]


def refit_each(before: Fit, windows: Sequence[FitWindow]) -> list[Fit]:
    """The same circuit on other windows, from what was found.

    Args:
        before: The fit.
        windows: Each a part of the longest of them.

    Returns:
        One fit a window.
    """
    longest = max(windows, key=lambda each: each.omega.size)
    inside = [np.isin(longest.omega, each.omega) for each in windows]
    problem = _Problem(longest, before.circuit, np.array(inside, dtype=np.float64))
    parts = before.elements
    ratio = longest.omega[-1] / before.omega_tail
    carried = replace(parts, tail_ohm=parts.tail_ohm * ratio**-parts.tail_a)
    start = parameters(before.circuit, carried)
    theta, _, spent = _searched(problem, np.tile(start, (len(windows), 1)))
    share = -(-spent // len(windows))
    return [problem.finished(x, each, share) for x, each in zip(theta, windows, strict=True)]


class _Problem:
    """Residuals and Jacobian of one circuit on one window or on parts of it."""

    def __init__(self, window: FitWindow, circuit: Circuit, inside: Floats) -> None:
        self.window, self.circuit = window, circuit
        self.modulus = np.abs(window.impedance_ohm)
        self.weight = inside / (window.floor * self.modulus)
        scale = float(np.median(self.modulus)), float(self.modulus[-1])
        self.centre, self.sd = prior(circuit, *scale)
        self.precision = self.sd**-2

    def within_reach(self, theta: Floats) -> Floats:
        """A step of the search may leave all sense; twelve deviations of the prior are its end."""
        return np.clip(theta, self.centre - 12.0 * self.sd, self.centre + 12.0 * self.sd)

    def evaluated(self, theta: Floats, weight: Floats) -> tuple[Floats, Floats, Floats]:
        """Cost (starts,), gradient (starts, size) and curvature (starts, size, size)."""
        omega = self.window.omega
        z, jacobian = impedance_and_jacobian(self.circuit, theta, omega, omega[-1])
        residual = (z - self.window.impedance_ohm) * weight
        jacobian *= weight[:, None, :]
        r, j = residual.view(np.float64), jacobian.view(np.float64)
        pull = (theta - self.centre) * self.precision
        cost = np.sum(r * r, axis=1) + np.sum(pull * (theta - self.centre), axis=1)
        gradient = (j @ r[:, :, None])[:, :, 0] + pull
        return cost, gradient, j @ j.transpose(0, 2, 1) + np.diag(self.precision)

    def finished(self, theta: Floats, window: FitWindow, spent: int) -> Fit:
        theta = self.within_reach(theta)
        inside = np.isin(self.window.omega, window.omega)
        weight = (inside / (window.floor * self.modulus))[None, :]
        cost, _, normal = self.evaluated(theta[None, :], weight)
        pull = (theta - self.centre) / self.sd
        chi2 = float(cost[0] - pull @ pull)
        freedom = max(2 * window.omega.size - self.circuit.size, 1)
        inverse = np.linalg.inv(normal[0])
        covariance = np.asarray(inverse * max(1.0, chi2 / freedom), dtype=np.float64)
        omega_tail = float(self.window.omega[-1])
        return Fit(self.circuit, theta, covariance, chi2, float(cost[0]), spent, window, omega_tail)


def _searched(problem: _Problem, starts: Floats, settled_at: int = 0) -> tuple[Floats, Floats, int]:
    """Levenberg and Marquardt's search from all starts together.

    Args:
        problem: What is minimised; one row of weights, or one a start.
        starts: Shape (starts, size).
        settled_at: Number of points when the starts search the same minimum, else 0.

    Returns:
        Where each start ended, its cost, and the number of evaluations.
    """
    theta = problem.within_reach(starts)
    weight = np.broadcast_to(problem.weight, (theta.shape[0], problem.weight.shape[1]))
    cost, gradient, curvature = problem.evaluated(theta, weight)
    damping, idle = np.full(cost.size, DAMPING), np.zeros(cost.size, dtype=np.intp)
    diagonal = np.arange(theta.shape[1])
    spent, first_end = cost.size, 0
    for step in range(1, EVALUATIONS_PER_START):
        on = np.flatnonzero(idle < 2)
        if on.size == 0 or (settled_at and _settled(cost, idle >= 2, settled_at)):
            break
        first_end = first_end or (step if on.size < cost.size else 0)
        if settled_at and first_end and step > first_end + STRAGGLERS:
            break
        damped = curvature[on]
        damped[:, diagonal, diagonal] *= 1.0 + damping[on, None]
        move = np.linalg.solve(damped, gradient[on, :, None])[:, :, 0]
        tried = problem.within_reach(theta[on] - move)
        new_cost, new_gradient, new_curvature = problem.evaluated(tried, weight[on])
        spent += on.size
        gain = cost[on] - new_cost
        better = gain > 0.0
        still = np.abs(gain) < np.maximum(STILL, STILL_SHARE * cost[on])
        idle[on] = np.where(still, idle[on] + 1, np.where(better, 0, idle[on]))
        damping[on] *= np.where(better, EASED, TIGHTENED)
        won = on[better]
        theta[won], cost[won] = tried[better], new_cost[better]
        gradient[won], curvature[won] = new_gradient[better], new_curvature[better]
    return theta, cost, spent


def _settled(cost: Floats, ended: Mask, points: int) -> bool:
    """Two starts ended at the same place, the lowest, and it is not one that fits badly."""
    if int(ended.sum()) < 2:
        return False
    first, second = np.sort(cost[ended])[:2]
    return bool(second - first < AGREE and first < BADLY * points and first <= cost.min() + AGREE)


def start_from(circuit: Circuit, peaks: DrtPeaks, ln_taus: Sequence[float]) -> Floats:
    """Start parameters: the ladder's linear parts, arcs at the given time constants.

    Args:
        circuit: What will be fitted.
        peaks: Distribution of relaxation times of the same window.
        ln_taus: Where the arcs start, ln(tau / s), `circuit.arcs` of them.

    Returns:
        Start on the unbounded scale, shape (circuit.size,).
    """
    whole = float(peaks.peak_ohm.sum()) + peaks.ohmic_ohm
    theta = np.empty(circuit.size)
    theta[0] = np.log(max(peaks.leads_h, 1e-8))
    theta[1] = np.log(max(peaks.ohmic_ohm, 0.02 * whole, 1e-6))
    shares = _shares(peaks, ln_taus)
    for i, ln_tau in enumerate(ln_taus):
        place = (float(logit(ln_tau, circuit.ln_tau)), float(logit(0.85, N_RANGE)))
        theta[circuit.arc(i)] = (np.log(max(shares[i], 0.02 * whole, 1e-6)), *place)
    for k in range(circuit.tails):
        ohm = max(peaks.tail_ohm, 1e-3 * whole, 1e-6) * (1.0 if k == 0 else 0.2)
        a = peaks.tail_a if k == 0 else 0.5 * peaks.tail_a
        theta[circuit.tail(k)] = (np.log(ohm), float(logit(a, A_RANGE)))
    return theta


def _shares(peaks: DrtPeaks, ln_taus: Sequence[float]) -> Floats:
    """Resistance of the ladder's peaks, each given to the nearest arc."""
    shares = np.zeros(len(ln_taus))
    for ohm, at in zip(peaks.peak_ohm, peaks.peak_ln_tau, strict=True):
        if len(ln_taus):
            shares[int(np.argmin(np.abs(np.asarray(ln_taus) - at)))] += ohm
    return shares
