"""What can be set: the grid of achievable settings that obey every rule."""

from collections.abc import Iterable
from itertools import product

import numpy as np
from numpy.typing import NDArray

from doe.classical.space_filling import sobol
from doe.domain.candidates import Candidates
from doe.domain.constraints import Mask, mask_of
from doe.space import Space

Array = NDArray[np.float64]

_LEVELS = {1: 41, 2: 21, 3: 9, 4: 5, 5: 5}
_LEVELS_OF_MANY = 3  # low, middle and high: the least that shows a curvature
_EXTRA = 512  # where rules cut the box, the coarse grid may miss the new edge


def coded_of(space: Space, rows: Array) -> Array:
    """Physical values (n, d) to coded settings (n, d): -1 low, +1 high, log knobs in their log."""
    return 2.0 * space.to_unit(rows) - 1.0


def rows_of(space: Space, coded: Array) -> Array:
    """Coded settings (n, d) to physical values (n, d), not yet on steps."""
    return space.from_unit((coded + 1.0) / 2.0)


def allowed_rows(space: Space, rows: Array, constraints: Iterable[Mask]) -> NDArray[np.bool_]:
    """Which physical rows (n, d) obey every rule: a mask (n,)."""
    return mask_of(constraints, space.columns(rows))


def candidate_grid(
    space: Space, constraints: Iterable[Mask] = (), hard_to_change: Iterable[str] = ()
) -> Array:
    """Achievable settings that obey the rules, as coded settings (N, d), each once.

    A hard-to-change knob takes three levels only, so that cells can share a setting.

    Raises:
        ValueError: the rules leave nothing.
    """
    rules, hard = tuple(constraints), set(hard_to_change)
    count = _LEVELS.get(space.dimensions, _LEVELS_OF_MANY)
    ladders = [np.linspace(-1, 1, 3 if name in hard else count) for name in space.names]
    coded = np.array(list(product(*ladders)))
    if rules:
        extra = sobol(_EXTRA, space.dimensions, seed=0)
        for k, name in enumerate(space.names):
            if name in hard:
                extra[:, k] = np.rint(extra[:, k])
        coded = np.vstack([coded, extra])
    rows = space.snap(rows_of(space, coded))
    rows = np.unique(rows[allowed_rows(space, rows, rules)], axis=0)
    if not len(rows):  # a sliver: its points are approached
        return 2.0 * Candidates(space, rules).everywhere(0) - 1.0
    return coded_of(space, rows)
