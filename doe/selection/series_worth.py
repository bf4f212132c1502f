"""Where a cell of a pressure series begins and ends, and whether it is pressed on.

The proposal is where one measurement of a fresh cell is worth most. A cell that has held there can
be pressed higher for the price of a spectrum, and it is known to be no weak one. So a series ends
above the proposal, as far as a cell that held there holds too and promises enough for the minutes
of a rung; whether it gets there is decided rung by rung, from what was just measured. It begins
below, as far as that breaks nothing which holds at the end.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from doe.models import Array
from doe.selection.proposal_state import ProposalState
from doe.series import LEAST_SHARE, STEP, Climb, Series, rungs_of
from doe.space import Point, Space, Value
from doe.trials import Observation

MOST_LOST = 0.04
"""Share of cells that a lower rung may break although they would hold at the end: climbing must
not break what the proposal would not have broken. Chosen: half of what the usual caution lets a
cell risk."""
LEAST_REACHED = 0.7
"""Share of the cells that hold at the proposal which hold at the planned end too: most of them,
so that a plan is mostly climbed to its end. Chosen."""

_SHARE_STEP = 0.05
"""Of the last pressure, between first rungs that are looked at."""

_TINY = 1e-12  # keeps a quotient finite
_MOST_LN = 50.0  # of a promise: what is larger overflows when it is added up

Obeys = Callable[[Array], NDArray[np.bool_]]
"""Which rows of physical values (n, d) obey every rule (n,)."""


def raised(
    state: ProposalState, series: Series, space: Space, point: Mapping[str, Value], obeys: Obeys
) -> dict[str, Value]:
    """Where a series that aims at `point` ends: there or higher.

    Args:
        state: the models of this turn.
        series: how cells climb.
        space: the knobs.
        point: the proposal for a fresh cell.
        obeys: the rules.
    """
    seen, end = SeriesWorth(state, series), dict(point)
    for knob in series.knobs:
        if knob in end:
            end = _raised_in(knob, seen, space, end, obeys)
    return end


def _raised_in(
    knob: str, seen: "SeriesWorth", space: Space, point: dict[str, Value], obeys: Obeys
) -> dict[str, Value]:
    """The highest step of one pressure up to which each is worth a rung."""
    series, start = seen.series, space.units([point])
    least = float(seen.promise(start)[0]) * series.rung_share
    high, found = space.parameters[space.names.index(knob)].high, point
    for step in range(1, series.steps(knob)):
        wanted = float(point[knob]) * (1.0 + STEP[knob] * step)
        if wanted > high:
            break
        row = space.snap(space.rows([{**point, knob: wanted}]))
        x = space.to_unit(row)
        p = seen.holds_on(x[0], start)
        if not obeys(row)[0] or not seen.state.after_failure.permits(x[0]) or p < LEAST_REACHED:
            break
        if series.stop == "worth" and float(seen.promise(x)[0]) < least:
            break
        found = space.point(row[0])
    return found


def choose_rungs(
    state: ProposalState, series: Series, space: Space, end: Mapping[str, Value], obeys: Obeys
) -> list[dict[str, Value]]:
    """The points at which a cell that ends at `end` is measured, rising; the last is `end`.

    Args:
        state: the models of this turn.
        series: how cells climb.
        space: the knobs.
        end: where it ends.
        obeys: the rules.
    """
    seen, top = SeriesWorth(state, series), space.units([end])[0]
    first = {knob: _first_share(seen, space, end, knob) for knob in series.knobs if knob in end}
    *lower, last = rungs_of(series, space, end, obeys, first)
    if not lower:
        return [last]
    units = space.units(lower)
    safe = np.flatnonzero(seen.lost(units, top) <= MOST_LOST)
    if series.stop == "worth":
        safe = safe[seen.worth(units[safe], top)]
    return [*(lower[row] for row in safe), last]


def climb(state: ProposalState, series: Series, x: Array, borne: Array) -> Climb:
    """Whether a cell that held at `borne` (m, d) is pressed at x (d,) too."""
    seen = SeriesWorth(state, series)
    p = seen.holds_on(x, borne)
    if series.stop == "failure":
        return Climb(True, p)
    if p < series.least_p_intact:
        return Climb(False, p, f"it holds with P {p:.2f}, less than {series.least_p_intact:g}")
    promise = float(seen.promise(x[None, :])[0])
    if promise >= seen.best_promise() * series.rung_share:
        return Climb(True, p)
    return Climb(False, p, "a fresh cell promises more for the time it takes")


def own_rungs(history: Sequence[Observation]) -> list[Point]:
    """Points at which the cell of the last observation was measured so far."""
    last = history[-1] if history else None
    if last is None or last.rung is None:
        return []
    return [o.point for o in history if o.rung is not None and o.cell == last.cell]


def _first_share(seen: "SeriesWorth", space: Space, end: Mapping[str, Value], knob: str) -> float:
    """The least share of the last pressure that breaks nothing which holds at the end."""
    least = 1.0 - STEP[knob] * seen.series.steps(knob)
    shares = np.arange(1.0 - _SHARE_STEP, max(least, LEAST_SHARE) - 1e-9, -_SHARE_STEP)
    low = space.parameters[space.names.index(knob)].low
    top = float(end[knob])
    rows = space.units([{**end, knob: max(share * top, low)} for share in shares])
    too_low = np.flatnonzero(seen.lost(rows, space.units([end])[0]) > MOST_LOST)
    first = int(too_low[0]) if len(too_low) else len(shares)
    return float(shares[first - 1]) if first else 1.0


@dataclass(frozen=True)
class SeriesWorth:
    """What rungs promise and risk, by the models of one turn."""

    state: ProposalState
    series: Series

    def lost(self, rungs: Array, end: Array) -> Array:
        """Probability (n,) that a cell fails at a rung (n, d) although it holds at the end (d,)."""
        above = self._holds(end[None, :])
        kept = [np.minimum(1.0, hold / above[mode]) for mode, hold in self._holds(rungs).items()]
        return np.asarray(1.0 - np.prod(kept, axis=0))

    def holds_on(self, x: Array, before: Array) -> float:
        """Probability that a cell which held at `before` (m, d) holds at x (d,) too.

        Its own strength is the same at all its rungs: what it has borne it bears again.
        """
        borne = self._holds(before)
        found = 1.0
        for mode, hold in self._holds(x[None, :]).items():
            found *= min(1.0, float(hold[0] / np.min(borne[mode])))
        return found

    def worth(self, rungs: Array, end: Array) -> list[int]:
        """The rungs (n, d) below the end (d,) that are worth their spectrum, by row, rising."""
        promise = self.promise(np.vstack([rungs, end]))
        return [
            int(row)
            for row in np.flatnonzero(promise[:-1] >= self.series.rung_share * np.max(promise))
        ]

    def promise(self, X: Array, p_intact: Array | None = None) -> Array:
        """What a cell at X (n, d) promises (n,), in the unit of the target."""
        return np.exp(np.minimum(self.state.promise(X, p_intact), _MOST_LN))

    def best_promise(self) -> float:
        """What the best fresh cell promises, of the places where a search begins."""
        return float(np.max(self.promise(self.state.starts)))

    def _holds(self, X: Array) -> dict[str, Array]:
        found = self.state.posterior.integrity.at(X).p_holds()
        return {mode: np.maximum(hold, _TINY) for mode, hold in found.items()}
