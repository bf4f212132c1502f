"""Probability that a cell stays whole, from graded damage and shorts.

Two hidden safety margins, one against damage and one against shorts, because they fail at opposite
ends of the same knobs. Each is a Gaussian process seen through an ordered probit; the probability
is averaged over the doubt in the margin, which is what makes it calibrated with few cells.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr, ndtri

from surrogate.gp.cholesky import factorised, lengths, reduced
from surrogate.gp.matern import Matern52
from surrogate.gp.pairwise_distances import CellPairs
from surrogate.gp.priors import (
    enough_for_scales,
    joined,
    length_scale_prior,
    maximum_a_posteriori,
    single,
)
from surrogate.gp.trend_kernel import Trend, TrendKernel, trend_mean
from surrogate.integrity.expectation_propagation import Posterior, Sites, expect
from surrogate.integrity.laplace import evidence_slope, find_mode
from surrogate.integrity.ordered_probit import BAD_LUCK

Array = NDArray[np.float64]
Grades = NDArray[np.int64]
Trends = tuple[Trend | None, Trend | None]
"""Expected shapes of the margins against damage and against shorts."""

DAMAGE_MARGIN = 1.2  # most cells that are worth pressing hold: P = 0.8 with the doubt below
SHORT_MARGIN = 2.0  # shorts are rarer
_BIAS_STD = 1.0
DAMAGE_AMPLITUDE = 3.0
SHORT_AMPLITUDE = 3.0
_BEFORE = ((DAMAGE_MARGIN, DAMAGE_AMPLITUDE), (SHORT_MARGIN, SHORT_AMPLITUDE))
_AMPLITUDE_FACTOR = 2.0
_WORST_GRADE = 3
_JITTER = 1e-6


@dataclass(frozen=True, eq=False)
class Margin:
    """A hidden safety margin: positive is safe, in units of the scatter from cell to cell.

    Attributes:
        shape: covariance of the expected shapes' weights.
        surface: covariance of what they leave open.
        X: cells (n, d).
        grades: what became of them (n,).
        posterior: margins of the cells.
        expected: level before any cell.
    """

    shape: TrendKernel
    surface: Matern52
    X: Array
    grades: Grades
    posterior: Posterior
    expected: float

    @cached_property
    def _features(self) -> Array:
        return self.shape.expected_and_features(self.X)[1]

    def predict(self, X: Array) -> tuple[Array, Array]:
        """Mean (n,) and standard deviation (n,) of the margin at X (n, d)."""
        mean, features, told = self._told(X)
        before = np.sum(features**2, axis=1) + self.surface.diag(X)
        return mean, np.sqrt(np.maximum(before - lengths(told), 1e-9))

    def joint(self, X: Array) -> tuple[Array, Array]:
        """Mean (n,) and covariance (n, n) of the margin at X (n, d)."""
        mean, features, told = self._told(X)
        return mean, features @ features.T + self.surface(X) - told.T @ told

    def _told(self, X: Array) -> tuple[Array, Array, Array]:
        """Mean (n,), features (n, k), and what the cells tell (cells, n), whose square is known."""
        ahead, features = self.shape.expected_and_features(X)
        across = features @ self._features.T + self.surface(X, self.X)
        told = reduced(self.posterior.factor, self.posterior.root[:, None] * across.T)
        mean = self.expected + ahead + across @ self.posterior.dual
        return np.asarray(mean), features, told

    def without(self, row: int) -> "Margin":
        """The same without the cell of that row."""
        kept = np.arange(len(self.X)) != row
        sites = self.posterior.sites
        fewer = Sites(sites.precision[kept], sites.shift[kept])
        return self._retold(self.X[kept], self.grades[kept], fewer)

    def had_held(self, row: int) -> "Margin":
        """The same as if the cell of that row had stayed whole."""
        grades = self.grades.copy()
        grades[row] = 0
        return self._retold(self.X, grades, self.posterior.sites)

    def _retold(self, X: Array, grades: Grades, start: Sites) -> "Margin":
        """Other cells seen with the same hyperparameters."""
        ahead = self.expected + trend_mean(self.shape.trend, X)
        posterior = expect(self.shape(X) + self.surface(X), grades, ahead, start)
        return replace(self, X=X, grades=grades, posterior=posterior)


@dataclass(frozen=True, eq=False)
class Safety:
    """What the margins are at some points.

    Attributes:
        means: of each margin (k, n).
        stds: doubt about it (k, n).
    """

    means: Array
    stds: Array

    def p_intact(self, kappa: float = 0.0) -> Array:
        """Probability (n,) that one more cell holds, margins read `kappa` of their doubt higher."""
        read = (self.means + kappa * self.stds) / np.sqrt(1.0 + self.stds**2)
        return np.asarray((1.0 - BAD_LUCK) * np.prod(ndtr(read), axis=0))

    def p_sound(self, wanted: float) -> Array:
        """Probability (n,) that pressing so keeps at least the share `wanted` of cells whole.

        Doubt about the margins, not chance from cell to cell: a protocol that certainly breaks one
        cell in four has 0 here for a wanted share of 0.85. Each margin must carry its part.
        """
        needed = ndtri((wanted / (1.0 - BAD_LUCK)) ** (1.0 / len(self.means)))
        return np.asarray(np.prod(ndtr((self.means - needed) / self.stds), axis=0))


@dataclass(frozen=True, eq=False)
class IntegrityModel:
    """The fitted margins against damage and against shorts; one may be absent."""

    margins: tuple[Margin, ...]

    def at(self, X: ArrayLike) -> Safety:
        """The margins at X (n, d)."""
        cells = np.asarray(X, dtype=float)
        means, stds = zip(*(margin.predict(cells) for margin in self.margins), strict=True)
        return Safety(np.array(means), np.array(stds))

    def p_intact(self, X: ArrayLike) -> Array:
        """Probability (n,) that one more cell at X (n, d) is neither damaged nor shorted."""
        return self.at(X).p_intact()

    def draws(self, X: ArrayLike, count: int, generator: np.random.Generator) -> Array:
        """What P(intact) may truly be at X (n, d): margins drawn together, (count, n)."""
        cells = np.asarray(X, dtype=float)
        p = np.full((count, len(cells)), 1.0 - BAD_LUCK)
        for margin in self.margins:
            mean, covariance = margin.joint(cells)
            level = _JITTER * (1.0 + np.mean(np.diag(covariance)))
            root = factorised(covariance + level * np.eye(len(cells)))
            p *= ndtr(mean + generator.standard_normal((count, len(cells))) @ root.T)
        return p

    def without(self, row: int) -> "IntegrityModel":
        """The same without the cell of that row, hyperparameters kept."""
        return IntegrityModel(tuple(margin.without(row) for margin in self.margins))

    def had_held(self, row: int) -> "IntegrityModel":
        """The same as if the cell of that row had stayed whole, hyperparameters kept."""
        return IntegrityModel(tuple(margin.had_held(row) for margin in self.margins))


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
    margins = [_fit_margin(cells, grades, damage_trend, *_BEFORE[0])]
    if short_trend is not None or np.any(shorts):
        margins.append(_fit_margin(cells, _as_grades(shorts), short_trend, *_BEFORE[1]))
    return IntegrityModel(tuple(margins))


def integrity_evidence(
    X: ArrayLike, damage: ArrayLike, shorted: ArrayLike, trends: Sequence[Trends]
) -> Array:
    """Ln probability (m,) of all that was seen of the cells, under each of m sets of shapes.

    What tells shapes apart before they are used. Hyperparameters stay at their prior medians.

    Args:
        X: cells (n, d) in the unit cube.
        damage: grades (n,).
        shorted: shorts (n,).
        trends: expected shapes of the margins against damage and against shorts; None for none.

    Raises:
        ValueError: as `fit_integrity`.
    """
    cells = np.asarray(X, dtype=float)
    grades, shorts = np.asarray(damage, dtype=np.int64), np.asarray(shorted, dtype=bool)
    _check(cells, grades, shorts)
    total = np.zeros(len(trends))
    if len(cells) == 0:
        return total
    open_part = Matern52(1.0, length_scale_prior(cells.shape[1]).median)(cells)
    for kind, seen in enumerate((grades, _as_grades(shorts))):
        expected, amplitude = _BEFORE[kind]
        dual = None
        for row, pair in enumerate(trends):
            ahead, features = TrendKernel(pair[kind], _BIAS_STD).expected_and_features(cells)
            K = features @ features.T + amplitude**2 * open_part
            mode = find_mode(K, seen, expected + ahead, dual)
            dual = mode.dual
            total[row] += mode.evidence
    return total


def _as_grades(shorts: NDArray[np.bool_]) -> Grades:
    """Whole = grade 0; a short is as far beyond its edge as a cell in pieces."""
    return np.where(shorts, _WORST_GRADE, 0).astype(np.int64)


def _fit_margin(
    X: Array, grades: Grades, trend: Trend | None, expected: float, amplitude: float
) -> Margin:
    scales = length_scale_prior(X.shape[1])
    prior = joined(single(amplitude**2, _AMPLITUDE_FACTOR**2), scales)
    shape = TrendKernel(trend, _BIAS_STD)
    ahead, features = shape.expected_and_features(X)
    ahead, few = expected + ahead, enough_for_scales(len(X))
    known = features[few] @ features[few].T
    evidence = _Evidence(CellPairs(X[few]), known, grades[few], ahead[few])
    theta = maximum_a_posteriori(evidence.negative, prior) if len(X) else prior.centre
    surface = Matern52.of(theta)
    K = features @ features.T + surface(X)
    mode = find_mode(K, grades, ahead, evidence.dual if len(few) == len(X) else None)
    precision = mode.root_curvature**2
    sites = Sites(precision, precision * (mode.margin - ahead) + mode.slope)
    return Margin(shape, surface, X, grades, expect(K, grades, ahead, sites), expected)


@dataclass(eq=False)
class _Evidence:
    """Evidence of the surface's hyperparameters; the trend has none, its covariance is fixed.

    Each search for a mode begins where the one before ended: neighbouring hyperparameters have
    neighbouring modes.
    """

    pairs: CellPairs
    shape: Array
    grades: Grades
    ahead: Array
    dual: Array | None = None

    def negative(self, theta: Array) -> tuple[float, Array]:
        """Minus the evidence and its gradient (k,) at theta (k,)."""
        surface = self.pairs.covariance(theta)
        K = surface.K + self.shape
        mode = find_mode(K, self.grades, self.ahead, self.dual)
        self.dual = mode.dual
        return -mode.evidence, -surface.gradient(evidence_slope(mode, K))


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
