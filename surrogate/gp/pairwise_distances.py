"""The surface's covariance on one table of cells, for many hyperparameters in a row.

The same as `Matern52`, which measures all distances again; here they are measured once.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Covariance:
    """Matern-5/2 of every pair of cells, and how it changes with theta = ln(variance, scales).

    Attributes:
        K: covariance (n, n).
        falling: minus dK / d ln r, over r^2 / 5 (n, n).
        squared: squared distance (n * n, d) along each knob.
        shrinking: inverse squares (d,) of the length scales.
    """

    K: Array
    falling: Array
    squared: Array
    shrinking: Array

    def gradient(self, wanted: Array) -> Array:
        """Gradient (d + 1,) in theta of a value whose derivative in each K_ij is wanted (n, n)."""
        along = (wanted * self.falling).reshape(-1) @ self.squared
        return np.concatenate([[np.vdot(wanted, self.K)], along * self.shrinking])


@dataclass(frozen=True, eq=False)
class CellPairs:
    """Pairs of cells.

    Attributes:
        X: cells (n, d) in the unit cube.
    """

    X: Array

    def covariance(self, theta: Array) -> Covariance:
        """At theta (d + 1,) = ln(variance, length scales)."""
        shrinking = np.exp(-2.0 * theta[1:])
        r = np.sqrt(5.0 * (self._squared @ shrinking)).reshape(len(self.X), -1)
        fall = np.exp(theta[0] - r)
        rising = fall * (1.0 + r)
        K = rising + fall * r**2 / 3.0
        return Covariance(K, 5.0 / 3.0 * rising, self._squared, shrinking)

    @cached_property
    def _squared(self) -> Array:
        """Squared distance (n * n, d) along each knob."""
        apart = self.X[:, None, :] - self.X[None, :, :]
        return np.asarray(apart**2).reshape(-1, self.X.shape[1])
