"""Gaussian process on one measured value: MAP length scales, learned noise, per-point noise."""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.linalg import cho_solve, cholesky, solve_triangular
from sklearn.gaussian_process.kernels import ConstantKernel, Kernel, Matern

from surrogate.priors import (
    enough_for_scales,
    joined,
    length_scale_prior,
    maximum_a_posteriori,
    single,
)
from surrogate.trend import Trend, TrendKernel, trend_mean

Array = NDArray[np.float64]

TYPICAL_SPREAD = 0.3  # ln units between protocols of one campaign; holds until data tell better
_SPREAD_WEIGHT = 2.0  # that expectation counts as two cells
TYPICAL_NOISE = 0.08  # ln units from cell to cell: sound replicates scatter 6-18 %
_NOISE_FACTOR = 1.8
_AMPLITUDE_FACTOR = 2.0
_BIAS_STD = 1.5  # of the spread: the level itself is learned, not fixed at the mean
_JITTER = 1e-8


@dataclass(frozen=True, eq=False)
class GaussianProcess:
    """A fitted surface.

    Attributes:
        kernel: covariance of the scaled surface, noise excluded.
        X: cells (n, d) in the unit cube.
        residual: scaled values (n,) less the trend's expectation.
        noise: scaled variance (n,) of each value.
        level: what was subtracted from the values.
        spread: what they were divided by.
        noise_std: scatter of one more cell, in the unit of the value.
        trend: expected shape, or None.
    """

    kernel: Kernel
    X: Array
    residual: Array
    noise: Array
    level: float
    spread: float
    noise_std: float
    trend: Trend | None = None
    factor: Array = field(init=False)
    weights: Array = field(init=False)

    def __post_init__(self) -> None:
        """Factorise once (Rasmussen and Williams 2006, algorithm 2.1)."""
        covariance = self.kernel(self.X) + np.diag(self.noise + _JITTER)
        factor = cholesky(covariance, lower=True)
        object.__setattr__(self, "factor", factor)
        object.__setattr__(self, "weights", cho_solve((factor, True), self.residual))

    def predict(self, X: Array) -> tuple[Array, Array]:
        """Mean (n,) and standard deviation (n,) of the surface at X (n, d), noise excluded."""
        across = self.kernel(X, self.X)
        reduced = solve_triangular(self.factor, across.T, lower=True)
        variance = self.kernel.diag(X) - np.sum(reduced**2, axis=0)
        std = np.sqrt(np.maximum(variance, _JITTER))
        return self._unscaled(X, across @ self.weights), std * self.spread

    def joint(self, X: Array) -> tuple[Array, Array]:
        """Mean (n,) and covariance (n, n) of the surface at X (n, d), noise excluded."""
        across = self.kernel(X, self.X)
        reduced = solve_triangular(self.factor, across.T, lower=True)
        covariance = self.kernel(X) - reduced.T @ reduced
        return self._unscaled(X, across @ self.weights), covariance * self.spread**2

    def believing(self, X: Array) -> "GaussianProcess":
        """The same surface as if cells at X (m, d) had measured what it expects (kriging believer).

        Used for cells that are still on the press: the mean stays, the doubt there shrinks.
        """
        believed = self.kernel(X, self.X) @ self.weights
        noise = np.full(len(X), (self.noise_std / self.spread) ** 2)
        return GaussianProcess(
            self.kernel,
            np.vstack([self.X, X]),
            np.concatenate([self.residual, believed]),
            np.concatenate([self.noise, noise]),
            self.level,
            self.spread,
            self.noise_std,
            self.trend,
        )

    def without(self, row: int) -> "GaussianProcess":
        """The same surface without the cell of that row; level, scales and noise are kept."""
        kept = np.arange(len(self.X)) != row
        return replace(self, X=self.X[kept], residual=self.residual[kept], noise=self.noise[kept])

    def leave_one_out(self) -> tuple[Array, Array]:
        """What each cell (n,) would have been expected to measure without it, and the doubt (n,).

        Closed form, hyperparameters kept (Rasmussen and Williams 2006, eqs 5.10-5.12); the
        standard deviation includes the scatter of the cell.
        """
        inverse = cho_solve((self.factor, True), np.eye(len(self.X)))
        variance = 1.0 / np.diag(inverse)
        mean = self.residual - self.weights * variance
        return self._unscaled(self.X, mean), np.sqrt(variance) * self.spread

    def _unscaled(self, X: Array, scaled: Array) -> Array:
        return np.asarray(self.level + trend_mean(self.trend, X) + self.spread * scaled)


