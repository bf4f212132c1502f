"""Earlier campaigns as a prior of a new one: their cells in its coordinates, and what they did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from doe.domain.arrays import Cells, tabulate
from doe.domain.goal import log_resistance
from doe.domain.learners import Array, Trend
from doe.goals import load
from doe.prior.earlier_campaign import Trust
from doe.prior.knob_scales import at_its_scales
from doe.prior.prior import SpaceKnowledge
from doe.space import Space
from doe.strategy import Strategy
from doe.trials import Observation
from surrogate.gp.lot_effects import fit_with_lots
from surrogate.integrity.failure_modes import fit_failure_modes
from surrogate.transfer import EarlierCells, Transfer, TransferTested, integrity_gain

FEWEST_EARLIER = 5  # as many as a model of one knob needs for its two ends and their scatter
CONFIRMED, NOT_CONFIRMED = 1.0, -2.0
"""Ln odds for the earlier cells, before others tell, by how the first new cell came out."""
LEAST_LN_ODDS = 0.5
"""For the known shape of the resistance against none, by the earlier cells alone. Of 50 simulated
lots of 24 cells two had less, of 50 mirrored ones two had more, of 50 shuffled ones none. What
broke tells them no better apart (with it 10 true lots had less): it may be bad luck."""


def with_earlier(
    strategy: Strategy, earlier: Sequence[Observation], looked_at: Sequence[bool] | None = None
) -> Strategy:
    """The same strategy with the cells of an earlier campaign, as far as they earn their use.

    Its first cell is what the earlier campaign advises. Where that came out as predicted, no first
    design is pressed; else the usual one is. Earlier cells that go against what is known of
    pressing are not tried first: the usual design begins. From then on the earlier cells are used,
    for resistance and for integrity each, while they predict the new cells better than those do
    alone.

    Args:
        strategy: of the new campaign.
        earlier: cells that name every knob of its space.
        looked_at: whether somebody noted what became of each; None where all were looked at. Of
            the others only the resistance is used.

    Raises:
        ValueError: too few earlier cells were measured, or they lack a knob.
    """
    seen = _looked_at(earlier, looked_at)
    transfer = transfer_of(strategy.space, earlier, strategy.settings.goal, seen)
    return replace(strategy, earlier=EarlierCampaign(strategy, tuple(earlier), transfer, seen))


def _looked_at(
    earlier: Sequence[Observation], looked_at: Sequence[bool] | None
) -> tuple[Observation, ...]:
    """Cells of which somebody noted what became of them."""
    known = [True] * len(earlier) if looked_at is None else looked_at
    return tuple(cell for cell, seen in zip(earlier, known, strict=True) if seen)


@dataclass(frozen=True)
class Earned:
    """What the new cells say for the earlier ones.

    Attributes:
        borne_out: the first new cell came out whole and as predicted; None without a first cell.
        resistance_gain: ln density of new values left out, more than without the earlier cells.
        integrity_gain: ln probability of what became of new cells left out, likewise.
        cells: new cells.
        contradicting: the earlier cells go against what is known of pressing.
        unseen: earlier cells of which nobody noted whether they were intact.
    """

    confirmed: bool | None
    resistance_gain: float
    integrity_gain: float
    cells: int
    contradicting: bool = False
    unseen: int = 0

    @property
    def resistance(self) -> bool:
        """Whether the earlier cells are used for resistance."""
        return self._both and self._start + self.resistance_gain > 0.0

    @property
    def integrity(self) -> bool:
        """Whether they are used for integrity."""
        return self._both and self._start + self.integrity_gain > 0.0

    @property
    def no_design(self) -> bool:
        """Whether the first design can be spared: confirmed, and nothing against it since."""
        return bool(self.confirmed) and self.resistance and self.integrity

    @property
    def _both(self) -> bool:
        return self._start + self.resistance_gain + self.integrity_gain > 0.0

    @property
    def _start(self) -> float:
        if self.contradicting or self.confirmed is False:
            return NOT_CONFIRMED
        return CONFIRMED / max(self.cells, 1)


@dataclass(frozen=True, eq=False)
class EarlierCampaign:
    """An earlier campaign as the strategy of a new one sees it.

    Attributes:
        plain: the new campaign's strategy without it.
        earlier: its cells.
        transfer: the same as arrays.
        seen: those of which somebody noted what became of them.
    """

    plain: Strategy
    earlier: tuple[Observation, ...]
    transfer: Transfer
    seen: tuple[Observation, ...]

    @property
    def unseen(self) -> int:
        """Cells of which nobody noted whether they were intact."""
        return len(self.earlier) - len(self.seen)

    @cached_property
    def first(self) -> Array | None:
        """Coordinates (d,) of the protocol that the earlier campaign advises.

        None where its cells go against what is known of pressing, and where nobody looked at some
        of them: no recommendation rests on a cell that may have been shorted.
        """
        if self.unseen or self.contradicting:
            return None
        return np.asarray(self.plain.space.units([self.plain.recommend(self.earlier).point])[0])

    @cached_property
    def contradicting(self) -> bool:
        """Whether the earlier cells go against what is known of pressing.

        Harder pressing densifies: under that shape the earlier resistances must be more probable
        than under none. Results that belong to other settings are not.
        """
        plain, past = self.plain, self.transfer.earlier
        known = plain.usually_known
        if not self.seen:
            return False
        bears = fit_failure_modes(past.tried, past.failures, known.limits())
        shape = self.trend(at_its_scales(known, bears))
        if shape is None:
            return False
        for_shape, for_none = (
            fit_with_lots(
                past.X, past.y, past.noise_variance, trend, of_cell=past.of_cell
            ).log_evidence
            for trend in (shape, None)
        )
        return bool(for_shape - for_none < LEAST_LN_ODDS)

    def trust(self, cells: Cells, known: SpaceKnowledge) -> Trust:
        """How far the earlier cells may be used, judged by the new ones alone."""
        earned, learners = self.earned(cells, known), self.plain.learners
        if earned.resistance:
            learners = replace(learners, regression=self.transfer.together)
        if earned.integrity:
            learners = replace(learners, integrity=self.transfer.integrity)
        relied_on = len(self.transfer.earlier.y) if earned.resistance else 0
        return Trust(learners, earned.no_design, relied_on)

    def earned(self, cells: Cells, known: SpaceKnowledge) -> Earned:
        """What the new cells say for the earlier ones, resistance and integrity apart."""
        if len(cells) == 0:
            return Earned(None, 0.0, 0.0, 0, self.contradicting, self.unseen)
        trend = self.trend(known)
        return Earned(
            None if self.unseen or self.contradicting else self._confirmed(cells, trend),
            self._resistance_gain(cells, trend),
            self._integrity_gain(cells, known),
            len(cells),
            self.contradicting,
            self.unseen,
        )

    def trend(self, known: SpaceKnowledge) -> Trend | None:
        """Expected shape of what the goal measures."""
        shared = load(self.plain.settings.goal).measure is log_resistance
        return known.trend() if shared else None

    def _confirmed(self, cells: Cells, trend: Trend | None) -> bool:
        target = cells.target
        if not cells.intact[0] or len(target.rows) == 0 or target.rows[0] != 0:
            return False
        return self.transfer.predicts(cells.units[:1], float(target.values[0]), trend)

    def _resistance_gain(self, cells: Cells, trend: Trend | None) -> float:
        units, target = cells.units, cells.target
        if len(target.rows) < 2:
            return 0.0
        rows = target.rows
        tested = self.transfer.tested(
            units[rows], target.values, target.variance, trend, _several(cells, rows)
        )
        return tested.gain

    def _integrity_gain(self, cells: Cells, known: SpaceKnowledge) -> float:
        if not self.seen:
            return 0.0
        seen = (cells.units, cells.failures, known.limits())
        together = self.transfer.integrity(*seen)
        alone = fit_failure_modes(*seen)
        return integrity_gain(together, alone, cells.units, cells.intact)


def transfer_of(
    space: Space,
    earlier: Sequence[Observation],
    goal: str,
    seen: Sequence[Observation] | None = None,
) -> Transfer:
    """Earlier cells in the coordinates of a space; of those not `seen` only the resistance.

    Raises:
        ValueError: fewer than five of them were measured, or they lack a knob.
    """
    cells = tabulate(space, load(goal), earlier)
    measured = cells.target
    if len(measured.rows) < FEWEST_EARLIER:
        raise ValueError(
            f"{len(measured.rows)} earlier cells with a result tell too little; at least "
            f"{FEWEST_EARLIER} are needed."
        )
    tried = tabulate(space, load(goal), earlier if seen is None else seen)
    return Transfer(
        EarlierCells(
            cells.units[measured.rows],
            measured.values,
            measured.variance,
            tried.units,
            tried.failures,
            _several(cells, measured.rows),
        )
    )


def _several(cells: Cells, rows: NDArray[np.int64]) -> NDArray[np.int64] | None:
    """Cell of each of the rows; None where no cell has several."""
    return None if np.all(cells.fresh) else cells.of_cell[rows]


def did_it_help(
    strategy: Strategy, history: Sequence[Observation]
) -> tuple[TransferTested | None, Earned] | None:
    """The honest answer, by new cells that are left out.

    Args:
        strategy: of the new campaign.
        history: its cells.

    Returns:
        The test, None with fewer than two measured cells, and what follows; None where the strategy
        knows no earlier campaign.
    """
    past = strategy.earlier
    if not isinstance(past, EarlierCampaign):
        return None
    cells = tabulate(strategy.space, load(strategy.settings.goal), history)
    known = strategy.usually_known
    earned = past.earned(cells, known)
    rows = cells.target.rows
    if len(rows) < 2:
        return None, earned
    target = cells.target
    tested = past.transfer.tested(
        cells.units[rows],
        target.values,
        target.variance,
        past.trend(known),
        _several(cells, rows),
    )
    return tested, earned


def transfer_sentence(tested: TransferTested | None, earned: Earned) -> str:
    """The answer in sentences: did they help, and what are they used for now."""
    if tested is None:
        return (
            "Whether the earlier cells help cannot be said before two new ones are measured. "
            f"{_used(earned)}"
        )
    numbers = (
        f"ln density {tested.gain:+.1f} ± {tested.doubt:.1f} on {tested.cells} new cells left out; "
        f"correlation of the two surfaces {tested.correlation:.2f}"
    )
    lead = {
        "helped": "The earlier cells helped to predict the new ones",
        "hurt": "The earlier cells mislead about the new ones",
        "cannot be said yet": "Whether the earlier cells help cannot be said yet",
    }[tested.verdict]
    return f"{lead} ({numbers}). {_used(earned)}"


def verdict_document(tested: TransferTested | None, earned: Earned) -> dict[str, object]:
    """The answer for a program; JSON-ready. Gains in ln density, None before two new cells."""
    numbers = None
    if tested is not None:
        numbers = {
            "gain": tested.gain,
            "gain_std": tested.doubt,
            "cells": tested.cells,
            "correlation": tested.correlation,
        }
    return {
        "verdict": "cannot be said yet" if tested is None else tested.verdict,
        "left_out": numbers,
        "first_cell_as_predicted": earned.confirmed,
        "against_what_is_known": earned.contradicting,
        "used_for_resistance": earned.resistance,
        "used_for_integrity": earned.integrity,
        "in_words": transfer_sentence(tested, earned),
    }


def _used(earned: Earned) -> str:
    """What the earlier cells are used for at this turn."""
    uses = {"resistance": earned.resistance, "integrity": earned.integrity}
    names = [name for name, used in uses.items() if used]
    unseen = (
        f"Of {earned.unseen} of them nobody noted whether they were intact: they say nothing of "
        "what breaks. "
        if earned.unseen
        else ""
    )
    against = (
        "They go against what is known of pressing, so the usual first design begins. "
        if earned.contradicting
        else ""
    )
    if not names:
        return f"{unseen}{against}They are not used now: the new cells alone predict better."
    return f"{unseen}{against}They are used now for {' and '.join(names)}."
