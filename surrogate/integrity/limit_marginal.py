"""What is known of one limit, ready to be asked about many points: a mixture of normal ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from surrogate.integrity.limit import Limit

Array = NDArray[np.float64]

_READ_AT = 160  # points of a distribution: a quantile is within 0.003 of a standard deviation


@dataclass(frozen=True, eq=False)
class Marginal:
    """A limit as a mixture of normal distributions, one for each trust and width.

    Attributes:
        limit: what it is of.
        share: weights (q,).
        mean: of threshold and sizes (q, 1 + s).
        spread: their covariance (q, 1 + s, 1 + s).
        width: of the margins (q,).
    """

    limit: Limit
    share: Array
    mean: Array
    spread: Array
    width: Array

    @cached_property
    def weights(self) -> tuple[Array, Array]:
        """Of 1 and the reliefs in the margin's mean (q, 1 + s), of their products in its variance.

        Products (q, p) of every two, in the order of `numpy.triu_indices`.
        """
        left, right, times = _products(self.mean.shape[1])
        twice = times / self.width[:, None] ** 2
        return self.mean / self.width[:, None], self.spread[:, left, right] * twice

    def draws(self, X: Array, count: int, generator: np.random.Generator) -> Array:
        """Probability to hold (count, n) as it may truly be."""
        features = np.column_stack([np.ones(len(X)), self.limit.reliefs(X)])
        kind = generator.choice(len(self.share), size=count, p=self.share)
        normal = generator.standard_normal((count, self.mean.shape[1]))
        roots = np.linalg.cholesky(self.spread + 1e-12 * np.eye(self.spread.shape[1]))
        drawn = self.mean[kind] + np.einsum("cij,cj->ci", roots[kind], normal)
        return np.asarray(
            ndtr((drawn @ features.T - self.limit.load(X)) / self.width[kind][:, None])
        )

    @property
    def std(self) -> float:
        """Standard deviation of the threshold."""
        centre = self.mean[:, 0]
        middle = self.share @ centre
        return float(np.sqrt(self.share @ (self.spread[:, 0, 0] + (centre - middle) ** 2)))

    def quantiles(self, shares: Sequence[float]) -> Array:
        """Quantiles of the threshold where every relief's feature is zero."""
        std = np.sqrt(self.spread[:, 0, 0])
        centre = self.mean[:, 0]
        at = np.linspace((centre - 4 * std).min(), (centre + 4 * std).max(), _READ_AT)
        below = self.share @ ndtr((at[None, :] - centre[:, None]) / std[:, None])
        return np.interp(shares, below, at)


@lru_cache(maxsize=8)
def _products(count: int) -> tuple[NDArray[np.intp], NDArray[np.intp], Array]:
    """Every two of so many factors (p,), and how often each product stands in a square (p,)."""
    left, right = np.triu_indices(count)
    return left, right, np.where(left == right, 1.0, 2.0)
