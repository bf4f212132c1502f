"""The nodes on which a limit of failure is known: thresholds, widths and sizes of reliefs.

A grid depends on what is known beforehand alone, so that one serves all cells of a campaign.
"""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

Array = NDArray[np.float64]

WIDTHS = np.array([0.05, 0.10, 0.20])
"""Scatter of the limit from cell to cell, in ln load: toughness scatters 12-22 % (Liao 2025)."""
_WIDTH_WEIGHTS = np.array([0.3, 0.45, 0.25])
_RELIEF_NODES = np.array([0.0, 0.8, 1.8])
"""Sizes of a relief in its own standard deviations: half a normal distribution in three points."""
_RELIEF_WEIGHTS = np.array([0.4, 0.4, 0.2])
_SPREAD_NODES = 48  # of the joint distribution of reliefs of which some act either way
_TO_CONVERGE = 40  # steps; the ratio is exact to rounding
_STEP = 0.03  # ln load between thresholds: finer than the least width
_REACH = 3.2  # wide standard deviations to either side
_KEPT = 16  # grids: the limits of two campaigns, ten megabytes at most


@dataclass(frozen=True, eq=False)
class Grid:
    """Nodes of a limit.

    Attributes:
        step: ln load between thresholds.
        threshold: of each node (g,).
        width: of the margins (g,).
        sizes: of the reliefs (g, s).
        log_prior: (2, g) ln prior weights where the literature holds and where it does not.
    """

    step: float
    threshold: Array
    width: Array
    sizes: Array
    log_prior: Array

    @cached_property
    def log_base(self) -> Array:
        """Ln prior weights (g,), whether the literature holds or not."""
        return np.asarray(np.logaddexp(self.log_prior[0], self.log_prior[1]))

    @cached_property
    def by_width(self) -> tuple[tuple[NDArray[np.intp], Array], ...]:
        """For each of `WIDTHS` its nodes (m,), and their threshold and sizes (m, 1 + s)."""
        values = np.column_stack([self.threshold, self.sizes])
        nodes = [np.flatnonzero(self.width == width) for width in WIDTHS]
        return tuple((there, values[there]) for there in nodes)


@lru_cache(maxsize=_KEPT)
def grid(
    centre: float,
    narrow: float,
    wide: float,
    trust: float,
    relief_std: tuple[float, ...],
    either_way: int,
) -> Grid:
    """The grid of a limit; the arguments are those of `failure_limits.Limit`."""
    step = _STEP if either_way == 0 else 2 * _STEP  # spread sizes of reliefs fill the gaps
    steps = int(np.ceil(_REACH * wide / step))
    threshold = centre + step * np.arange(-steps, steps + 1)
    sizes, weights = _relief_sizes(len(relief_std), either_way)
    t, w, s = np.meshgrid(threshold, np.arange(len(WIDTHS)), np.arange(len(sizes)), indexing="ij")
    t, w, s = t.ravel(), w.ravel(), s.ravel()
    log_rest = np.log(_WIDTH_WEIGHTS)[w] + np.log(weights)[s]
    kinds = [
        np.log(share) - np.log(std) - 0.5 * ((t - centre) / std) ** 2 + log_rest
        for share, std in ((trust, narrow), (1 - trust, wide))
    ]
    log_prior = np.array(kinds)
    log_prior -= log_sum(log_prior)
    return Grid(step, t, WIDTHS[w], sizes[s] * np.array(relief_std), log_prior)


def _relief_sizes(reliefs: int, either_way: int) -> tuple[Array, Array]:
    """Nodes (m, s) of the reliefs in their standard deviations, and their weights (m,).

    A product of few nodes each; where some act either way, evenly spread points of the joint normal
    distribution, so that their number does not grow with that of the knobs (an additive recurrence
    with the generalised golden ratio, Roberts 2018).
    """
    if either_way == 0:
        shape = (len(_RELIEF_NODES) ** reliefs, reliefs)
        sizes = np.array(list(product(_RELIEF_NODES, repeat=reliefs))).reshape(shape)
        weights = np.array(list(product(_RELIEF_WEIGHTS, repeat=reliefs))).reshape(shape)
        return sizes, np.prod(weights, axis=1)
    ratio = 2.0
    for _ in range(_TO_CONVERGE):
        ratio = (1 + ratio) ** (1 / (reliefs + 1))
    steps = ratio ** -np.arange(1.0, reliefs + 1)
    normal = ndtri((0.5 + np.outer(np.arange(1, _SPREAD_NODES + 1), steps)) % 1.0)
    certain = reliefs - either_way
    normal[:, :certain] = np.abs(normal[:, :certain])
    return normal, np.full(_SPREAD_NODES, 1 / _SPREAD_NODES)


def log_sum(values: Array) -> float:
    """Ln of the sum of what has these logarithms."""
    top = float(np.max(values))
    return top + float(np.log(np.sum(np.exp(values - top))))
