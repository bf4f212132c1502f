"""The faults, named by what the person at the bench must do.

A message always says: what, the value, the limit, what happened to the press, what to do now.

| error | state of the press | what to do |
|---|---|---|
| UnsafeProtocolError | nothing was sent | change the bounds or the protocol |
| PressFaultError | force is released | look at the press, then go on |
| PressUnreachableError | nothing was started | check cable, power, address |
| PressSilentError | unknown, perhaps loaded | campaign stops, a person goes there |
| WrongInputError | not concerned | correct what was asked for |
| SpectrumRefusedError | not concerned | trial stays open, measure again |
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hardware.press.interface import PressTrace


class WrongInputError(ValueError):
    """What was asked for makes no sense, or cannot be used; correct it. Nothing was done."""


class HardwareError(Exception):
    """Common root, so that the campaign can tell the world's failures from its own."""


class UnsafeProtocolError(HardwareError):
    """Outside what die, press or cell can bear; nothing was sent."""


class StrokeError(HardwareError):
    """A cell was not pressed to its end."""

    trace: "PressTrace | None" = None
    """What was recorded until then; None where nothing is."""


class PressFaultError(StrokeError):
    """The press stopped or was stopped; its force is released; look at it before the next cell."""


class PressSilentError(StrokeError):
    """The state of the press is unknown, perhaps loaded; the campaign ends, a person goes there."""


class PressUnreachableError(PressSilentError):
    """Nobody answers where the press file says; nothing was sent and nothing was started by us."""


class SpectrumRefusedError(HardwareError):
    """A spectrum cannot be used; the trial stays, measure again."""
