"""The next cell: an earlier campaign's advice, then by design, then by who chooses."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from doe.domain.learners import Array
from doe.selection.by_skopt import next_by_skopt
from doe.selection.explanation import Role
from doe.selection.initial_design import FirstDesign, first_cell
from doe.selection.proposal_state import HOPELESS, ProposalState

HOPELESS_OF_SERIES = 0.7
"""P(intact) below which a cell of the design is left out where cells climb: what it would show of
pressures the rungs of a safer cell show too. See `doe.selection.series_plan.RISKY`."""


@dataclass(frozen=True, eq=False)
class NextCell:
    """Where the next cell lies, and what it is for.

    Attributes:
        state: what the cells so far say.
        design: cells that are settled before any model chooses.
    """

    state: ProposalState
    design: FirstDesign

    @cached_property
    def coordinates(self) -> Array:
        """Coordinates (d,) of the next cell."""
        state = self.state
        advice = self.design.advice
        if advice is not None and state.count < self.design.opening:
            return np.asarray(state.candidates.nearest(advice[None], state.starts)[0])
        if state.settings.chooser == "skopt":
            return next_by_skopt(
                state.candidates,
                state.cells,
                state.waiting,
                seed=state.settings.seed,
                first=max(state.initial_cells, 1),
            )
        return state.choose() if self._planned is None else self._planned

    @cached_property
    def _planned(self) -> Array | None:
        """The design's next cell (d,); None where the design is over or may not be followed."""
        state = self.state
        if state.count >= state.initial_cells:
            return None
        share = self.design.shares[state.count - self.design.opening]
        planned = np.asarray(first_cell(state.candidates, state.known, share))
        return planned if self._may_follow(planned) else None

    def _may_follow(self, x: Array) -> bool:
        """Whether a planned cell at x (d,) is free, allowed after the last one, and may hold.

        None is planned while cells broke and none held: the next is the one most likely to hold.
        """
        state = self.state
        nothing_held = len(state.cells) > 0 and not np.any(state.cells.intact)
        if nothing_held and state.integrity.limits():
            return False
        free = not state.on_a_press(x[None, :])[0] and not len(state.untried)
        return free and state.after_failure.permits(x) and not self._is_hopeless(x)

    def _is_hopeless(self, x: Array) -> bool:
        """Whether the cells so far say that a planned one at x (d,) would break.

        They can tell where knowledge of pressing says which way is gentler. Without it a few broken
        cells would call everything near them hopeless and send the design into the corners.
        """
        state = self.state
        if len(state.cells) == 0 or not state.integrity.limits():
            return False
        least = HOPELESS if state.settings.series is None else HOPELESS_OF_SERIES
        return bool(state.integrity.at(x[None, :]).p_intact()[0] < least)

    @property
    def role(self) -> Role:
        """What the next cell is for."""
        state = self.state
        if state.count < self.design.opening:
            return "earlier"
        if state.settings.chooser == "skopt":
            return "design" if state.count < state.initial_cells else "search"
        if self._planned is not None:
            return "design"
        if state.confirming is not None:
            return "confirmation"
        if state.sharpening is not None:
            return "last"
        return "search" if state.again is None else "replicate"
