"""A hidden safety margin: a Gaussian process seen through an ordered probit.

The probability to hold is averaged over the doubt in the margin, which is what makes it calibrated
with few cells.
"""

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from surrogate.gp.cholesky import lengths, reduced, solved
from surrogate.gp.matern import Matern52
from surrogate.gp.pairwise_distances import CellPairs
from surrogate.gp.priors import (
    enough_for_scales,
    joined,
    length_scale_prior,
    maximum_a_posteriori,
    single,
)
from surrogate.gp.remembered import Remembered
from surrogate.gp.trend_kernel import Trend, TrendKernel, trend_mean
from surrogate.integrity.expectation_propagation import (
    MOST_SWEEPS,
    MarginPosterior,
    Sites,
    expect,
    posterior,
)
from surrogate.integrity.laplace import evidence_slope, find_mode
from surrogate.integrity.ordered_probit import BAD_LUCK

Array = NDArray[np.float64]
Grades = NDArray[np.int64]

BIAS_STD = 1.0  # chosen: the level of a margin is known to one sigma
_MANY = 60  # cells; chosen: of fewer, matching again costs nothing
_AMPLITUDE_FACTOR = 2.0  # factor of one standard deviation of the prior; chosen: wide


@dataclass(frozen=True)
class MarginPrior:
    """What is expected of a margin before any cell.

    Attributes:
        level: mean.
        amplitude: standard deviation of the surface.
        bias_std: standard deviation of the level.
    """

    level: float
    amplitude: float
    bias_std: float = BIAS_STD


@dataclass(frozen=True, eq=False)
class Margin:
    """A hidden safety margin: positive is safe, in units of the scatter from cell to cell.

    Attributes:
        shape: covariance of the expected shapes' weights.
        surface: covariance of what they leave open.
        X: cells (n, d).
        grades: what became of them (n,).
        seen: margins of the cells; what stands for each of them, where these were not needed yet.
        expected: level before any cell.
        luck: probability of each cell (n,) to break whatever its margin.
        left_out: the margin with one cell more, and that cell's row there; None where what stands
            for the cells was matched again.
    """

    shape: TrendKernel
    surface: Matern52
    X: Array
    grades: Grades
    seen: MarginPosterior | Sites
    expected: float
    luck: Array
    left_out: tuple["Margin", int] | None = None
    _remembered: Remembered = field(init=False, repr=False, default_factory=Remembered)
    _pulls: Remembered = field(init=False, repr=False, default_factory=Remembered)

    @cached_property
    def posterior(self) -> MarginPosterior:
        """Margins of the cells."""
        if isinstance(self.seen, Sites):
            return posterior(self._covariance, self.seen)
        return self.seen

    @cached_property
    def _features(self) -> Array:
        return self.shape.expected_and_features(self.X)[1]

    def predict(self, X: Array) -> tuple[Array, Array]:
        """Mean (n,) and standard deviation (n,) of the margin at X (n, d)."""
        return self._remembered.of(np.asarray(X), self._predicted)

    def _predicted(self, X: Array) -> tuple[Array, Array]:
        if self.left_out is not None:
            whole, row = self.left_out
            return whole.predicted_without(row, X)
        mean, features, reduction = self._moments(X)
        before = (features**2).sum(axis=1) + self.surface.diag(X)
        return mean, np.sqrt(np.maximum(before - lengths(reduction), 1e-9))

    def joint(self, X: Array) -> tuple[Array, Array]:
        """Mean (n,) and covariance (n, n) of the margin at X (n, d)."""
        mean, features, reduction = self._moments(X)
        return mean, features @ features.T + self.surface(X) - reduction.T @ reduction

    def _moments(self, X: Array) -> tuple[Array, Array, Array]:
        """Mean (n,), features (n, k), and what the cells tell (cells, n), whose square is known."""
        ahead, features = self.shape.expected_and_features(X)
        across = self.surface(X, self.X)
        across += features @ self._features.T
        mean = self.expected + ahead + across @ self.posterior.dual
        across *= self.posterior.root
        reduction = reduced(self.posterior.factor, across.T)
        return np.asarray(mean), features, reduction

    def cavity(self) -> tuple[Array, Array]:
        """Mean (n,) and standard deviation (n,) of each cell's margin as the other cells say."""
        mean, std = self.predict(self.X)
        sites = self.posterior.sites
        ahead = self.expected + trend_mean(self.shape.trend, self.X)
        variance = 1.0 / np.maximum(1.0 / std**2 - sites.precision, 1e-6)
        return ahead + variance * ((mean - ahead) / std**2 - sites.shift), np.sqrt(variance)

    def without(self, *rows: int) -> "Margin":
        """The same without the cell of these rows.

        Of many cells what stands for the others is kept, as in `cavity`, where one row is gone: of
        100 to 200 simulated cells P(intact) is within 0.0001 of that where it is matched again.
        """
        kept = np.delete(np.arange(len(self.X)), rows)
        sites = self.posterior.sites
        fewer = Sites(sites.precision[kept], sites.shift[kept])
        X, grades, luck = self.X[kept], self.grades[kept], self.luck[kept]
        if len(X) < _MANY or self.left_out is not None or len(rows) > 1:
            return self._again(X, grades, luck, fewer)
        return replace(self, X=X, grades=grades, luck=luck, seen=fewer, left_out=(self, rows[0]))

    def predicted_without(self, row: int, X: Array) -> tuple[Array, Array]:
        """What `without(row)` predicts at X (n, d), what stands for the other cells kept.

        A change of rank one, as `GaussianProcess.predicted_without`.
        """
        mean, std = self.predict(X)
        own = float(self._inverse[row, row])
        if own <= 0.0:  # the cell says nothing
            return mean, std
        pull = self._pulls.of(np.asarray(X), self._pulled)[0][:, row]
        return mean - pull * self.posterior.dual[row] / own, np.hypot(std, pull / own**0.5)

    def _pulled(self, X: Array) -> tuple[Array, Array]:
        """How cells pull at X: their share (n, cells) of the mean there; and nothing."""
        features = self.shape.expected_and_features(X)[1]
        across = features @ self._features.T + self.surface(X, self.X)
        return across @ self._inverse, np.zeros(len(X))

    @cached_property
    def _covariance(self) -> Array:
        return np.asarray(self.shape(self.X) + self.surface(self.X))

    @cached_property
    def _inverse(self) -> Array:
        """Inverse (n, n) of the covariance of what stands for the cells."""
        seen = self.posterior
        return np.asarray(seen.root[:, None] * solved(seen.factor, np.diag(seen.root)))

    def had_held(self, row: int) -> "Margin":
        """The same as if the cell of that row had stayed whole."""
        grades = self.grades.copy()
        grades[row] = 0
        return self._again(self.X, grades, self.luck, self.posterior.sites)

    def one_more(
        self, x: Array, grade: int, luck: float = BAD_LUCK, sweeps: int = MOST_SWEEPS
    ) -> "Margin":
        """The same given one more cell at x (1, d), and how probably bad luck breaks it.

        Its match with the others ends after so many sweeps over all cells at most.
        """
        sites = self.posterior.sites
        start = Sites(np.append(sites.precision, 0.0), np.append(sites.shift, 0.0))
        grades, lucks = np.append(self.grades, grade), np.append(self.luck, luck)
        return self._again(np.vstack([self.X, x]), grades, lucks, start, sweeps)

    def _again(
        self, X: Array, grades: Grades, luck: Array, start: Sites, sweeps: int = MOST_SWEEPS
    ) -> "Margin":
        """Other cells seen with the same hyperparameters."""
        ahead = self.expected + trend_mean(self.shape.trend, X)
        K = self._covariance if X is self.X else np.asarray(self.shape(X) + self.surface(X))
        seen = expect(K, grades, ahead, start, luck, sweeps)
        return replace(self, X=X, grades=grades, luck=luck, seen=seen, left_out=None)


