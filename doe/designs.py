"""First points: a few cells before any model, spread where cells are known to survive."""

import numpy as np
from numpy.typing import NDArray
from skopt.sampler import Lhs

from doe.candidates import Candidates
from doe.knowledge import SpaceKnowledge

Array = NDArray[np.float64]

_TRIES = 200


def first_design(candidates: Candidates, knowledge: SpaceKnowledge, count: int, seed: int) -> Array:
    """The first cells of a campaign, in the order in which to press them.

    The middle of the literature's corridor first, because it most probably holds, then a maximin
    Latin hypercube in the quantiles of the corridor; knobs without corridor are spread evenly.
    scikit-optimize's samplers know neither steps nor constraints, so points that are not allowed
    are replaced by the nearest allowed ones.

    Args:
        candidates: what may be pressed.
        knowledge: where cells survive.
        count: number of cells, at least 1.
        seed: same seed, same design.

    Returns:
        Unit-cube coordinates (count, d), on the steps and allowed.
    """
    dimensions = candidates.space.dimensions
    centre = np.full((1, dimensions), 0.5)
    shares = np.vstack([centre, latin_hypercube(count - 1, dimensions, seed)])
    return candidates.nearest(knowledge.quantiles(shares), candidates.everywhere(seed))


def latin_hypercube(count: int, dimensions: int, seed: int) -> Array:
    """Maximin Latin hypercube (count, d) in the unit cube, by scikit-optimize."""
    if count < 2:  # scikit-optimize's maximin needs a pair of points
        return np.random.default_rng(seed).random((count, dimensions))
    sampler = Lhs(lhs_type="centered", criterion="maximin", iterations=_TRIES)
    rows = sampler.generate([(0.0, 1.0)] * dimensions, count, random_state=seed)
    return np.asarray(rows, dtype=float)
