"""First points: a few cells before any model, spread where cells are known to survive."""

import numpy as np
from numpy.typing import NDArray

from doe.domain.candidates import Candidates
from doe.domain.latin_hypercube import maximin_hypercube
from doe.prior.prior import SpaceKnowledge

Array = NDArray[np.float64]


def first_shares(dimensions: int, count: int, seed: int) -> Array:
    """Where in the corridor the first cells lie (count, d), in the order in which to press them.

    The middle of the corridor first, because it most probably holds, then a maximin Latin
    hypercube; 0.5 is the middle of a knob's corridor.

    Args:
        dimensions: number of knobs.
        count: number of cells, at least 1.
        seed: same seed, same design.
    """
    centre = np.full((1, dimensions), 0.5)
    return np.vstack([centre, maximin_hypercube(count - 1, dimensions, seed)])


def first_cell(candidates: Candidates, knowledge: SpaceKnowledge, share: Array) -> Array:
    """Coordinates (d,) of a first cell that lies `share` (d,) up each knob's corridor.

    scikit-optimize's samplers know neither steps nor constraints, so a point that is not allowed
    is replaced by the nearest allowed one. Knobs without corridor are spread evenly.
    """
    x = knowledge.quantiles(share[None, :])
    kept = candidates.allowed(x)
    return np.asarray(kept[0] if len(kept) else candidates.nearest(x, candidates.everywhere(0))[0])