def fit_margin(
    X: Array,
    grades: Grades,
    prior: MarginPrior,
    trend: Trend | None = None,
    luck: Array | None = None,
    *,
    learn_scales: bool = True,
) -> Margin:
    """Learn a margin.

    Args:
        X: cells (n, d) in the unit cube.
        grades: what became of them (n,).
        prior: what is expected beforehand.
        trend: expected shape.
        luck: probability of each cell (n,) to break whatever its margin; None for `BAD_LUCK`.
        learn_scales: whether cells teach length scales and amplitude; else the prior's hold.
    """
    luck = np.full(len(X), BAD_LUCK) if luck is None else luck
    scales = length_scale_prior(X.shape[1])
    before = joined(single(prior.amplitude**2, _AMPLITUDE_FACTOR**2), scales)
    shape = TrendKernel(trend, prior.bias_std)
    ahead, features = shape.expected_and_features(X)
    ahead, few = prior.level + ahead, enough_for_scales(len(X))
    known = features[few] @ features[few].T
    evidence = _Evidence(CellPairs(X[few]), known, grades[few], ahead[few], luck[few])
    learned = learn_scales and len(X) > 0
    theta = maximum_a_posteriori(evidence.negative, before) if learned else before.centre
    surface = Matern52.of(theta)
    K = features @ features.T + surface(X)
    start = evidence.dual if len(few) == len(X) else None
    mode = find_mode(K, grades, ahead, start, luck)
    precision = mode.root_curvature**2
    sites = Sites(precision, precision * (mode.margin - ahead) + mode.slope)
    seen = expect(K, grades, ahead, sites, luck)
    return Margin(shape, surface, X, grades, seen, prior.level, luck)


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
    luck: Array
    dual: Array | None = None

    def negative(self, theta: Array) -> tuple[float, Array]:
        """Minus the evidence and its gradient (k,) at theta (k,)."""
        surface = self.pairs.covariance(theta)
        K = surface.K + self.shape
        mode = find_mode(K, self.grades, self.ahead, self.dual, self.luck)
        self.dual = mode.dual
        return -mode.evidence, -surface.gradient(evidence_slope(mode, K))
