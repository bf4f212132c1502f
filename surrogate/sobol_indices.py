"""Which knob matters: Sobol indices by quadrature, with the doubt that the data leave.

The surface is drawn from its posterior on a tensor grid of Gauss-Legendre nodes; each draw is
split into its main effects and interactions by weighted averages (Sobol 1993; for Gaussian
processes Marrel et al., Reliab. Eng. Syst. Saf. 94 (2009) 742). The scatter of the indices over
the draws is what the cells leave open.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_NODES = {1: 33, 2: 17, 3: 9, 4: 5, 5: 4, 6: 3, 7: 3}
_NODES_OF_MANY = 2  # two nodes are exact for cubics; more do not fit in memory
_MOST_KNOBS = 11  # with two nodes each 2048 points, whose covariance fits in memory
_DRAWS = 200  # chosen: the ends of an interval settle
_JITTER = 1e-8  # relative to the variance: keeps Cholesky's decomposition real


class Surface(Protocol):
    """A surface with a joint posterior."""

    def joint(self, X: Array) -> tuple[Array, Array]:
        """Mean (n,) and covariance (n, n) at X (n, d)."""


@dataclass(frozen=True, eq=False)
class Shares:
    """Shares of the variance, with a central 90 % interval.

    Attributes:
        median: (k,).
        low: (k,).
        high: (k,).
    """

    median: Array
    low: Array
    high: Array


@dataclass(frozen=True, eq=False)
class Sensitivity:
    """Which knob moves the surface.

    Attributes:
        first: share (d,) that a knob explains alone.
        total: share (d,) that a knob has a hand in.
        pairs: the pairs of knobs, by their positions.
        pair: share (number of pairs,) that a pair explains beyond its two knobs.
        spread: standard deviation of the surface over the space, median of the draws.
    """

    first: Shares
    total: Shares
    pairs: tuple[tuple[int, int], ...]
    pair: Shares
    spread: float


def sobol_indices(surface: Surface, dimensions: int, seed: int = 0) -> Sensitivity:
    """Split the surface's variance over the unit cube.

    Args:
        surface: with a joint posterior.
        dimensions: number of knobs, at most 11.
        seed: of the draws.

    Raises:
        ValueError: more than 11 knobs.
    """
    nodes, weights = quadrature(dimensions)
    mean, covariance = surface.joint(_tensor(nodes, dimensions))
    scale = float(np.mean(np.diag(covariance))) + 1e-12
    root = np.linalg.cholesky(covariance + _JITTER * (1.0 + scale) * np.eye(len(mean)))
    chance = np.random.default_rng(seed).standard_normal((len(mean), _DRAWS))
    shape = (len(nodes),) * dimensions
    draws = (mean[:, None] + root @ chance).T.reshape(_DRAWS, *shape)
    first, total, pair, variance = _indices(draws, weights)
    return Sensitivity(
        _shares(first),
        _shares(total),
        tuple(combinations(range(dimensions), 2)),
        _shares(pair),
        float(np.sqrt(np.median(variance))),
    )


def indices_of(function: Callable[[Array], Array], dimensions: int) -> tuple[Array, Array, Array]:
    """First-order (d,), total (d,) and pair (k,) shares of a known function of X (n, d)."""
    nodes, weights = quadrature(dimensions)
    values = function(_tensor(nodes, dimensions)).reshape((len(nodes),) * dimensions)
    first, total, pair, _ = _indices(values[None], weights)
    return first[0], total[0], pair[0]


def quadrature(dimensions: int) -> tuple[Array, Array]:
    """Gauss-Legendre nodes and weights on 0..1 for one knob of so many.

    Raises:
        ValueError: more than 11 knobs.
    """
    if not 1 <= dimensions <= _MOST_KNOBS:
        raise ValueError(f"{dimensions} knobs: between 1 and {_MOST_KNOBS} can be split.")
    nodes, weights = np.polynomial.legendre.leggauss(_NODES.get(dimensions, _NODES_OF_MANY))
    return np.asarray(0.5 * (nodes + 1.0)), np.asarray(0.5 * weights)


def _tensor(nodes: Array, dimensions: int) -> Array:
    grids = np.meshgrid(*[nodes] * dimensions, indexing="ij")
    return np.stack([grid.ravel() for grid in grids], axis=1)


def _averaged(values: Array, weights: Array, kept: tuple[int, ...]) -> Array:
    """Average (b, ...) of surfaces (b, k, ..., k) over all knobs but those kept."""
    for knob in reversed(range(values.ndim - 1)):
        if knob not in kept:
            values = np.tensordot(values, weights, axes=(knob + 1, 0))
    return values


def _indices(values: Array, weights: Array) -> tuple[Array, Array, Array, Array]:
    """First-order (b, d), total (b, d) and pair (b, k) shares, and variances (b,), of surfaces.

    Args:
        values: the surfaces on the grid (b, k, ..., k), one axis a knob.
        weights: of the nodes of one knob (k,).
    """
    d = values.ndim - 1
    mean = _averaged(values, weights, ())
    variance = _variance(values, weights, mean)
    own = [_variance(_averaged(values, weights, (k,)), weights, mean) for k in range(d)]
    rest = [
        _variance(_averaged(values, weights, tuple(j for j in range(d) if j != k)), weights, mean)
        for k in range(d)
    ]
    both = [
        _variance(_averaged(values, weights, (j, k)), weights, mean) - own[j] - own[k]
        for j, k in combinations(range(d), 2)
    ]
    scale = np.maximum(variance, 1e-300)
    first = np.array([part / scale for part in own]).T
    total = np.array([1.0 - part / scale for part in rest]).T
    pair = (
        np.array([np.maximum(part, 0.0) / scale for part in both]).reshape(len(both), len(values)).T
    )
    return first, total, pair, variance


def _variance(marginal: Array, weights: Array, mean: Array) -> Array:
    """Variance (b,) of surfaces, or of what is left of them after averaging, about their means."""
    around = marginal - mean.reshape(-1, *[1] * (marginal.ndim - 1))
    return _averaged(around**2, weights, ())


def _shares(draws: Array) -> Shares:
    if draws.shape[1] == 0:
        return Shares(np.empty(0), np.empty(0), np.empty(0))
    low, median, high = np.quantile(draws, [0.05, 0.5, 0.95], axis=0)
    return Shares(median, low, high)
