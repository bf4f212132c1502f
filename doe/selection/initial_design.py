"""First points: a few cells before any model, spread where cells are known to survive."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from doe.domain.candidates import Candidates
from doe.domain.latin_hypercube import maximin_hypercube
from doe.prior.earlier_campaign import Earlier
from doe.prior.prior import SpaceKnowledge
from doe.selection.strategy_settings import StrategySettings
from doe.space import Space

Array = NDArray[np.float64]

_PAIR = 2  # cells; fewer have no order


@dataclass(frozen=True)
class FirstDesign:
    """Cells that are settled before any model chooses.

    Attributes:
        space: what may vary.
        settings: how a campaign starts, and with how many cells.
        earlier: an earlier campaign whose advice is pressed first; None where there is none.
    """

    space: Space
    settings: StrategySettings
    earlier: Earlier | None = None

    @property
    def advice(self) -> Array | None:
        """The earlier campaign's advice (d,); None where there is none."""
        return None if self.earlier is None else self.earlier.first

    @property
    def opening(self) -> int:
        """Cells that try that advice."""
        return 0 if self.advice is None else 1

    @property
    def cells(self) -> int:
        """All cells of the design, the opening included."""
        if self.settings.start == "gentle":
            return self.opening
        return self.opening + (self.settings.n_initial or min(3 + self.space.dimensions // 2, 6))

    @cached_property
    def shares(self) -> Array:
        """Where in the corridor the cells after the opening lie (n, d)."""
        count = self.cells - self.opening
        if count == 0:  # a gentle start has no first design
            return np.empty((0, self.space.dimensions))
        shares = first_shares(self.space.dimensions, count, self.settings.seed)
        return rarely_changed(shares, self.space)


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


def rarely_changed(shares: Array, space: Space) -> Array:
    """The same shares (n, d) in an order that changes knobs which take time as rarely as it can.

    After the first cell such a number stands at two levels only, one after the other; of choices
    all that are alike follow each other: a split-plot design (Jones and Nachtsheim 2009, J. Quality
    Technology 41:340).
    """
    hard = [column for column, knob in enumerate(space.parameters) if knob.change_s]
    rest = shares[1:].copy()
    if not hard or len(rest) < _PAIR:
        return shares
    for column in hard:
        if space.parameters[column].is_number:
            upper = rest[:, column] > np.median(rest[:, column])
            for level in (upper, ~upper):
                rest[level, column] = np.mean(rest[level, column])
    settled = space.from_unit(rest)[:, hard]
    order = np.lexsort(settled.T[::-1])
    return np.vstack([shares[:1], rest[order]])


def first_cell(candidates: Candidates, knowledge: SpaceKnowledge, share: Array) -> Array:
    """Coordinates (d,) of a first cell that lies `share` (d,) up each knob's corridor.

    scikit-optimize's samplers know neither steps nor constraints, so a point that is not allowed
    is replaced by the nearest allowed one. Knobs without corridor are spread evenly.
    """
    x = knowledge.quantiles(share[None, :])
    kept = candidates.allowed(x)
    return np.asarray(kept[0] if len(kept) else candidates.nearest(x, candidates.everywhere(0))[0])
