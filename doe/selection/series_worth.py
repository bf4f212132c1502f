"""Which rungs of a pressure series are worth their time: promise and risk in minutes at the bench.

A fresh cell promises something and takes so many minutes; that is the exchange rate. A rung below
the proposed pressure is worth its spectrum when what it promises itself, as far as the rungs above
do not say it anyway, and the cell that it saves where the one above it breaks (its limit is then
boxed in, which takes a fresh cell otherwise) come to more minutes than it takes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from doe.models import Array
from doe.selection.proposal_state import ProposalState
from doe.series import FIRST_SHARE, Climb, Series, rungs_of
from doe.space import Point, Space, Value
from doe.trials import Observation

MOST_LOST = 0.04
"""Share of cells that a lower rung may break although they would hold at the proposed pressure:
climbing must not break what the proposal would not have broken. Chosen: half of what the usual
caution lets a cell risk."""

_SHARE_STEP = 0.05
"""Of the proposed pressure, between first rungs that are looked at."""

_TINY = 1e-12  # keeps a quotient finite
_MOST_LN = 50.0  # of a promise: what is larger overflows when it is added up


def choose_rungs(
    state: ProposalState,
    series: Series,
    space: Space,
    end: Mapping[str, Value],
    allowed: Callable[[Array], NDArray[np.bool_]],
) -> list[dict[str, Value]]:
    """The points at which a cell that ends at `end` is measured, rising; the last is `end`.

    Args:
        state: the models of this turn.
        series: how cells climb.
        space: the knobs.
        end: the proposal.
        allowed: which rows of physical values (n, d) obey every rule (n,).
    """
    seen, top = SeriesWorth(state, series), space.units([end])[0]
    first = {knob: _first_share(seen, space, end, knob) for knob in series.knobs if knob in end}
    *lower, last = rungs_of(series, space, end, allowed, first)
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
    cell_min = series.cell_cost_min + series.rung_cost_min
    promise = float(seen.promise(x[None, :])[0])
    if promise * cell_min >= seen.best_promise() * series.rung_cost_min:
        return Climb(True, p)
    return Climb(False, p, "a fresh cell promises more for the time it takes")


def own_rungs(history: Sequence[Observation]) -> list[Point]:
    """Points at which the cell of the last observation was measured so far."""
    last = history[-1] if history else None
    if last is None or last.rung is None:
        return []
    return [o.point for o in history if o.rung is not None and o.cell == last.cell]


def _first_share(seen: "SeriesWorth", space: Space, end: Mapping[str, Value], knob: str) -> float:
    """The least share of the proposed pressure that breaks nothing which holds at the end."""
    shares = np.arange(1.0 - _SHARE_STEP, FIRST_SHARE - 1e-9, -_SHARE_STEP)
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
        cell_min = self.series.cell_cost_min + self.series.rung_cost_min
        promise = self.promise(np.vstack([rungs, end]))
        share = promise[:-1] / max(float(promise[-1]), _TINY)
        breaks = 1.0 - float(self.state.posterior.p_intact(end[None, :])[0])
        above, kept = end, list[int]()
        for row in range(len(rungs) - 1, -1, -1):
            fresh = self._not_said(rungs[row], above)
            saved_min = min(share[row], 1.0) * fresh * cell_min
            saved_min += breaks * self.series.cell_cost_min / (1 + len(kept))
            if saved_min >= self.series.rung_cost_min:
                kept.append(row)
                above = rungs[row]
        return kept[::-1]

    def promise(self, X: Array) -> Array:
        """What a cell at X (n, d) promises (n,), in the unit of the target."""
        return np.exp(np.minimum(self.state.promise(X), _MOST_LN))

    def best_promise(self) -> float:
        """What the best fresh cell promises, of the places where a search begins."""
        return float(np.max(self.promise(self.state.starts)))

    def _not_said(self, x: Array, above: Array) -> float:
        """Share of the doubt at x (d,) that a measurement at `above` (d,) leaves."""
        target = self.state.posterior.target
        if target is None:
            return 1.0
        _, covariance = target.joint(np.vstack([x, above]))
        return float(1.0 - covariance[0, 1] ** 2 / max(covariance[0, 0] * covariance[1, 1], _TINY))

    def _holds(self, X: Array) -> dict[str, Array]:
        found = self.state.posterior.integrity.at(X).p_holds()
        return {mode: np.maximum(hold, _TINY) for mode, hold in found.items()}
