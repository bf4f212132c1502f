"""How much risk of breaking the next cell is worth taking: an explicit, relaxable budget."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

FIRST_P_INTACT = 0.7  # see below
USUAL_P_INTACT = 0.8
"""0.75 neither found better protocols nor broke more cells: 50 paired simulated campaigns."""
BOXED_P_INTACT = 0.86
"""The same where the limits of failure are known, whose probabilities are calibrated. On 100
tuning powders cells broke 0.89 times as often with 0.85 as with 0.8 and limits each learned by
itself, 0.80 times with 0.88; as many were needed, and the mean loss was 0.3 % greater."""
DARING = 0.1
"""So much lower at first where the limits of failure are known: a search that never dares moves a
limit by a few MPa a cell. It fades as the limits are boxed in."""
BOLD_P_INTACT = 0.5  # chosen: a bold cell breaks as often as it holds
CAREFUL_P_INTACT = 0.95  # chosen: after failures one cell in twenty may break
SAFE_AGAIN = 0.9
"""After two cells that broke one after another. With 0.8 the third broke in 24 % of 106 such cases
on random powders, and 6 % of the campaigns broke four or more in a row."""
FRESH_OF_SERIES = 0.9
"""With a pressure series: daring is done by climbing, with cells that held already. Chosen on 48
tuning powders: 0.9 needs as many cells as 0.7 to 0.8 and a tenth fewer of them break until one is
as good as wanted; 0.8 and 0.85 lie between."""
_CAREFUL_AFTER = 2  # cells that broke one after another
_SETTLES_AFTER = 10  # cells; chosen: within a campaign of 25 the edge is known after ten
_BOLD_EVERY = 6
"""Chosen: one cell in six, so that a fixed barrier locks in no search. None where the limits of
failure are known: 40 tuning powders were found as soon without, and 4 % fewer cells broke; bold
cells after four that held in a row, with less aversion to broken ones, broke 8 % more for nothing.
"""
STEEPNESS = 40.0  # loss a unit of P(intact); chosen: 0.05 too little costs ln ASR of 2
STEEPNESS_OF_SERIES = 100.0
"""The same with a pressure series: what a cell dares in the knobs that do not climb breaks it at
its first rung, before it was measured once. On 40 powders 66 in place of 77 cells broke so once a
good protocol was found; until then cells and broken cells stayed the same (91 powders)."""


@dataclass(frozen=True)
class RiskBudget:
    """The chance constraint on the next cell.

    Attributes:
        broken_budget: cells of the campaign that may break; None where nobody counts.
        budget: cells that the campaign will press; None where unknown.
        risk: share of cells that may break from now on; None for what has proved itself.
        climbs: whether cells are pressed on at rising pressures once they have held.
    """

    broken_budget: int | None = None
    budget: int | None = None
    risk: float | None = None
    climbs: bool = False

    def __post_init__(self) -> None:
        """Refuse budgets that make no sense."""
        if self.broken_budget is not None and self.broken_budget < 0:
            raise ValueError(f"broken_budget = {self.broken_budget} must be zero or more.")
        if self.budget is not None and self.budget < 1:
            raise ValueError(f"budget = {self.budget} must be one cell or more.")
        if self.risk is not None and not 0.0 < self.risk < 1.0:
            raise ValueError(
                f"risk = {self.risk} must lie between 0 and 1: the share of cells that may break "
                "from now on, such as 0.1 for one in ten."
            )

    def threshold(
        self, pressed: int, broken: int, run: int = 0, *, limits_known: bool = False
    ) -> float:
        """Least P(intact) of the next cell.

        The failures that are left are spread over the cells that are left. Without known limits
        every sixth cell may be bolder while failures are left: a fixed barrier can lock the search
        on one of two islands.
        After two cells that broke one after another the next one is careful.

        Args:
            pressed: cells so far.
            broken: how many of them broke.
            run: how many broke one after another up to the last one.
            limits_known: whether the loads that break cells are known.
        """
        usual = _usual(pressed, limits_known=limits_known)
        if self.climbs:
            usual = max(usual, FRESH_OF_SERIES)
        if self.risk is not None:
            usual = 1.0 - self.risk
        if run >= _CAREFUL_AFTER:
            return max(usual, SAFE_AGAIN)
        if self.broken_budget is None:
            return BOLD_P_INTACT if self._is_bold(pressed, limits_known) else usual
        left = self.broken_budget - broken
        if left <= 0:
            return max(usual, CAREFUL_P_INTACT)
        if self.risk is not None:
            return usual
        if left >= 2 and self._is_bold(pressed, limits_known):
            return BOLD_P_INTACT
        cells_left = max((self.budget or pressed + 4 * left) - pressed, 1)
        return float(np.clip(1.0 - left / cells_left, usual, CAREFUL_P_INTACT))

    @property
    def steepness(self) -> float:
        """Loss a unit of P(intact) below the threshold."""
        return STEEPNESS_OF_SERIES if self.climbs else STEEPNESS

    def _is_bold(self, pressed: int, limits_known: bool) -> bool:
        """Whether the next cell may break as often as it holds, should it be worth it."""
        if limits_known or self.risk is not None:
            return False
        return pressed % _BOLD_EVERY == _BOLD_EVERY - 1


def _usual(pressed: int, *, limits_known: bool) -> float:
    """Early cells may risk more: they tell where the edge is, later ones only need to keep off."""
    early = _early(pressed)
    if limits_known:
        return BOXED_P_INTACT - (BOXED_P_INTACT - FIRST_P_INTACT + DARING) * early
    return USUAL_P_INTACT - (USUAL_P_INTACT - FIRST_P_INTACT) * early


def _early(pressed: int) -> float:
    """1 before any cell, falling to zero as a campaign settles."""
    return float(np.exp(-pressed / _SETTLES_AFTER))


def barrier(p_intact: Array, threshold: float, steepness: float = STEEPNESS) -> Array:
    """What an acquisition loses (n,) below the threshold: steep, but with a slope to climb."""
    return -steepness * np.maximum(0.0, threshold - p_intact)
