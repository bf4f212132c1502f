"""All knobs of a table of points at once: a search asks about a hundred small tables a proposal.

Each number is worked out as `Parameter` does it, to the last bit; what has no common formula
(logarithms, lists, choices) is asked of the knob itself, column by column.
"""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from doe.knobs.parameter import Parameter

Array = NDArray[np.float64]


@dataclass(frozen=True)
class KnobTable:
    """Knobs as columns.

    Attributes:
        knobs: in the order of the columns.
    """

    knobs: tuple[Parameter, ...]
    _last: list[tuple[object, Array]] = field(
        init=False, repr=False, compare=False, default_factory=list
    )

    def to_unit(self, rows: Array) -> Array:
        """Physical values (n, d) to coordinates (n, d)."""
        units = (rows - self._low) / self._span
        for k in self._not_linear:
            units[:, k] = self.knobs[k].to_unit(rows[:, k])
        return np.asarray(units)

    def from_unit(self, units: Array) -> Array:
        """Coordinates (n, d) to physical values (n, d), not yet on steps.

        Shapes, limits and corridor ask about the same table one after the other: the last answer is
        kept, since powers take most of the time.
        """
        if not self._not_linear:
            return np.asarray(self._low + units * self._span)
        key = (units.shape, units.tobytes())
        if self._last and self._last[0][0] == key:
            return self._last[0][1].copy()
        rows = self._low + units * self._span
        for k in self._not_linear:
            rows[:, k] = self.knobs[k].from_unit(units[:, k])
        self._last[:] = [(key, rows)]
        return rows.copy()

    def snap(self, rows: Array) -> Array:
        """Nearest achievable physical values (n, d)."""
        snapped = np.minimum(np.maximum(rows, self._low), self._high)
        if self._dials:
            snapped[:, self._dials] = self._on_steps(snapped[:, self._dials])
        for k in self._listed:
            snapped[:, k] = self.knobs[k].snap(rows[:, k])
        return np.asarray(snapped)

    def _on_steps(self, inside: Array) -> Array:
        """Values (n, k) of the dials inside their bounds, moved onto their steps."""
        low, high, step, last, power = self._dial_columns
        count = np.minimum(np.rint((inside - low) / step), last)
        rounded = np.rint((low + count * step) * power) / power  # as `numpy.round` does it
        return np.asarray(np.minimum(np.maximum(rounded, low), high))

    @cached_property
    def _low(self) -> Array:
        return np.array([knob.low for knob in self.knobs])

    @cached_property
    def _high(self) -> Array:
        return np.array([knob.high for knob in self.knobs])

    @cached_property
    def _span(self) -> Array:
        return self._high - self._low

    @cached_property
    def _not_linear(self) -> list[int]:
        return [k for k, knob in enumerate(self.knobs) if knob.scale == "log" or knob.choices]

    @cached_property
    def _dials(self) -> list[int]:
        """Columns with steps of their own, which are rounded all at once."""
        return [k for k, knob in enumerate(self.knobs) if knob.step and k not in self._listed]

    @cached_property
    def _listed(self) -> list[int]:
        """Columns that are no plain dials: lists, and numbers so large that tens are rounded."""
        return [k for k, knob in enumerate(self.knobs) if knob.values or knob.decimals < 0]

    @cached_property
    def _dial_columns(self) -> tuple[Array, ...]:
        """Low and high end, step, number of the last step, power of ten that is kept (k,)."""
        dials = [self.knobs[k] for k in self._dials]
        rows = [(d.low, d.high, d.step, d.last_step, 10.0**d.decimals) for d in dials]
        return tuple(np.array(rows, dtype=float).T)
