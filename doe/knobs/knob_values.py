"""What a knob stands at. Needs no array library: the command line starts with this."""

from __future__ import annotations

import math
from collections.abc import Mapping

Value = float | str
"""A number in the unit of the knob's name, or one of its choices."""


def numbers_of(values: Mapping[str, Value]) -> dict[str, float]:
    """The values that are numbers, without the choices."""
    return {name: value for name, value in values.items() if not isinstance(value, str)}


def round_step(width: float) -> float:
    """The largest of 1, 2, 5 x 10^k that is not above `width`, but for a rounding error of it."""
    decade = 10.0 ** math.floor(math.log10(width))
    return max(mark for mark in (1.0, 2.0, 5.0) if mark * decade <= width * 1.0001) * decade
