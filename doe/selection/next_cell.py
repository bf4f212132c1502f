"""The next cell: an earlier campaign's advice, then by design, then by who chooses."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from doe.domain.learners import Array
from doe.selection.by_skopt import next_by_skopt
from doe.selection.explanation import Role
from doe.selection.initial_design import first_cell
from doe.selection.proposal_state import ProposalState


@dataclass(frozen=True, eq=False)
class NextCell:
    """Where the next cell lies, and what it is for.

    Attributes:
        state: what the cells so far say.
        opening: cells that try an earlier campaign's advice.
        earlier_advice: that advice (d,); None where there is none.
        shares: where in the corridor the cells of the first design lie (n, d).
    """

    state: ProposalState
    opening: int
    earlier_advice: Array | None
    shares: Array

    @cached_property
    def coordinates(self) -> Array:
        """Coordinates (d,) of the next cell."""
        state = self.state
        if self.earlier_advice is not None and state.count < self.opening:
            return np.asarray(state.candidates.nearest(self.earlier_advice[None], state.starts)[0])
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
        share = self.shares[state.count - self.opening]
        planned = np.asarray(first_cell(state.candidates, state.known, share))
        return planned if state.may_follow_plan(planned) else None

    @property
    def role(self) -> Role:
        """What the next cell is for."""
        state = self.state
        if state.count < self.opening:
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
