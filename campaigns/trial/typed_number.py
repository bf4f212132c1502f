"""What a person types: a number with a point or, where it cannot be misread, a comma; a choice."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite

from campaigns.errors import WrongInputError
from doe.domain.values import Value
from hardware.numbers import AmbiguousNumbersError, decimal_mark, number


def typed_number(text: str) -> float:
    """The number; `171,5` is 171.5.

    Raises:
        WrongInputError: it is no finite number, or `1,234` that can be read in two ways.
    """
    plain = text.strip()
    try:
        value = number(plain, decimal_mark([plain]))
    except AmbiguousNumbersError as error:
        raise WrongInputError(
            f"{plain[:40]!r} can be read in two ways (1.234 or 1234): use a decimal point"
        ) from error
    if not isfinite(value):
        raise WrongInputError(f"{plain[:40]!r} is no finite number; use digits and a decimal point")
    return value


def typed_value(name: str, text: str, choices: Mapping[str, tuple[str, ...]]) -> Value:
    """A number; of a knob with choices the one that is meant, whatever its capitals.

    Args:
        name: Of the knob.
        text: What was typed.
        choices: Of each knob that is no number, what it may be.

    Raises:
        WrongInputError: no number, or none of the choices.
    """
    if name not in choices:
        return typed_number(text)
    plain = text.strip()
    meant = [one for one in choices[name] if one.casefold() == plain.casefold()]
    if plain in choices[name]:
        return plain
    if len(meant) != 1:
        known = ", ".join(choices[name])
        raise WrongInputError(f"{plain[:40]!r} is none of its choices: {known}")
    return meant[0]
