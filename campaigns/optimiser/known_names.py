"""Names of goals and acquisitions, and which one a person meant."""

from __future__ import annotations

import difflib

from campaigns.errors import WrongInputError
from doe import acquisitions, goals


def known_goal(name: str, *, where: str) -> str:
    """`name`, if it is a goal.

    Raises:
        WrongInputError: it is none; says where it stands and which was meant.
    """
    return _one_of(goals.names(), name, where=where, kind="goal")


def known_acquisition(name: str, *, where: str) -> str:
    """`name`, if it is an acquisition.

    Raises:
        WrongInputError: it is none; says where it stands and which was meant.
    """
    return _one_of(acquisitions.names(), name, where=where, kind="acquisition")


def _one_of(names: tuple[str, ...], name: str, *, where: str, kind: str) -> str:
    if name in names:
        return name
    close = difflib.get_close_matches(name, names, n=1)
    meant = f"Did you mean {close[0]}? " if close else ""
    raise WrongInputError(
        f'{where} = "{name}": no such {kind}. {meant}There are: {", ".join(names)}.'
    )
