"""A choice of a knob as a person types it."""

from __future__ import annotations

from collections.abc import Sequence

from campaigns.errors import WrongInputError


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
        raise WrongInputError(f"{plain[:40]!r} is none of its choices: {', '.join(choices)}")
    return meant[0]
