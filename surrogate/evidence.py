"""What measured cells say of a Gaussian process' hyperparameters."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_solve, cholesky
from sklearn.gaussian_process.kernels import ConstantKernel, Kernel, Matern

from surrogate.pairs import CellPairs
from surrogate.priors import (
    LogNormal,
    joined,
    length_scale_prior,
    maximum_a_posteriori,
    one_sigma_steps,
    single,
)
from surrogate.trend import TrendKernel

Array = NDArray[np.float64]

JITTER = 1e-8
_NOISE_FACTOR = 1.8
_AMPLITUDE_FACTOR = 2.0


@dataclass(frozen=True, eq=False)
class Evidence:
    """Scaled cells, and the prior of theta = ln(variance, length scales, variance of the scatter).

    Attributes:
        X: cells (n, d) in the unit cube.
        y: scaled residuals (n,).
        own: scaled variance (n,) of each value.
        shape: covariance of the trend; it has no hyperparameter.
        typical: prior median of the scatter's scaled standard deviation.
    """

    X: Array
    y: Array
    own: Array
    shape: TrendKernel
    typical: float

    @cached_property
    def prior(self) -> LogNormal:
        """Prior of theta (d + 2,)."""
        return joined(
            single(1.0, _AMPLITUDE_FACTOR**2),
            length_scale_prior(self.X.shape[1]),
            single(self.typical**2, _NOISE_FACTOR**2),
        )

    def parts(self, theta: Array) -> tuple[Kernel, float]:
        """Covariance of the surface without its trend, and variance of the scatter."""
        return self._surface.clone_with_theta(theta[:-1]), float(np.exp(theta[-1]))

    def most_probable(self) -> Array:
        """Theta (d + 2,) at the mode of the posterior."""
        return maximum_a_posteriori(self.negative, self.prior)

    def one_sigma_steps(self, theta: Array) -> Array:
        """Steps (d + 2, d + 2) from the mode, a row each, along the posterior's own axes."""
        return one_sigma_steps(self.negative, self.prior, theta)

    def negative(self, theta: Array) -> tuple[float, Array]:
        """Minus ln p(y) at theta and its gradient (Rasmussen and Williams 2006, eqs 5.8, 5.9)."""
        K, dK = self._pairs.covariance(theta[:-1])
        scatter = np.exp(theta[-1]) * np.eye(len(self.X))
        factor = cholesky(K + scatter + self._fixed, lower=True)
        weights = cho_solve((factor, True), self.y)
        value = 0.5 * self.y @ weights + np.sum(np.log(np.diag(factor)))
        inverse = cho_solve((factor, True), np.eye(len(self.X)))
        gradients = np.concatenate([dK, scatter[:, :, None]], axis=2)
        slope = 0.5 * np.tensordot(inverse - np.outer(weights, weights), gradients, axes=2)
        return float(value), np.asarray(slope)

    @cached_property
    def _surface(self) -> Kernel:
        return ConstantKernel(1.0) * Matern(self.prior.median[1:-1], nu=2.5)

    @cached_property
    def _pairs(self) -> CellPairs:
        return CellPairs(self.X)

    @cached_property
    def _fixed(self) -> Array:
        return np.asarray(self.shape(self.X)) + np.diag(self.own + JITTER)
