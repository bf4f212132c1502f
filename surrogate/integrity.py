"""Probability that a cell stays whole, from graded damage and shorts.

Two hidden safety margins, one against damage and one against shorts, because they fail at opposite
ends of the same knobs. Each is a Gaussian process seen through an ordered probit; the probability
is averaged over the doubt in the margin, which is what makes it calibrated with few cells.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.linalg import solve_triangular
from scipy.special import ndtr
from sklearn.gaussian_process.kernels import ConstantKernel, Kernel, Matern

from surrogate.grades import BAD_LUCK
from surrogate.laplace import Mode, evidence_gradient, find_mode
from surrogate.priors import (
    enough_for_scales,
    joined,
    length_scale_prior,
    maximum_a_posteriori,
    single,
)
from surrogate.trend import Trend, TrendKernel, trend_mean

Array = NDArray[np.float64]
Grades = NDArray[np.int64]

DAMAGE_MARGIN = 1.2  # most cells that are worth pressing hold: P = 0.8 with the doubt below
SHORT_MARGIN = 2.0  # shorts are rarer
_BIAS_STD = 1.0
DAMAGE_AMPLITUDE = 3.0
SHORT_AMPLITUDE = 3.0
_AMPLITUDE_FACTOR = 2.0
_WORST_GRADE = 3


@dataclass(frozen=True, eq=False)
class Margin:
    """A hidden safety margin: positive is safe, in units of the scatter from cell to cell."""

    kernel: Kernel
    X: Array
    mode: Mode
    expected: float
    trend: Trend | None

    def predict(self, X: Array) -> tuple[Array, Array]:
        """Mean (n,) and standard deviation (n,) of the margin at X (n, d)."""
        across = self.kernel(X, self.X)
        reduced = solve_triangular(
            self.mode.factor, self.mode.root_curvature[:, None] * across.T, lower=True
        )
        variance = self.kernel.diag(X) - np.sum(reduced**2, axis=0)
        mean = self.expected + trend_mean(self.trend, X) + across @ self.mode.slope
        return np.asarray(mean), np.sqrt(np.maximum(variance, 1e-9))


@dataclass(frozen=True, eq=False)
class IntegrityModel:
    """The fitted margins against damage and against shorts; one may be absent."""

    margins: tuple[Margin, ...]

    def p_intact(self, X: ArrayLike) -> Array:
        """Probability (n,) that one more cell at X (n, d) is neither damaged nor shorted."""
        return self.p_hopeful(X, 0.0)

    def p_hopeful(self, X: ArrayLike, kappa: float) -> Array:
        """The same (n,) with every margin read `kappa` of its standard deviations higher."""
        cells = np.asarray(X, dtype=float)
        share = np.full(len(cells), 1.0 - BAD_LUCK)
        for margin in self.margins:
            mean, std = margin.predict(cells)
            share *= ndtr((mean + kappa * std) / np.sqrt(1.0 + std**2))
        return share


def fit_integrity(
    X: ArrayLike,
    damage: ArrayLike,
    shorted: ArrayLike,
    damage_trend: Trend | None = None,
    short_trend: Trend | None = None,
) -> IntegrityModel:
    """Learn what a cell bears.

    Args:
        X: cells (n, d) in the unit cube; n may be 0 (then only what is known beforehand speaks).
        damage: grades (n,), 0 intact to 3 in pieces.
        shorted: shorts (n,).
        damage_trend: expected shape of the margin against damage.
        short_trend: expected shape of the margin against shorts. Without it and without any short
            among the cells, shorts are not modelled.

    Returns:
        The fitted model.

    Raises:
        ValueError: shapes that do not fit, grades outside 0..3, X not finite.
    """
    cells = np.asarray(X, dtype=float)
    grades, shorts = np.asarray(damage, dtype=np.int64), np.asarray(shorted, dtype=bool)
    _check(cells, grades, shorts)
    margins = [_fit_margin(cells, grades, damage_trend, DAMAGE_MARGIN, DAMAGE_AMPLITUDE)]
    if short_trend is not None or np.any(shorts):
        margins.append(
            _fit_margin(cells, _as_grades(shorts), short_trend, SHORT_MARGIN, SHORT_AMPLITUDE)
        )
    return IntegrityModel(tuple(margins))


def _as_grades(shorts: NDArray[np.bool_]) -> Grades:
    """Whole = grade 0; a short is as far beyond its edge as a cell in pieces."""
    return np.where(shorts, _WORST_GRADE, 0).astype(np.int64)


def _fit_margin(
    X: Array, grades: Grades, trend: Trend | None, expected: float, amplitude: float
) -> Margin:
    prior = joined(single(amplitude**2, _AMPLITUDE_FACTOR**2), length_scale_prior(X.shape[1]))
    shape = TrendKernel(trend, _BIAS_STD)
    surface = ConstantKernel() * Matern(prior.median[1:], nu=2.5)
    ahead, few = expected + trend_mean(trend, X), enough_for_scales(len(X))
    evidence = _Evidence(surface, X[few], shape(X[few]), grades[few], ahead[few])
    theta = maximum_a_posteriori(evidence.negative, prior) if len(X) else prior.centre
    kernel = shape + surface.clone_with_theta(theta)
    return Margin(kernel, X, find_mode(kernel(X), grades, ahead), expected, trend)


@dataclass(eq=False)
class _Evidence:
    """Evidence of the surface's hyperparameters; the trend has none, its covariance is fixed.

    Each search for a mode begins where the one before ended: neighbouring hyperparameters have
    neighbouring modes.
    """

    surface: Kernel
    X: Array
    shape: Array
    grades: Grades
    ahead: Array
    dual: Array | None = None

    def negative(self, theta: Array) -> tuple[float, Array]:
        """Minus the evidence and its gradient (k,) at theta (k,)."""
        K, dK = self.surface.clone_with_theta(theta)(self.X, eval_gradient=True)
        K = K + self.shape
        mode = find_mode(K, self.grades, self.ahead, self.dual)
        self.dual = mode.dual
        return -mode.evidence, -evidence_gradient(mode, K, dK)


def _check(X: Array, grades: Grades, shorts: NDArray[np.bool_]) -> None:
    if X.ndim != 2 or X.shape[1] == 0:
        raise ValueError(f"X must be a table of cells, got shape {X.shape}.")
    if not np.all(np.isfinite(X)):
        raise ValueError("X holds a value that is not finite.")
    if grades.shape != (len(X),) or shorts.shape != (len(X),):
        raise ValueError(
            f"damage {grades.shape} and shorted {shorts.shape} must both have shape ({len(X)},)."
        )
    if np.any((grades < 0) | (grades > _WORST_GRADE)):
        raise ValueError("damage holds a grade outside 0..3.")
