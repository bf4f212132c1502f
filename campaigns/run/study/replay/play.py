"""Another strategy over cells that were pressed: where it wants a point it gets the nearest cell.

No new cell is made up: each pressed cell is handed out once, with what was really measured. A
strategy therefore never sees what it would have seen at the point that it wanted; how far off that
was is kept with every pick.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from campaigns.config.campaign_schema import Settings
from campaigns.errors import WrongInputError
from campaigns.optimiser.strategy_from_settings import strategy_of
from doe import acquisitions
from doe.knobs.knob_values import Value
from doe.selection.strategy_settings import LITERATURE
from doe.strategy import Strategy
from doe.trials import Observation


@dataclass(frozen=True)
class Pick:
    """One cell of a replay.

    Attributes:
        trial: Of the campaign, whose cell was taken.
        wanted: What the strategy proposed; None in the campaign's own order.
        distance: From there to the cell that was taken, root mean square over the knobs, each
            scaled to 0..1; 0 where nothing was proposed.
        asr_ohm_cm2: Of a whole cell that was measured, else None.
        broken: The cell was damaged or shorted.
        best_asr_ohm_cm2: Lowest so far of intact cells; None before the first.
    """

    trial: int
    wanted: Mapping[str, Value] | None
    distance: float
    asr_ohm_cm2: float | None
    broken: bool
    best_asr_ohm_cm2: float | None


@dataclass(frozen=True)
class ReplayRun:
    """One strategy's way through the cells."""

    name: str
    picks: tuple[Pick, ...]

    def needed(self, target_asr_ohm_cm2: float) -> int | None:
        """Cells until a whole one was at the target or below; None if that never came."""
        for count, pick in enumerate(self.picks, start=1):
            if pick.best_asr_ohm_cm2 is not None and pick.best_asr_ohm_cm2 <= target_asr_ohm_cm2:
                return count
        return None

    def broken(self, cells: int | None) -> int:
        """How many of the first `cells` broke; of all, if None."""
        return sum(pick.broken for pick in self.picks[:cells])

    @property
    def mean_distance(self) -> float:
        """How far off the handed-out cells were on average."""
        return float(np.mean([pick.distance for pick in self.picks])) if self.picks else 0.0


def as_pressed(cells: Sequence[Observation]) -> ReplayRun:
    """The campaign's own order."""
    return ReplayRun("as pressed", _picks([(cell, None, 0.0) for cell in cells]))


def play(
    name: str,
    strategy: Strategy,
    cells: Sequence[Observation],
    *,
    on_pick: Callable[[int], None] = lambda count: None,
) -> ReplayRun:
    """Let `strategy` choose all the cells, one after the other.

    Args:
        name: Of the run.
        strategy: Stateless; begins with an empty history.
        cells: What was pressed, with what was measured; each is handed out once.
        on_pick: Called with the number of cells so far.
    """
    left = list(cells)
    taken: list[tuple[Observation, Mapping[str, Value] | None, float]] = []
    while left:
        wanted = strategy.propose([cell for cell, _, _ in taken])
        offsets = strategy.space.units([cell.point for cell in left])
        offsets = offsets - strategy.space.units([wanted])
        distances = np.sqrt(np.mean(offsets**2, axis=1))
        nearest = int(np.argmin(distances))
        taken.append((left.pop(nearest), wanted, float(distances[nearest])))
        on_pick(len(taken))
    return ReplayRun(name, _picks(taken))


def at_random(cells: Sequence[Observation], target_asr_ohm_cm2: float) -> float:
    """Cells that an order by chance needs on average, over all orders: (n + 1) / (hits + 1)."""
    hits = sum(value is not None and value <= target_asr_ohm_cm2 for value in map(whole_asr, cells))
    return (len(cells) + 1) / (hits + 1)


def whole_asr(cell: Observation) -> float | None:
    """Resistance of a whole cell; a shorted one reads the lowest of all and does not count."""
    return cell.asr_ohm_cm2 if cell.intact else None


def _picks(
    taken: Sequence[tuple[Observation, Mapping[str, Value] | None, float]],
) -> tuple[Pick, ...]:
    best: float | None = None
    picks = []
    for cell, wanted, distance in taken:
        asr = whole_asr(cell)
        if asr is not None and (best is None or asr < best):
            best = asr
        picks.append(Pick(cell.trial or 0, wanted, distance, asr, not cell.intact, best))
    return tuple(picks)


OWN = "own"
"""As the campaign file says, under the same handicap as the others."""

UNINFORMED = "nothing-known"
"""The same without what the literature knows."""


def names() -> tuple[str, ...]:
    """What `--strategy` takes."""
    return (OWN, UNINFORMED, *acquisitions.names())


def rival(settings: Settings, name: str) -> Strategy:
    """The strategy of that name.

    Raises:
        WrongInputError: there is none.
    """
    strategy = strategy_of(settings)
    if name == OWN:
        return strategy
    if name == UNINFORMED:
        return strategy.with_settings(knowledge=False, mean=LITERATURE)
    if name not in acquisitions.names():
        raise WrongInputError(f"--strategy {name}: there is {', '.join(names())}")
    return strategy.with_settings(acquisition=name)
