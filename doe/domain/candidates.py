"""Points that may be pressed: inside the bounds, on the steps, obeying every known rule.

Everything known is a mask here, so that no optimiser can slip past it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from doe.domain.constraints import Mask, mask_of
from doe.domain.sobol import sobol_points
from doe.space import Space

Array = NDArray[np.float64]

_FIRST_TRY_LOG2 = 10
_LAST_TRY_LOG2 = 17
_ENOUGH = 200
_CROWDED = 6
"""Power of an even number: one in five of such points lies within 1e-4 of the bound."""


@dataclass(frozen=True)
class Candidates:
    """Where points come from.

    Attributes:
        space: bounds and steps.
        constraints: rules; each maps columns of values to a mask.
    """

    space: Space
    constraints: tuple[Mask, ...] = ()

    def allowed(self, X: Array) -> Array:
        """Coordinates (n, d) moved onto the steps; those that break a rule and repeats are gone."""
        rows = self.space.snap(self.space.from_unit(np.clip(X, 0.0, 1.0)))
        if len(rows):
            rows = rows[mask_of(self.constraints, self.space.columns(rows))]
        units = self.space.to_unit(rows)
        _, first = np.unique(np.round(units, 9), axis=0, return_index=True)
        return units[np.sort(first)]

    def _near_edges(self, generator: np.random.Generator) -> Array:
        """Coordinates (n, d), each spread evenly or crowded at its lower or upper bound."""
        shape = (2**_LAST_TRY_LOG2, self.space.dimensions)
        even, side = generator.random(shape), generator.integers(0, 3, shape)
        crowded = even**_CROWDED
        return np.where(side == 0, even, np.where(side == 1, crowded, 1.0 - crowded))

    def everywhere(self, seed: int) -> Array:
        """An even cover of the allowed region (n, d), about a thousand points.

        Raises:
            ValueError: no point of the space obeys the constraints.
        """
        found = np.empty((0, self.space.dimensions))
        for log2 in range(_FIRST_TRY_LOG2, _LAST_TRY_LOG2 + 1):
            generator = np.random.default_rng(seed)
            found = self.allowed(sobol_points(log2, self.space.dimensions, generator))
            if len(found) >= _ENOUGH or not self.constraints:
                return found[: 2**_FIRST_TRY_LOG2]
        if len(found) == 0:  # the rules may leave a sliver at an edge, too thin for an even cover
            found = self.allowed(self._near_edges(np.random.default_rng(seed)))
            found = found[: 2**_FIRST_TRY_LOG2]
        if len(found) == 0:
            rules = "; ".join(str(getattr(c, "text", c)) for c in self.constraints)
            raise ValueError(f"No point of the space obeys the constraints: {rules}.")
        return found

    def around(
        self, centres: Array, width: float, count: int, generator: np.random.Generator
    ) -> Array:
        """Allowed points (n, d) in a cloud about centres (m, d), `count` draws for each.

        Half of the draws move only some of the knobs: one of many knobs is often already right.
        """
        shape = (len(centres), count, self.space.dimensions)
        moves = generator.normal(scale=width, size=shape)
        moves[:, ::2] *= generator.random(moves[:, ::2].shape) < 0.5
        cloud = centres[:, None, :] + moves
        return self.allowed(cloud.reshape(-1, self.space.dimensions))

    def nearest(self, X: Array, pool: Array) -> Array:
        """Each coordinate (n, d) itself where it is allowed, else the nearest of the pool."""
        chosen = []
        for x in X:
            kept = self.allowed(x[None, :])
            distance = np.sum((pool - x) ** 2, axis=1)
            chosen.append(kept[0] if len(kept) else pool[int(np.argmin(distance))])
        return np.array(chosen).reshape(-1, self.space.dimensions)


def rows_of(arrays: Sequence[Array], dimensions: int) -> Array:
    """Tables one below the other, also where some are empty."""
    return np.vstack([np.empty((0, dimensions)), *arrays])
