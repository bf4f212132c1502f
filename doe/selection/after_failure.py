"""What the last failure rules out: the next cell goes where the failure says.

After cells that cracked the next one is pressed no harder, after one that crumbled no softer,
whatever any model believes. Beyond that the next cell must be safer by at least a half: the
probability to fail by each mode that was just seen is at most half of what it was there, a quarter
after two cells in a row that failed so, and so on. Where that is to be had only by failing in
another way, it is as small as at the cell that holds most probably.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from doe.domain.arrays import Cells
from doe.domain.learners import Array, Integrity, Limit
from doe.scoring.risk_budget import STEEPNESS
from doe.selection.safe_side import NOTHING_ASKED, SafeSide, safe_side
from doe.space import Space

COPRESS = "copress_mpa"
_DIRECTIONS: dict[tuple[str, ...], float] = {("cracked",): -1.0, ("crumbled",): 1.0}
"""Which way the co-press pressure may go after a cell that failed by this alone."""
FORBIDDEN = 1e6
"""Loss per cube width on the forbidden side: more than any score, and with a slope to climb."""
_HALF = 0.5
"""Chosen: the next cell is at most half as likely to fail in the same way. Half once more for each
cell before that failed so too: of a powder whose limit lies far from the published one the margins
believe, each time, that it is just beyond the last cell."""
_NO_BARGAIN = 0.7
"""Share of the greatest P(intact) that must be left once the mode is halved. After two cells that
delaminated a third was pressed at 800 MPa, where the layer holds and the pellet does not."""
_LEAST_RISK = 0.02  # of a mode: less cannot be asked for, bad luck is always possible
_ROUNDING = 1e-9  # of a coordinate that stands on the edge
_STEPS = 24  # chosen: points along a knob, from the edge to the gentle end


@dataclass(frozen=True, eq=False)
class AfterFailure:
    """What the last cell asks of the next one.

    Attributes:
        column: of the co-press pressure; None where it does not vary.
        direction: -1: no harder than `edge`; 1: no softer; 0: either.
        edge: co-press pressure of the last cell, cube widths.
        limits: greatest probability to fail by each mode of the last failure.
        integrity: the margins.
        repeated: whether the cell before failed by one of these modes too.
        gentler: what cells in a row that failed alike ask of the loads.
    """

    column: int | None
    direction: float
    edge: float
    limits: dict[str, float]
    integrity: Integrity
    repeated: bool = False
    gentler: SafeSide = NOTHING_ASKED

    def loss(self, X: Array) -> Array:
        """What a score loses (n,) at X (n, d)."""
        total = FORBIDDEN * (self._beyond(X) + self.gentler.lacking(X))
        if self.limits:
            holds = self.integrity.at(X).p_holds()
            for mode, most in self.limits.items():
                total += STEEPNESS * np.maximum(0.0, 1 - holds[mode] - most)
        return total

    def permits(self, x: Array) -> bool:
        """Whether a point x (d,) that was planned beforehand may be pressed now."""
        return bool(self.loss(x[None, :])[0] <= 0.0)

    def within_reach(self, X: Array) -> "AfterFailure":
        """The same, asking no less of a mode than a cell of X (n, d) that is likely to hold has.

        The one most likely to hold; after two cells that failed alike the one furthest from that
        failure of those nearly as likely.
        """
        X = X[self._beyond(X) <= 0.0]
        if not self.limits or not len(X):
            return self
        safety = self.integrity.at(X)
        gentler = self.gentler.within_reach(X, safety.p_intact())
        enough = gentler.lacking(X) <= 0.0
        p = safety.p_intact()[enough]
        holds = {mode: held[enough] for mode, held in safety.p_holds().items()}
        halved = np.all([1 - holds[mode] <= most for mode, most in self.limits.items()], axis=0)
        best = int(np.argmax(p))
        if np.max(p[halved], initial=0.0) >= _NO_BARGAIN * p[best]:
            return replace(self, gentler=gentler)
        if self.repeated:
            risk = np.sum([1 - holds[mode] for mode in self.limits], axis=0)
            best = int(np.argmin(np.where(p >= _NO_BARGAIN * p[best], risk, np.inf)))
        reached = {mode: float(1 - holds[mode][best]) for mode in self.limits}
        limits = {mode: max(most, reached[mode]) for mode, most in self.limits.items()}
        return replace(self, limits=limits, gentler=gentler)

    def starts(self, x: Array) -> Array:
        """Points (n, d) from which to search: the last cell's own, gentler step by step."""
        if self.column is None or self.direction == 0.0:
            return np.empty((0, len(x)))
        rows = np.tile(np.clip(x, 0.0, 1.0), (_STEPS, 1))
        end = 0.0 if self.direction < 0 else 1.0
        rows[:, self.column] = np.linspace(np.clip(self.edge, 0.0, 1.0), end, _STEPS)
        return rows

    def _beyond(self, X: Array) -> Array:
        if self.column is None or self.direction == 0.0:
            return np.zeros(len(X))
        beyond = -self.direction * (X[:, self.column] - self.edge)
        return np.where(beyond > _ROUNDING, beyond, 0.0)


def after_failure(
    space: Space, cells: Cells, integrity: Integrity, known: Sequence[Limit]
) -> AfterFailure:
    """What the last cell of a history asks of the next one; nothing where it held.

    Args:
        space: its knobs.
        cells: the history.
        integrity: the margins.
        known: limits of the loads that are known to break cells.
    """
    column = space.names.index(COPRESS) if COPRESS in space.names else None
    if len(cells) == 0 or cells.intact[-1]:
        return AfterFailure(column, 0.0, 0.0, {}, integrity)
    modes = cells.failures.failed_by[-1]
    at = cells.units[-1:]
    holds = integrity.at(at).p_holds()
    rows = {mode: _in_a_row(cells, mode) for mode in modes if mode in holds}
    limits = {
        mode: max(_LEAST_RISK, _HALF**times * float(1 - holds[mode][0]))
        for mode, times in rows.items()
    }
    edge = 0.0 if column is None else float(at[0, column])
    again = max(rows.values(), default=0) > 1
    direction, gentler = _DIRECTIONS.get(modes, 0.0), safe_side(cells, rows, known)
    return AfterFailure(column, direction, edge, limits, integrity, again, gentler)


def _in_a_row(cells: Cells, mode: str) -> int:
    """How many cells up to the last one failed by a mode, one after another."""
    count = 0
    for modes in reversed(cells.failures.failed_by):
        if mode not in modes:
            break
        count += 1
    return count
