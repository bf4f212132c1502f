"""Fit one circuit to one window of a spectrum: starts, Levenberg-Marquardt, covariance.

Residuals are relative to the modulus and in units of the error floor; the weak prior of
`circuit.prior` is added as residuals of its own, so the result is a maximum a posteriori.
Effort is limited in function evaluations, never in seconds: the same spectrum gives the same
answer on a slow and on a fast machine.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import least_squares

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
from hardware.eis.fit.drt import Relaxation
from hardware.eis.spectrum import Complexes, Floats
from hardware.eis.validation.kramers_kronig import Mask

EVALUATIONS_PER_START = 120
AGREE = 0.02
"""Two starts agree when their costs differ by less than this."""
BADLY = 4.0
"""Chi square per point above which an agreement may be one of two starts in the same trap."""


@dataclass(frozen=True, eq=False)
class Window:
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
    """

    circuit: Circuit
    theta: Floats
    covariance: Floats
    chi2: float
    cost: float
    evaluations: int
    window: Window

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
        return total_ohm(self.circuit, self.theta)[0]

    @property
    def total_std_ohm(self) -> float:
        """Statistical standard deviation of the total, from the whole covariance."""
        return self.sum_of(None)[1]

    def sum_of(self, counted: Mask | None) -> tuple[float, float]:
        """Ohmic part plus the arcs that count (fast to slow), and its standard deviation."""
        total, gradient = total_ohm(self.circuit, self.theta, counted)
        return total, math.sqrt(max(float(gradient @ self.covariance @ gradient), 0.0))

    def impedance_at(self, frequency_hz: Floats) -> Complexes:
        """The fitted curve in ohm at any frequencies, shape (n,)."""
        omega = 2.0 * np.pi * np.asarray(frequency_hz, dtype=np.float64)
        return impedance_and_jacobian(self.circuit, self.theta, omega, self.window.omega[-1])[0]


def fit(window: Window, circuit: Circuit, starts: Sequence[Floats]) -> Fit:
    """Fit from every start, stopping early when the two best agree.

    Args:
        window: What to fit.
        circuit: With which circuit.
        starts: Start parameters on the unbounded scale, each of shape (circuit.size,).

    Returns:
        The fit of lowest cost.
    """
    problem = _Problem(window, circuit)
    solutions: list[tuple[float, Floats]] = []
    spent = 0
    for start in starts:
        solved = least_squares(
            problem.residual,
            start,
            jac=problem.jacobian,
            method="lm",
            max_nfev=EVALUATIONS_PER_START,
            xtol=1e-6,
            ftol=1e-7,
        )
        spent += int(solved.nfev)
        solutions.append((2.0 * float(solved.cost), solved.x))
        solutions.sort(key=lambda found: found[0])
        if len(solutions) > 1 and _settled(solutions, 2 * window.omega.size):
            break
    return problem.finished(solutions[0][1], spent)


def refit(before: Fit, window: Window) -> Fit:
    """The same circuit on another window, started from what was found."""
    parts = before.elements
    ratio = window.omega[-1] / before.window.omega[-1]
    carried = replace(parts, tail_ohm=parts.tail_ohm * ratio**-parts.tail_a)
    return fit(window, before.circuit, [parameters(before.circuit, carried)])


def _settled(solutions: Sequence[tuple[float, Floats]], points: int) -> bool:
    """Two starts found the same place, and it is not a place that fits badly."""
    best, second = solutions[0][0], solutions[1][0]
    return second - best < AGREE and best < BADLY * points


class _Problem:
    """Residuals and Jacobian of one window and circuit; the last evaluation is remembered."""

    def __init__(self, window: Window, circuit: Circuit) -> None:
        self.window, self.circuit = window, circuit
        modulus = np.abs(window.impedance_ohm)
        self.weight = 1.0 / (window.floor * modulus)
        self.centre, self.sd = prior(circuit, float(np.median(modulus)), float(modulus[-1]))
        self.last: tuple[Floats, Complexes, Complexes] | None = None

    def model(self, theta: Floats) -> tuple[Complexes, Complexes]:
        if self.last is None or not np.array_equal(self.last[0], theta):
            omega = self.window.omega
            inside = self.within_reach(theta)
            z, jacobian = impedance_and_jacobian(self.circuit, inside, omega, omega[-1])
            self.last = (theta.copy(), z, jacobian)
        return self.last[1], self.last[2]

    def within_reach(self, theta: Floats) -> Floats:
        """A step of the search may leave all sense; twelve deviations of the prior are its end."""
        return np.clip(theta, self.centre - 12.0 * self.sd, self.centre + 12.0 * self.sd)

    def residual(self, theta: Floats) -> Floats:
        r = (self.model(theta)[0] - self.window.impedance_ohm) * self.weight
        return np.concatenate([r.real, r.imag, (theta - self.centre) / self.sd])

    def jacobian(self, theta: Floats) -> Floats:
        j = self.model(theta)[1] * self.weight[:, None]
        return np.vstack([j.real, j.imag, np.diag(1.0 / self.sd)])

    def finished(self, theta: Floats, spent: int) -> Fit:
        theta = self.within_reach(theta)
        r, jacobian = self.residual(theta), self.jacobian(theta)
        points = 2 * self.window.omega.size
        chi2 = float(np.sum(r[:points] ** 2))
        normal = jacobian.T @ jacobian
        freedom = max(points - self.circuit.size, 1)
        inverse = np.linalg.pinv(normal, hermitian=True)
        covariance = np.asarray(inverse * max(1.0, chi2 / freedom), dtype=np.float64)
        cost = float(np.sum(r**2))
        return Fit(self.circuit, theta, covariance, chi2, cost, spent, self.window)


def start_from(circuit: Circuit, peaks: Relaxation, ln_taus: Sequence[float]) -> Floats:
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


def _shares(peaks: Relaxation, ln_taus: Sequence[float]) -> Floats:
    """Resistance of the ladder's peaks, each given to the nearest arc."""
    shares = np.zeros(len(ln_taus))
    for ohm, at in zip(peaks.peak_ohm, peaks.peak_ln_tau, strict=True):
        if len(ln_taus):
            shares[int(np.argmin(np.abs(np.asarray(ln_taus) - at)))] += ohm
    return shares
