"""The one place where an error becomes a message and an exit code; no traceback passes it.

| code | meaning |
|---|---|
| 0 | success |
| 1 | failed |
| 2 | wrong usage or wrong input |
| 3 | refused for safety |
| 4 | a person must go to the press or the cell before anything goes on |
| 130 | interrupted |
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import ParamSpec, TypeVar

import typer

P = ParamSpec("P")
R = TypeVar("R")


def guarded(command: Callable[P, R]) -> Callable[P, R]:
    """`command`, with every known error turned into one message on stderr and an exit code."""

    @wraps(command)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except KeyboardInterrupt as error:
            _say(str(error) or "interrupted")
            raise typer.Exit(130) from error
        except tuple(_exit_codes()) as error:
            _say(str(error))
            code = next(code for kind, code in _exit_codes().items() if isinstance(error, kind))
            raise typer.Exit(code) from error

    return call


def _say(sentence: str) -> None:
    """On stderr, unless nobody is there to read it: a closed window changes no exit code."""
    with suppress(OSError):
        typer.echo(f"copress: {sentence}", err=True)


def _exit_codes() -> dict[type[Exception], int]:
    """Kinds of error and their exit codes; the first that fits counts.

    Asked for only when something went wrong, so that `--help` imports nothing.
    """
    from campaigns.errors import (
        CampaignBusyError,
        NotEnoughError,
        PersonNeededError,
        StoreError,
        TakenError,
        WrongInputError,
    )
    from doe.domain.candidates import NoPointError
    from hardware.errors import (
        AnalyserError,
        AnalyserSetupError,
        PressFaultError,
        PressSilentError,
        PressUnreachableError,
        SpectrumRefusedError,
        UnsafeProtocolError,
    )
    from hardware.press.register_map.load import MapError

    return {
        WrongInputError: 2,
        NoPointError: 2,
        MapError: 2,
        AnalyserSetupError: 2,
        AnalyserError: 1,
        SpectrumRefusedError: 2,
        PressUnreachableError: 2,
        UnsafeProtocolError: 3,
        PressFaultError: 4,
        PressSilentError: 4,
        PersonNeededError: 4,
        StoreError: 1,
        CampaignBusyError: 1,
        TakenError: 1,
        NotEnoughError: 1,
        OSError: 1,
    }
