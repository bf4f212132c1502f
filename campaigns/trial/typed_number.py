"""A number as a person types it: with a decimal point or, where it cannot be misread, a comma."""

from __future__ import annotations

from math import isfinite

from campaigns.errors import WrongInputError
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
