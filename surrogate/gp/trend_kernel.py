"""A shape that is expected before the data speak: a kernel of weighted columns."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from typing_extensions import override

from surrogate.gp.kernel import Kernel

Array = NDArray[np.float64]


class Trend(Protocol):
    """A weighted sum of columns, the weights known as normal distributions."""

    @property
    def mean(self) -> Array:
        """Expected weights (k,)."""

    @property
    def std(self) -> Array:
        """Their standard deviations (k,)."""

    def columns(self, X: Array, /) -> Array:
        """X (n, d) to the shapes (n, k)."""


def trend_mean(trend: Trend | None, X: Array) -> Array:
    """Expected value of the trend (n,) at X (n, d); zero without one."""
    return np.zeros(len(X)) if trend is None else np.asarray(trend.columns(X) @ trend.mean)


class TrendKernel(Kernel):
    """Covariance of a constant and of a trend's uncertain weights (Bayesian linear regression).

    k(x, x') = bias_std^2 + sum_k std_k^2 c_k(x) c_k(x') / scale^2 (Rasmussen and Williams 2006,
    section 2.7: explicit basis functions with the weights integrated out). It has no
    hyperparameter: how sure the knowledge is, is part of the knowledge.
    """

    def __init__(self, trend: Trend | None = None, bias_std: float = 1.0, scale: float = 1.0):
        self.trend = trend
        self.bias_std = bias_std
        self.scale = scale

    def expected_and_features(self, X: Array) -> tuple[Array, Array]:
        """Expected value (n,) of the trend, unscaled, and features (n, k + 1): k = f(x) . f(x')."""
        if self.trend is None:
            return np.zeros(len(X)), np.full((len(X), 1), self.bias_std)
        columns = self.trend.columns(X)
        features = np.empty((len(X), 1 + columns.shape[1]))
        features[:, 0] = self.bias_std
        features[:, 1:] = columns * self.trend.std / self.scale
        return np.asarray(columns @ self.trend.mean), features

    def _features(self, X: Array) -> Array:
        return self.expected_and_features(X)[1]

    @override
    def __call__(self, X: Array, Y: Array | None = None) -> Array:
        """Covariance (n, m)."""
        left = self._features(np.asarray(X))
        right = left if Y is None else self._features(np.asarray(Y))
        return left @ right.T

    @override
    def diag(self, X: Array) -> Array:
        """Diagonal (n,) of the covariance at X (n, d)."""
        return np.asarray(np.sum(self._features(np.asarray(X)) ** 2, axis=1))
