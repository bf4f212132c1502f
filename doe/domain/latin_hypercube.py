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

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_TRIES = 200
"""Hypercubes of which the one with the largest smallest distance is taken. Chosen: 0.04 s."""


def maximin_hypercube(count: int, dimensions: int, seed: int) -> Array:
    """Cells (count, d) in the unit cube, far from each other, by scikit-optimize."""
    if count < 2:  # scikit-optimize's maximin needs a pair of points
        return np.random.default_rng(seed).random((count, dimensions))
    from skopt.sampler import Lhs  # loads half of scikit-learn; most callers want no design

    sampler = Lhs(lhs_type="centered", criterion="maximin", iterations=_TRIES)
    rows = sampler.generate([(0.0, 1.0)] * dimensions, count, random_state=seed)
    return np.asarray(rows, dtype=float)


def even_hypercube(count: int, dimensions: int, seed: int) -> Array:
    """Cells (count, d) in the unit cube with low centred discrepancy, by scipy ("random-cd")."""
    from scipy.stats import qmc  # loads all distributions, half a second; most want no design

    generator = np.random.default_rng(seed)
    sampler = qmc.LatinHypercube(dimensions, optimization="random-cd", rng=generator)
    return np.asarray(sampler.random(count))
