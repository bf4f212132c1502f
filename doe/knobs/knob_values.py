"""What a knob stands at. Needs no array library: the command line starts with this."""

from __future__ import annotations

from collections.abc import Mapping

Value = float | str
"""A number in the unit of the knob's name, or one of its choices."""


def numbers_of(values: Mapping[str, Value]) -> dict[str, float]:
    """The values that are numbers, without the choices."""
    return {name: value for name, value in values.items() if not isinstance(value, str)}
