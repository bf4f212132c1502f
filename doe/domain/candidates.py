"""Points that may be pressed: inside the bounds, on the steps, obeying every known rule.

Everything known is a mask here, so that no optimiser can slip past it. Where the mask leaves next
to nothing of an even cover, points are first moved towards what the rules allow.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from doe.domain.constraints import Mask, mask_of
from doe.domain.slivers import Approach
from doe.domain.sobol import sobol_points
from doe.domain.sums import BoundedSum, sums_of
from doe.space import Space

Array = NDArray[np.float64]

_FIRST_TRY_LOG2 = 10  # chosen: 1024 points, a thousandth of each knob
_LAST_TRY_LOG2 = 17  # chosen: 131072 points; what obeys more rarely is met by moves
_ENOUGH = 200  # chosen: as many allowed points are compared before any is improved
_COVERS = 6  # that are kept: those of a campaign's proposals by turns, and its seed's own
_NARROW = 0.01
"""Share of an even cover: below it a search by random moves finds hardly a point that obeys."""
_MIX = np.uint64(0x9E3779B97F4A7C15)  # odd, 2^64 over the golden ratio (Knuth 6.4)
_OTHER_CHOICE = 0.3  # share of the draws of a cloud in which a choice is drawn again


class NoPointError(ValueError):
    """The rules contradict each other or the bounds: there is nothing to try."""


@dataclass(frozen=True)
class Candidates:
    """Where points come from.

    Attributes:
        space: bounds and steps.
        constraints: rules; each maps columns of values to a mask.
    """

    space: Space
    constraints: tuple[Mask, ...] = ()
    _covers: dict[tuple[int, int], Array] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def allowed(self, X: Array) -> Array:
        """Coordinates (n, d) moved onto sums and steps; rule breakers and repeats are gone."""
        rows = self.space.snap(self.space.from_unit(np.clip(X, 0.0, 1.0)))
        if len(rows) and self._approach is not None:
            rows = self._approach.nearer(rows)
        return self._kept(self._summed(rows))

    def everywhere(self, seed: int, log2: int = _FIRST_TRY_LOG2) -> Array:
        """An even cover of the allowed region (n, d), about a thousand points, worked out once.

        Args:
            seed: of the cover.
            log2: of the number of its points, where the rules leave so many.

        Raises:
            NoPointError: no point of the space obeys the constraints.
        """
        if (seed, log2) not in self._covers:
            while len(self._covers) >= _COVERS:
                del self._covers[next(iter(self._covers))]
            self._covers[seed, log2] = self._cover(seed, log2)
        found = self._covers[seed, log2]
        if len(found) == 0:
            rules = "; ".join(str(getattr(c, "text", c)) for c in self.constraints)
            raise NoPointError(f"No point of the space obeys the constraints: {rules}.")
        return found.copy()

    def _cover(self, seed: int, log2: int) -> Array:
        found = np.empty((0, self.space.dimensions))
        last = log2 if self._approach is not None else _LAST_TRY_LOG2
        for more in range(log2, last + 1):
            generator = np.random.default_rng(seed)
            found = self.allowed(sobol_points(more, self.space.dimensions, generator))
            if len(found) >= _ENOUGH or not self.constraints:
                return found[: 2**log2]
        return found

    @cached_property
    def _sums(self) -> tuple[BoundedSum, ...]:
        return sums_of(self.space, self.constraints)

    @cached_property
    def _approach(self) -> Approach | None:
        """How points come nearer to what the rules allow; None where an even cover finds enough."""
        if not self.constraints:
            return None
        even = sobol_points(_FIRST_TRY_LOG2, self.space.dimensions, np.random.default_rng(0))
        rows = self._summed(self.space.snap(self.space.from_unit(even)))
        share = np.mean(mask_of(self.constraints, self.space.columns(rows)))
        return Approach(self.space, self.constraints) if share < _NARROW else None

    def _summed(self, rows: Array) -> Array:
        for one in self._sums:
            rows = one.reached(rows)
        return rows

    def _kept(self, rows: Array) -> Array:
        """Coordinates of the rows (n, d) that obey every rule, each once."""
        if len(rows):
            rows = rows[mask_of(self.constraints, self.space.columns(rows))]
        units = self.space.to_unit(rows)
        return units[_first_of_each(np.round(units, 9))]

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
        for column in self.space.choice_columns:  # no choice lies near another: it is drawn again
            again = generator.random(shape[:2])
            kept = np.broadcast_to(centres[:, None, column], shape[:2])
            drawn = generator.random(shape[:2])
            cloud[:, :, column] = np.where(again < _OTHER_CHOICE, drawn, kept)
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


def _first_of_each(rows: Array) -> NDArray[np.intp]:
    """Where each row of a table (n, d) stands first; sorting whole rows takes ten times as long."""
    alike = np.ascontiguousarray(rows + 0.0).view(np.uint64)  # + 0.0: minus zero is zero
    mixed = np.zeros(len(rows), dtype=np.uint64)
    for column in alike.T:
        mixed = (mixed ^ column) * _MIX
        mixed ^= mixed >> np.uint64(29)
    order = np.argsort(mixed, kind="stable")  # of equal ones the first row comes first
    ordered = mixed[order]
    return np.sort(order[np.append(True, ordered[1:] != ordered[:-1])[: len(order)]])
