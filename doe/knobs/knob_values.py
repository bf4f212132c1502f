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


def number_text(value: float, digits: int = 4) -> str:
    """A measured number as people write it: 212.5, 2130, 109 500; "1.1e8" beyond ten million.

    Args:
        value: The number; its unit is written by the caller.
        digits: How many count. From 10 000 on four do, and thousands stand apart (a no-break
            space, ISO 80000-1).
    """
    if value == 0.0:
        return "0"
    if not _PLAIN[0] <= abs(value) < _PLAIN[1]:
        mantissa, power, exponent = f"{value:.{digits}g}".partition("e")
        return f"{mantissa}e{int(exponent)}" if power else mantissa
    rounded = float(f"{value:.{digits}g}")
    if abs(rounded) >= _APART:
        return f"{float(f'{value:.4g}'):,.0f}".replace(",", "\u00a0")
    return f"{rounded:.0f}" if abs(rounded) >= 10.0**digits else f"{rounded:.{digits}g}"


_PLAIN = (1e-4, 1e7)
"""Between these numbers no exponent is written: 0.0002 and 9 999 000 can be read at a glance."""

_APART = 1e4
"""From here on thousands stand apart; four digits are read without (ISO 80000-1)."""
