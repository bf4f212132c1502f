"""How high a cell of a pressure series may go, and what its rungs promise and risk.

The proposal is where one measurement of a fresh cell is worth most. A cell that has held there can
be pressed higher for the price of a spectrum, and it is known to be no weak one. So a series ends
above the proposal, as far as a cell that held there holds too and promises enough for the minutes
of a rung; whether it gets there is decided rung by rung, from what was just measured.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from doe.domain.learners import Array
from doe.selection.proposal_state import ProposalState
from doe.series import STEP, Series
from doe.space import Space, Value

LEAST_REACHED = 0.5
"""Share of the cells that hold at the proposal which hold at the planned end too. Chosen: the end
is a hope, and each step to it is decided on by itself."""
MOST_RAISED = {"copress_mpa": 4, "stack_mpa": 3}
"""Steps from the proposal to the end. Chosen on 48 tuning powders: with two steps of the co-press
pressure hard ones gained a third less."""
RUNG_VALUE = 0.6
"""Of a rung's cost, what it has to promise: in addition to what it improves, it shows how the
resistance of one cell depends on pressure, with all else the same. Chosen: with half of that,
tuning powders needed as many cells and more spectra."""
_NEAR_CONFIRMED = 0.02
"""Cube widths between the advice and a proposal that is meant to confirm it: what the steps of a
dial and the numbers that a hand can set move it by."""
_TINY = 1e-12  # keeps a quotient finite
_MOST_LN = 50.0  # of a promise: what is larger overflows when it is added up

Obeys = Callable[[Array], NDArray[np.bool_]]
"""Which rows of physical values (n, d) obey every rule (n,)."""


def confirms(state: ProposalState, x: Array) -> bool:
    """Whether a cell at x (d,) is to confirm the advice: that is a fresh one, pressed once."""
    if state.count < state.initial_cells or state.confirming is None:
        return False
    return bool(np.max(np.abs(x - state.confirming)) < _NEAR_CONFIRMED)


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
    least = float(seen.promise(start)[0]) * seen.worthwhile
    high, found = space.parameters[space.names.index(knob)].high, point
    for step in range(1, MOST_RAISED[knob] + 1):
        wanted = float(point[knob]) * (1.0 + STEP[knob]) ** step
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


@dataclass(frozen=True)
class SeriesWorth:
    """What rungs promise and risk, by the models of one turn."""

    state: ProposalState
    series: Series

    def holds_on(self, x: Array, before: Array) -> float:
        """Probability that a cell which held at `before` (m, d) holds at x (d,) too.

        Its own strength is the same at all its rungs: what it has borne it bears again.
        """
        borne = self._holds(before)
        found = 1.0
        for mode, hold in self._holds(x[None, :]).items():
            found *= min(1.0, float(hold[0] / np.min(borne[mode])))
        return found

    @property
    def worthwhile(self) -> float:
        """Share of what the best fresh cell promises from which on a rung is worth a spectrum."""
        return RUNG_VALUE * self.series.rung_share

    def promise(self, X: Array, p_intact: Array | None = None) -> Array:
        """What a cell at X (n, d) promises (n,), in the unit of the target."""
        return np.exp(np.minimum(self.state.promise(X, p_intact), _MOST_LN))

    def best_promise(self) -> float:
        """What the best fresh cell promises, of the places where a search begins."""
        return float(np.max(self.promise(self.state.starts)))

    def _holds(self, X: Array) -> dict[str, Array]:
        found = self.state.posterior.integrity.at(X).p_holds()
        return {mode: np.maximum(hold, _TINY) for mode, hold in found.items()}
