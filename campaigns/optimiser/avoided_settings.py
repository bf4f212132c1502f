"""Settings at which nothing is recommended: a cell pressed there broke, or may have broken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from doe.domain.constraints import Columns
from doe.knobs.knob_values import Value
from doe.space import Parameter, Space
from doe.strategy import Strategy

_DIAL = 0.01
"""Share of the range that is a step of the dial where the knob has none: as the steps that are
given to the knobs of a table."""
_WITHIN = 1.0 + 1e-6  # steps of the dial; a whole step away is avoided, whatever the rounding
_AT_ONCE = 512  # candidates; chosen: their distances to 2,000 settings stay within 10 MB


@dataclass(frozen=True, eq=False)
class NotAt:
    """A rule: no setting within a step of the dial, in every knob, of these.

    Attributes:
        space: the knobs.
        settings: what is avoided.
    """

    space: Space
    settings: tuple[Mapping[str, Value], ...]

    @property
    def text(self) -> str:
        """The rule in words."""
        return "none of the settings whose cells failed or carry a word that is not understood"

    def __call__(self, columns: Columns) -> NDArray[np.bool_]:
        """Which candidates obey: columns of n physical values each to a mask (n,)."""
        rows = np.stack([np.asarray(columns[n], dtype=float) for n in self.space.names], axis=1)
        free = np.ones(len(rows), dtype=bool)
        for first in range(0, len(rows), _AT_ONCE):
            some = slice(first, first + _AT_ONCE)
            near = np.ones((len(rows[some]), len(self._avoided)), dtype=bool)
            for there, here in zip(self._steps(rows[some]).T, self._avoided.T, strict=True):
                near &= np.abs(there[:, None] - here) < _WITHIN
            free[some] = ~np.any(near, axis=1)
        return free

    @cached_property
    def _avoided(self) -> NDArray[np.float64]:
        """The settings (m, d), in steps of the dial."""
        return self._steps(self.space.rows(self.settings))

    def _steps(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """Physical values (n, d) in steps of the dial; of choices any other is far away."""
        widths = [_unit_step(knob) for knob in self.space.parameters]
        return np.asarray(self.space.to_unit(rows) / np.array(widths))


def _unit_step(knob: Parameter) -> float:
    if knob.choices:
        return 0.5 / len(knob.choices)
    if knob.step is None or knob.scale == "log":
        return _DIAL
    return knob.step / (knob.high - knob.low)


def away_from(strategy: Strategy, settings: Sequence[Mapping[str, Value]]) -> Strategy:
    """The same strategy that neither proposes nor recommends within a step of these settings.

    Args:
        strategy: of a campaign.
        settings: points; those that lack a knob, which varies since, are passed over.
    """
    knobs = set(strategy.space.names)
    named = tuple(point for point in settings if knobs <= set(point))
    if not named:
        return strategy
    rule = NotAt(strategy.space, named)
    chosen = strategy.settings
    return replace(strategy, settings=replace(chosen, constraints=(*chosen.constraints, rule)))
