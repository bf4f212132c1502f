"""Cells in a row failed in the same way: the next one is well on the safe side of all of them.

The margins may excuse each of them as bad luck, or believe each time that the limit lies just
beyond the last cell. Of one powder five cells shorted at 56, 23, 24, 26 and 26 MPa of stack
pressure, as shorts below 100 MPa are not expected. Where a mode was seen twice in a row, the loads
decide, whatever is believed.

Only modes whose limits all lie on one side are judged so. Layers peel where the anode is pressed
too little, and where it is pressed too hard for the pellet below it: which of the two it was is for
the margins to say.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from doe.domain.arrays import Cells
from doe.domain.learners import Array, Limit

_GENTLER = 0.4
"""Ln units: two thirds of the gentlest load that failed. Chosen: a limit a factor of six away from
the published one is passed in four cells. On 280 tuning powders cells, broken cells and the
longest runs are those without this rule, but for powders as the one above: a run of 8 became 2."""
_LIKELY = 0.3
"""No gentler than can be had with this share of the greatest P(intact). Chosen: the next cell
shall hold, not only fail in another way."""
_ROUNDING = 1e-9  # ln units

Loads = tuple[tuple[Callable[[Array], Array], float], ...]


@dataclass(frozen=True, eq=False)
class SafeSide:
    """What cells in a row that failed by the same modes ask of the next one.

    Attributes:
        modes: of each mode its loads, each with the most that the next cell may have, ln units;
            one load of each mode is to be so gentle.
        slack: ln units that are forgiven, as nothing that may hold is gentle enough.
    """

    modes: tuple[Loads, ...]
    slack: float = 0.0

    def lacking(self, X: Array) -> Array:
        """Ln units (n,) by which X (n, d) is not gentle enough."""
        return np.maximum(0.0, self._beyond(X) - self.slack)

    def within_reach(self, X: Array, p_intact: Array) -> "SafeSide":
        """The same, asking for no more than there is among points X (n, d) that may hold (n,)."""
        may_hold = p_intact >= _LIKELY * np.max(p_intact)
        return replace(self, slack=float(np.min(self._beyond(X[may_hold]))) + _ROUNDING)

    def _beyond(self, X: Array) -> Array:
        beyond = np.zeros(len(X))
        for loads in self.modes:
            by_load = [load(X) - most for load, most in loads]
            beyond = np.maximum(beyond, np.min(by_load, axis=0))
        return beyond


NOTHING_ASKED = SafeSide(())


def safe_side(cells: Cells, in_a_row: Mapping[str, int], limits: Sequence[Limit]) -> SafeSide:
    """What cells in a row ask of the next one.

    Args:
        cells: the history.
        in_a_row: by mode, how many cells up to the last one failed by it, one after another.
        limits: of the loads that are known.
    """
    found = []
    for mode, times in in_a_row.items():
        own = [limit for limit in limits if limit.mode == mode]
        if times > 1 and {np.sign(limit.follows) for limit in own} in ({1.0}, {-1.0}):
            found.append(tuple((one.load, _most(one, cells, times)) for one in own))
    return SafeSide(tuple(found))


def _most(limit: Limit, cells: Cells, times: int) -> float:
    """Greatest ln load of the next cell, the last so many having failed; a limit is bisected.

    No gentler than half way to the greatest load that held.
    """
    loads = limit.load(cells.units)
    gentlest = float(np.min(loads[len(cells) - times :]))
    held = np.max(loads[cells.intact], initial=-np.inf)
    return gentlest - min(_GENTLER, max(0.0, gentlest - held) / 2.0)
