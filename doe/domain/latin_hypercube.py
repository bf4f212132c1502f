"""Latin hypercubes: each knob's range is cut into as many slices as there are cells, one in each.

Two criteria, because they differ where it counts (seed 0; centred discrepancy, smallest distance):

| cells, knobs | maximin | even |
|---|---|---|
| 6, 4 | 0.045, 0.71 | 0.051, 0.78 |
| 20, 5 | 0.020, 0.43 | 0.012, 0.45 |
| 100, 6 | 0.0059, 0.28 | 0.0022, 0.26 |

For a handful of first cells they are alike, and the benchmarks were run with the first. A whole
design is twice as even with the second.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import pdist

Array = NDArray[np.float64]

_PAIR = 2  # cells; fewer have no distance

_TRIES = 200
"""Hypercubes of which the one with the largest smallest distance is taken. Chosen: 0.04 s."""


@lru_cache(maxsize=16)  # a strategy is made for each cell, its first design stays the same
def maximin_hypercube(count: int, dimensions: int, seed: int) -> Array:
    """Cells (count, d) in the unit cube, far from each other, each in the middle of its slice.

    The same rows as scikit-optimize's `Lhs("centered", "maximin")` gives for the same seed (a test
    compares them). Its import loads scikit-learn and pandas, over a second for a first proposal.
    """
    if count < _PAIR:
        return np.random.default_rng(seed).random((count, dimensions))
    generator = np.random.RandomState(seed)
    edges = np.linspace(0.0, 1.0, count + 1)
    middles = np.diff(edges) / 2.0 + edges[:-1]  # rounded as there: many hypercubes are as good
    best, farthest = _shuffled(middles, dimensions, generator), 0.0
    for _ in range(_TRIES):
        rows = _shuffled(middles, dimensions, generator)
        if (nearest := float(np.min(pdist(rows)))) > farthest:
            best, farthest = rows, nearest
    return best


def _shuffled(middles: Array, dimensions: int, generator: np.random.RandomState) -> Array:
    """One Latin hypercube (n, d) of the slices' middles (n,)."""
    generator.rand(len(middles), dimensions)  # places in the slices: drawn there, not used
    orders = [generator.permutation(len(middles)) for _ in range(dimensions)]
    return np.column_stack([middles[order] for order in orders])


def even_hypercube(count: int, dimensions: int, seed: int) -> Array:
    """Cells (count, d) in the unit cube with low centred discrepancy, by scipy ("random-cd")."""
    from scipy.stats import qmc  # loads all distributions, half a second; most want no design

    generator = np.random.default_rng(seed)
    sampler = qmc.LatinHypercube(dimensions, optimization="random-cd", rng=generator)
    return np.asarray(sampler.random(count))
