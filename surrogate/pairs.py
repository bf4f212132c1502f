"""The surface's covariance on one table of cells, for many hyperparameters in a row.

The same as `Matern52`, which measures all distances anew; here they are measured once.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class CellPairs:
    """Pairs of cells.

    Attributes:
        X: cells (n, d) in the unit cube.
    """

    X: Array

    def covariance(self, theta: Array) -> tuple[Array, Array]:
        """Covariance (n, n) and its gradient (n, n, d + 1) in theta = ln(variance, scales (d,))."""
        apart = self._squared * np.exp(-2.0 * theta[1:])
        distance = np.sqrt(5.0 * np.sum(apart, axis=2))
        fall = np.exp(theta[0] - distance)
        K = fall * (1.0 + distance + distance**2 / 3.0)
        gradient = np.empty((*K.shape, len(theta)))
        gradient[:, :, 0] = K
        gradient[:, :, 1:] = (5.0 / 3.0 * fall * (1.0 + distance))[:, :, None] * apart
        return K, gradient

    @cached_property
    def _squared(self) -> Array:
        """Squared distance (n, n, d) along each knob."""
        return np.asarray((self.X[:, None, :] - self.X[None, :, :]) ** 2)