def fit_gaussian_process(
    X: ArrayLike,
    y: ArrayLike,
    noise_variance: ArrayLike | None = None,
    trend: Trend | None = None,
    *,
    typical_noise: float = TYPICAL_NOISE,
) -> GaussianProcess:
    """Learn a surface from cells.

    Matern-5/2 with one length scale a knob on top of a constant and, where given, a trend with
    uncertain weights. Noise = learned scatter from cell to cell + each value's own variance, both
    in the unit of the values (scikit-learn's regressor would add `alpha` after its own scaling).

    Args:
        X: cells (n, d) in the unit cube, n >= 1.
        y: values (n,), e.g. ln ASR.
        noise_variance: variance of measurement (n,) in squared units of y.
        trend: expected shape, in units of y.
        typical_noise: prior median of the scatter from cell to cell, in units of y.

    Returns:
        The fitted surface.

    Raises:
        ValueError: no cell, shapes that do not fit, or values that are not finite.
    """
    cells, values, own = _checked(X, y, noise_variance)
    expected = trend_mean(trend, cells)
    level = float(np.mean(values - expected))
    spread = _spread(values - expected - level)
    residual = (values - expected - level) / spread
    own_scaled = own / spread**2
    chosen, shape = enough_for_scales(len(cells)), TrendKernel(trend, _BIAS_STD, spread)
    surface, scatter = _learned(
        cells[chosen], residual[chosen], own_scaled[chosen], shape, typical_noise / spread
    )
    return GaussianProcess(
        shape + surface,
        cells,
        residual,
        own_scaled + scatter,
        level,
        spread,
        scatter**0.5 * spread,
        trend,
    )


def _learned(
    X: Array, y: Array, own: Array, shape: TrendKernel, typical: float
) -> tuple[Kernel, float]:
    """Kernel of the surface and variance of the scatter, at their most probable values.

    Args:
        X: cells (n, d).
        y: scaled residuals (n,).
        own: scaled variance (n,) of each value.
        shape: covariance of the trend; it has no hyperparameter.
        typical: prior median of the scatter's scaled standard deviation.
    """
    prior = joined(
        single(1.0, _AMPLITUDE_FACTOR**2),
        length_scale_prior(X.shape[1]),
        single(typical**2, _NOISE_FACTOR**2),
    )
    surface = ConstantKernel(1.0) * Matern(prior.median[1:-1], nu=2.5)
    fixed = np.asarray(shape(X)) + np.diag(own + _JITTER)

    def negative_evidence(theta: Array) -> tuple[float, Array]:
        K, dK = surface.clone_with_theta(theta[:-1])(X, eval_gradient=True)
        scatter = np.exp(theta[-1]) * np.eye(len(X))
        gradients = np.concatenate([dK, scatter[:, :, None]], axis=2)
        return _negative_evidence(K + scatter + fixed, gradients, y)

    theta = maximum_a_posteriori(negative_evidence, prior)
    return surface.clone_with_theta(theta[:-1]), float(np.exp(theta[-1]))


def _negative_evidence(K: Array, dK: Array, y: Array) -> tuple[float, Array]:
    """Minus ln p(y) and its gradient (k,) (Rasmussen and Williams 2006, eqs 5.8 and 5.9)."""
    factor = cholesky(K, lower=True)
    weights = cho_solve((factor, True), y)
    inverse = cho_solve((factor, True), np.eye(len(y)))
    value = 0.5 * y @ weights + np.sum(np.log(np.diag(factor)))
    slope = 0.5 * np.einsum("ij,ijk->k", inverse - np.outer(weights, weights), dK)
    return float(value), np.asarray(slope)


def _checked(X: ArrayLike, y: ArrayLike, noise_variance: ArrayLike | None) -> tuple[Array, ...]:
    cells, values = np.asarray(X, dtype=float), np.asarray(y, dtype=float)
    if cells.ndim != 2 or len(cells) == 0:
        raise ValueError(f"X must be a table of at least one cell, got shape {cells.shape}.")
    own = np.zeros(len(cells)) if noise_variance is None else np.asarray(noise_variance, float)
    for name, column in (("y", values), ("noise_variance", own)):
        if column.shape != (len(cells),):
            raise ValueError(f"{name} has shape {column.shape}, expected ({len(cells)},).")
    for name, table in (("X", cells), ("y", values), ("noise_variance", own)):
        if not np.all(np.isfinite(table)):
            raise ValueError(f"{name} holds a value that is not finite.")
    if np.any(own < 0):
        raise ValueError("noise_variance holds a negative value.")
    return cells, values, own


def _spread(centred: Array) -> float:
    """Standard deviation of the values, drawn to the typical one while cells are few."""
    total = _SPREAD_WEIGHT * TYPICAL_SPREAD**2 + float(np.sum(centred**2))
    return float(np.sqrt(total / (_SPREAD_WEIGHT + len(centred))))
