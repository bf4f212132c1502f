"""Where a search for the next cell, or for the advice, begins."""

import numpy as np

from doe.domain.arrays import Cells
from doe.domain.candidates import Candidates, rows_of
from doe.domain.learners import Array, Integrity
from doe.prior.prior import SpaceKnowledge
from doe.selection.after_failure import AfterFailure

_COVERS = 4  # chosen: so many are worked out once a campaign, and no place is left out for long
_COVER_LOG2 = 9
"""512 points; clouds follow the best to a finer scale. 24 tuning powders took as many cells as with
1024 points, and one and a half times as many with 256 (11.2 for 7.6, 16 powders)."""
_CORRIDOR_DRAWS = 128  # in seven of ten sets of so many draws one lies in the best per cent
_NEAR_BEST = 6  # chosen: more centres share the same cloud among worse cells
_CLOUD = 24  # chosen: two points for each knob and side with six knobs
_CLOUD_WIDTH = 0.1  # cube widths; chosen: the grain of the cover
_HOLDS_HARDLY = 0.45
"""Where fewer cells would hold nothing is searched: below all of `risk_budget`, whose barrier takes
two ln units there; that leaves half of an even cover."""


def even_cover(candidates: Candidates, seed: int, cells: int) -> Array:
    """An even cover of what is allowed (n, d), another one after each cell, by turns."""
    return candidates.everywhere(seed + cells % _COVERS, _COVER_LOG2)


def search_starts(
    candidates: Candidates,
    cover: Array,
    *,
    known: SpaceKnowledge,
    cells: Cells,
    integrity: Integrity,
    after_failure: AfterFailure,
    generator: np.random.Generator,
) -> Array:
    """Cover, draws from the corridor, clouds about the best cells, all cells: what may hold (n, d).

    Args:
        candidates: what may be pressed.
        cover: of the space (n, d).
        known: where recipes lie.
        cells: the history.
        integrity: what cells bear.
        after_failure: what the last cell forbids.
        generator: source of the draws.
    """
    dimensions = cover.shape[1]
    corridor = known.quantiles(generator.random((_CORRIDOR_DRAWS, dimensions)))
    best = cells.units[cells.target.rows[np.argsort(cells.target.values)[:_NEAR_BEST]]]
    near = candidates.around(best, _CLOUD_WIDTH, _CLOUD, generator)
    safer = np.empty((0, dimensions))
    if len(cells):
        safer = after_failure.starts(cells.units[-1])
    pool = candidates.allowed(rows_of([corridor, near, safer, cells.units], dimensions))
    return _that_may_hold(rows_of([cover, pool], dimensions), integrity, after_failure)


def _that_may_hold(X: Array, integrity: Integrity, after_failure: AfterFailure) -> Array:
    """Points (n, d) that may hold, or half as probably as any that may be pressed now."""
    p = integrity.at(X).p_intact()
    least = min(_HOLDS_HARDLY, np.max(p[after_failure.loss(X) <= 0.0], initial=0.0) / 2)
    return integrity.among(X, p >= least)
