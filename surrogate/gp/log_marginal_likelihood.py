"""What measured cells say of a Gaussian process' hyperparameters."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from surrogate.gp.cholesky import factorised, solved
from surrogate.gp.matern import Matern52
from surrogate.gp.pairwise_distances import CellPairs
from surrogate.gp.priors import (
    LogNormal,
    joined,
    length_scale_prior,
    maximum_a_posteriori,
    one_sigma_steps,
    single,
)
from surrogate.gp.trend_kernel import TrendKernel

Array = NDArray[np.float64]

JITTER = 1e-8  # of a variance of one: keeps Cholesky's decomposition real
NOISE_FACTOR = 1.8  # chosen: sound replicates scatter by 6 to 18 %
NOISE_FACTOR_OPEN = 4.0
"""The same where no value came with an uncertainty and cells left out contradict the usual one:
tables of unknown origin scatter by 0.05 to 1. With 1.8 alone and a scatter of 1, 90 % intervals
from ten cells held 74 % of further ones."""
_AMPLITUDE_FACTOR = 2.0  # factor of one standard deviation of the prior; chosen: wide


@dataclass(frozen=True, eq=False)
class Evidence:
    """Scaled cells, and the prior of theta = ln(variance, length scales, variance of the scatter).

    Where cells have several rungs, the variance of cells is one more: the scatter is then of rungs.

    Attributes:
        X: cells (n, d) in the unit cube.
        y: scaled residuals (n,).
        own: scaled variance (n,) of each value.
        shape: covariance of the trend; it has no hyperparameter.
        typical: prior median of the scatter's scaled standard deviation.
        shared: scaled covariance (n, n) of what cells of one lot have in common; None where
            nothing.
        noise_factor: a third of the scatter's prior lies beyond `typical` times or over this.
        same_cell: 1 where two rows are rungs of one cell (n, n), 0 elsewhere; None where no cell
            has several.
        typical_cell: prior median of the scaled standard deviation of cells that have several.
    """

    X: Array
    y: Array
    own: Array
    shape: TrendKernel
    typical: float
    shared: Array | None = None
    noise_factor: float = NOISE_FACTOR
    same_cell: Array | None = None
    typical_cell: float = 1.0

    @cached_property
    def prior(self) -> LogNormal:
        """Prior of theta (d + 2,), or (d + 3,) with several rungs a cell."""
        several = [] if self.same_cell is None else [self.typical_cell]
        return joined(
            single(1.0, _AMPLITUDE_FACTOR**2),
            length_scale_prior(self.X.shape[1]),
            *(single(typical**2, self.noise_factor**2) for typical in (self.typical, *several)),
        )

    @property
    def stated(self) -> bool:
        """Whether any value came with an uncertainty of its own."""
        return bool(np.any(self.own > 0))

    def parts(self, theta: Array) -> tuple[Matern52, float, float]:
        """Covariance of the surface without its trend, variance of the scatter and of cells."""
        scatter = self._scatter
        of_cells = 0.0 if self.same_cell is None else float(np.exp(theta[-1]))
        return Matern52.of(theta[:scatter]), float(np.exp(theta[scatter])), of_cells

    @property
    def _scatter(self) -> int:
        """Where theta has the scatter: after the variance and the length scales."""
        return int(self.X.shape[1]) + 1

    def most_probable(self) -> Array:
        """Theta (k,) at the mode of the posterior."""
        return maximum_a_posteriori(self.negative, self.prior)

    def one_sigma_steps(self, theta: Array) -> Array:
        """Steps (k, k) from the mode, a row each, along the posterior's own axes."""
        return one_sigma_steps(self.negative, self.prior, theta)

    def negative(self, theta: Array) -> tuple[float, Array]:
        """Minus ln p(y) at theta and its gradient (Rasmussen and Williams 2006, eqs 5.8, 5.9)."""
        surface = self._pairs.covariance(theta[: self._scatter])
        scatter = np.exp(theta[self._scatter])
        K = surface.K + self._fixed
        if self.same_cell is not None:
            K += np.exp(theta[-1]) * self.same_cell
        K.reshape(-1)[:: len(K) + 1] += scatter
        factor = factorised(K)
        weights = solved(factor, self.y)
        value = 0.5 * self.y @ weights + np.log(factor.diagonal()).sum()
        inverse = solved(factor, np.eye(len(self.X)))
        slope = 0.5 * (inverse - np.outer(weights, weights))
        gradient = [*surface.gradient(slope), scatter * np.trace(slope)]
        if self.same_cell is not None:
            gradient.append(np.exp(theta[-1]) * np.vdot(slope, self.same_cell))
        return float(value), np.array(gradient)

    @cached_property
    def _pairs(self) -> CellPairs:
        return CellPairs(self.X)

    @cached_property
    def _fixed(self) -> Array:
        fixed = np.asarray(self.shape(self.X)) + np.diag(self.own + JITTER)
        return fixed if self.shared is None else fixed + self.shared
