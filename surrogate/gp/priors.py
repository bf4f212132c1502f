"""Priors of the hyperparameters: with 5 to 40 cells they are half of the model."""

from collections.abc import Callable
from dataclasses import dataclass
from math import log, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Array = NDArray[np.float64]
Objective = Callable[[Array], tuple[float, Array]]

LENGTH_SCALE = 0.35  # cube widths at one knob, of surfaces and of margins
"""0.5 found good protocols later, in 108 paired campaigns of the one and 60 of the other."""
LENGTH_SCALE_LOG_STD = 0.8  # chosen on tuning seeds with the median; docs/method.md has it
_MAX_STEPS = 40  # chosen: an end for what does not settle
_CLOSE_ENOUGH = 1e-5
"""Relative, of ln p: hyperparameters are not known to a hundredth of a log unit."""
_CURVATURE_STEP = 0.05  # of ln theta
_MOST_CELLS_FOR_SCALES = 150  # length scales sharpen no further; the fit would cost seconds


@dataclass(frozen=True)
class LogNormal:
    """Independent normal priors on the logarithms theta (k,) of hyperparameters.

    The density is taken with respect to theta, so that the mode is the median.
    """

    median: Array
    log_std: Array

    @property
    def centre(self) -> Array:
        """Mode of theta (k,)."""
        return np.log(self.median)

    def penalty(self, theta: Array) -> tuple[float, Array]:
        """Minus the log density (up to a constant) and its gradient (k,)."""
        z = (theta - self.centre) / self.log_std
        return float(0.5 * z @ z), np.asarray(z / self.log_std)

    def bounds(self, width: float = 4.0) -> list[tuple[float, float]]:
        """Search interval of each theta: `width` sigma to either side."""
        half = width * self.log_std
        return [(float(c - h), float(c + h)) for c, h in zip(self.centre, half, strict=True)]


def length_scale_prior(dimensions: int) -> LogNormal:
    """Lognormal prior of ARD length scales (d,), median LENGTH_SCALE * sqrt(d), log-sd 0.8.

    Scaling with sqrt(d), as distances grow: Hvarfner, Hellsten, Nardi, ICML 2024 (arXiv
    2402.02229), whose median is about 9 cube widths at five knobs: too smooth below 30 cells.
    """
    median = LENGTH_SCALE * sqrt(dimensions)
    return LogNormal(np.full(dimensions, median), np.full(dimensions, LENGTH_SCALE_LOG_STD))


def joined(*priors: LogNormal) -> LogNormal:
    """Priors one after another."""
    return LogNormal(
        np.concatenate([p.median for p in priors]), np.concatenate([p.log_std for p in priors])
    )


def single(median: float, factor: float) -> LogNormal:
    """Prior of one hyperparameter: a third of the mass lies beyond median times or over factor."""
    return LogNormal(np.array([median]), np.array([log(factor)]))


def enough_for_scales(n: int) -> NDArray[np.int64]:
    """Indices of the cells that teach hyperparameters: all, or an even share of many."""
    return np.unique(np.linspace(0, n - 1, min(n, _MOST_CELLS_FOR_SCALES)).astype(np.int64))


def maximum_a_posteriori(negative_log_likelihood: Objective, prior: LogNormal) -> Array:
    """Most probable theta (k,): L-BFGS-B from the prior's mode, one start.

    One start suffices: the prior removes the two classical bad modes (all noise, all wiggle).
    """

    def objective(theta: Array) -> tuple[float, Array]:
        value, gradient = negative_log_likelihood(theta)
        cost, slope = prior.penalty(theta)
        return value + cost, gradient + slope

    found = minimize(
        objective,
        prior.centre,
        jac=True,
        method="L-BFGS-B",
        bounds=prior.bounds(),
        options={"maxiter": _MAX_STEPS, "ftol": _CLOSE_ENOUGH},
    )
    return np.asarray(found.x)


def one_sigma_steps(negative_log_likelihood: Objective, prior: LogNormal, theta: Array) -> Array:
    """Steps (k, k), a row each, that reach one sigma along the axes of Laplace's approximation.

    Curvature by central differences of the gradient; an axis along which the data and the prior
    together look flatter than the prior alone keeps the prior's width.
    """

    def slope(at: Array) -> Array:
        return negative_log_likelihood(at)[1] + prior.penalty(at)[1]

    shifts = _CURVATURE_STEP * np.eye(len(theta))
    rows = [(slope(theta + e) - slope(theta - e)) / (2 * _CURVATURE_STEP) for e in shifts]
    curvature = np.array(rows)
    values, axes = np.linalg.eigh((curvature + curvature.T) / 2)
    flattest = 1.0 / np.max(prior.log_std) ** 2
    return np.asarray(axes.T / np.sqrt(np.maximum(values, flattest))[:, None])
