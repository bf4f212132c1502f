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
| AnalyserError | not concerned | the cell waits; the sweep may be repeated |
| AnalyserSetupError | not concerned | the cell waits; mend the analyser or its file first |
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hardware.recorded_trace import PressTrace


NOT_SENT = "Nothing was sent to the press."
KEY_FIRST = "Turn its key to local and take the key along before anyone reaches in."
"""Said wherever a person is sent to a press: it may start by itself (ISO 14118)."""
GO_THERE = f"Do not open it: go there. {KEY_FIRST} Read its own gauge, release it at its panel."


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


class StrokeInterruptedError(KeyboardInterrupt):
    """Somebody interrupted the program; says, as every end of a stroke does, where the press is."""


class PressUnreachableError(PressSilentError):
    """Nobody answers where the press file says; nothing was sent and nothing was started by us."""


class SpectrumRefusedError(HardwareError):
    """A spectrum cannot be used; the trial stays, measure again."""


class AnalyserError(SpectrumRefusedError):
    """An analyser gave no sweep that can be used; the cell waits, and another sweep may help."""


class AnalyserSetupError(AnalyserError):
    """Another sweep would fail alike: wrong instrument, a setting not taken, a wrong file."""
