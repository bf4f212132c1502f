"""A number or a choice as a person types it; a decimal comma where it cannot be misread."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import isfinite

from campaigns.errors import WrongInputError
from hardware.numbers import AmbiguousNumbersError, number, spelling

_PER_CENT = re.compile(r"(.*\d)\s*%", re.DOTALL)


def typed_number(text: str) -> float:
    """The number; `171,5` is 171.5, `1,715.5` and `1 715.5` are 1715.5.

    Raises:
        WrongInputError: it is not a finite number, or `1,234` that can be read in two ways.
    """
    plain = text.strip()
    try:
        mark, apart = spelling([plain])
        value = number(plain, mark, grouped=apart)
    except AmbiguousNumbersError as error:
        raise WrongInputError(
            f"{plain[:40]!r} can be read in two ways ({plain[:40].replace(',', '.', 1)} or "
            f"{plain[:40].replace(',', '')}): use a decimal point"
        ) from error
    if not isfinite(value):
        raise WrongInputError(
            f"{plain[:40]!r} is not a finite number; use digits and a decimal point"
        )
    return value


def typed_share(text: str) -> float:
    """A share between 0 and 1; `91 %` is 0.91.

    Raises:
        WrongInputError: it is no number.
    """
    if found := _PER_CENT.fullmatch(text.strip()):
        return typed_number(found[1]) / 100.0
    return typed_number(text)


def typed_choice(choices: Sequence[str], text: str) -> str:
    """The choice that is meant, whatever its capitals.

    Raises:
        WrongInputError: it is none of them.
    """
    plain = text.strip()
    if plain in choices:
        return plain
    meant = [one for one in choices if one.casefold() == plain.casefold()]
    if len(meant) != 1:
        raise WrongInputError(f"{plain[:40]!r} is not one of its choices: {', '.join(choices)}")
    return meant[0]
