"""Strategies that a replay may try, by name; all else is as the campaign file says."""

from __future__ import annotations

from dataclasses import replace

from campaigns.faults import WrongInputError
from campaigns.planning import strategy_of
from campaigns.settings import Settings
from doe import acquisitions
from doe.knowledge import NOTHING_KNOWN
from doe.strategy import Strategy

OWN = "own"
"""As the campaign file says, under the same handicap as the others."""

UNINFORMED = "nothing-known"
"""The same without what the literature knows."""


def names() -> tuple[str, ...]:
    """What `--strategy` takes."""
    return (OWN, UNINFORMED, *acquisitions.names())


def rival(settings: Settings, name: str) -> Strategy:
    """The strategy of that name.

    Raises:
        WrongInputError: there is none.
    """
    strategy = strategy_of(settings)
    if name == OWN:
        return strategy
    if name == UNINFORMED:
        return replace(strategy, knowledge=NOTHING_KNOWN, mean=None)
    if name not in acquisitions.names():
        raise WrongInputError(f"--strategy {name}: there is {', '.join(names())}")
    return replace(strategy, acquisition=name)
