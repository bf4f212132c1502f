"""The nodes on which a limit of failure is known: thresholds, widths and sizes of reliefs.

A grid depends on what is known beforehand alone, so that one serves all cells of a campaign.
"""

from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

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
TINY = 1e-12
"""Least probability of which a logarithm is taken."""
_AT_ONCE = 2  # cells; chosen by time: one logarithm for both, and few are added up again
_CELLS_KEPT = 24  # of a grid: failures of a campaign and a few more; half a megabyte
_SUMS_KEPT = 2  # of a grid: two campaigns that take turns
_KEPT = 16  # grids: the limits of two campaigns, ten megabytes at most


@dataclass(frozen=True, eq=False)
class LimitPrior:
    """Weights of the nodes before the cells that speak of this limit.

    Attributes:
        by_trust: ln prior weights (2, g), where the literature holds, at the scale of this powder,
            and where it does not.
        published: ln of the share of the first that holds as published, at no other scale; nodes as
            in the grid's own prior; (g,) where it differs from node to node.
    """

    by_trust: Array
    published: Array | float = 0.0

    @cached_property
    def log_base(self) -> Array:
        """Ln prior weights (g,), whether the literature holds or not."""
        return np.asarray(np.logaddexp(self.by_trust[0], self.by_trust[1]))


@dataclass(frozen=True, eq=False)
class Grid:
    """Nodes of a limit.

    Attributes:
        step: ln load between thresholds.
        threshold: of each node (g,).
        width: of the margins (g,).
        sizes: of the reliefs (g, s).
        prior: their weights before any cell, of this limit or another.
    """

    step: float
    threshold: Array
    width: Array
    sizes: Array
    prior: LimitPrior
    held: dict[bytes, Array] = field(init=False, repr=False, default_factory=dict)
    """What the cells of the last few histories that held say (g,), by their loads and reliefs."""
    holds: dict[bytes, Array] = field(init=False, repr=False, default_factory=dict)
    """Probability (g,) that one cell holds, of the cells that were asked about last."""

    @cached_property
    def moments(self) -> tuple[Array, Array]:
        """Powers (3, t) of the thresholds and products (s, c) of the sizes that moments sum over.

        Thresholds count from the first one: 1, t, t^2. Of the k sizes of a node: 1, each of them,
        and every product of two, row by row; c = 1 + k + k^2.
        """
        nodes = self._reliefs
        sizes = self.sizes[:nodes]
        away = self.thresholds - self.threshold[0]
        both = (sizes[:, :, None] * sizes[:, None, :]).reshape(nodes, -1)
        powers = np.stack([np.ones(len(away)), away, away**2])
        return powers, np.hstack([np.ones((nodes, 1)), sizes, both])

    def summed(self, weight: Array) -> Array:
        """Sums (2, width, 3, c) over thresholds and sizes of weights (2, g), by `moments`."""
        powers, products = self.moments
        by_size = powers @ weight.reshape(2, powers.shape[1], -1)
        return np.asarray(
            np.swapaxes(by_size.reshape(2, 3, len(WIDTHS), self._reliefs) @ products, 1, 2)
        )

    def margins(self, load: Array, reliefs: Array) -> Array:
        """Margin (n, g) at every node of cells with these ln loads (n,) and reliefs (n, s)."""
        margins = reliefs @ self.sizes.T
        margins += self.threshold
        margins -= load[:, None]
        margins /= self.width
        return np.asarray(margins)

    def said_by_held(self, seen: Array) -> Array:
        """Ln probability (g,) that cells with these ln loads and reliefs (n, 1 + s) all held.

        A few at a time; the sums over whole groups are kept, since a campaign asks again with one
        cell more. A sum that is not kept is added up in the same order: the same to the last bit.
        """
        whole = len(seen) // _AT_ONCE
        for done in (whole, max(whole - 1, 0), 0):
            said = self.held.get(seen[: done * _AT_ONCE].tobytes())
            if said is not None or not done:
                break
        said = np.zeros_like(self.threshold) if said is None else said.copy()
        for group in range(done, whole):
            said += self._said_by(seen[group * _AT_ONCE : (group + 1) * _AT_ONCE])
        if whole > done:
            while len(self.held) >= _SUMS_KEPT:
                self.held.pop(next(iter(self.held)), None)
            self.held[seen[: whole * _AT_ONCE].tobytes()] = said.copy()
        rest = seen[whole * _AT_ONCE :]
        return said + self._said_by(rest) if len(rest) else said

    def p_hold(self, seen: Array) -> Array:
        """Probability (g,) that one cell with this ln load and reliefs (1 + s,) holds."""
        key = seen.tobytes()
        if key not in self.holds:
            while len(self.holds) >= _CELLS_KEPT:
                self.holds.pop(next(iter(self.holds)), None)
            self.holds[key] = ndtr(self.margins(seen[:1], seen[None, 1:])[0])
        return self.holds[key]

    def _said_by(self, seen: Array) -> Array:
        held = ndtr(self.margins(seen[:, 0], seen[:, 1:]))
        return np.asarray(np.log(np.prod(np.maximum(held, TINY, out=held), axis=0)))

    @cached_property
    def thresholds(self) -> Array:
        """The thresholds (t,), each once; the nodes have all of one before those of the next."""
        return self.threshold[:: self._reliefs * len(WIDTHS)]

    @cached_property
    def _reliefs(self) -> int:
        """Nodes of the sizes for each threshold and width."""
        steps = np.flatnonzero(self.threshold != self.threshold[0])
        return (int(steps[0]) if len(steps) else len(self.threshold)) // len(WIDTHS)


@lru_cache(maxsize=_KEPT)
def grid(
    centre: float,
    narrow: float,
    wide: float,
    trust: float,
    relief_std: tuple[float, ...],
    either_way: int,
) -> Grid:
    """The grid of a limit; the arguments are those of `limit.Limit`."""
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
    return Grid(step, t, WIDTHS[w], sizes[s] * np.array(relief_std), LimitPrior(log_prior))


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
    top = float(values.max())
    return top + float(np.log(np.exp(values - top).sum()))
