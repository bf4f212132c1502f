"""SCPI as an instrument understands it: headers in short and long form, registers, error queue.

Written from IEEE 488.2 (status registers, compound messages) and SCPI-1999 (header tree, error
numbers), not from what the driver sends: a misspelt command is an error here as on the bench.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

POWER_ON, COMMAND_ERROR, EXECUTION_ERROR, OPERATION_COMPLETE = 128, 32, 16, 1
"""Bits of the standard event status register (IEEE 488.2, 11.5.1)."""
_MOST_ERRORS = 30  # chosen: the queue of an instrument (SCPI-99, 21.8.1) drops what is beyond


class ScpiError(Exception):
    """What goes into the error queue.

    Args:
        number: SCPI-1999, volume 2, chapter 21.8.
        text: Its text.
    """

    def __init__(self, number: int, text: str) -> None:
        super().__init__(text)
        self.number, self.text = number, text

    @property
    def bit(self) -> int:
        """Command errors are -100 to -199, execution errors -200 to -299."""
        return COMMAND_ERROR if self.number > -200 else EXECUTION_ERROR


Answer = str | None
Handler = Callable[[str], Answer]
"""Takes what follows the header, returns the answer to a question."""


@dataclass
class Setting:
    """A value that is set and asked for; what it may be, and how it is shown."""

    value: str
    low: float | None = None
    """Least number it may be; None: it is a word."""
    high: float = float("inf")
    words: dict[str, str] | None = None
    """Words it may be, and how each is shown; None: any."""

    def set(self, given: str) -> None:
        """Take a new value, or refuse it."""
        if self.low is None:
            self.value = self._word(given.strip())
            return
        parts = [_number(part) for part in given.split(",")]
        if any(not self.low <= part <= self.high for part in parts):
            raise ScpiError(-222, "Data out of range")
        self.value = ",".join(shown(part) for part in parts)

    def _word(self, given: str) -> str:
        if self.words is None:
            return given
        if given.upper() not in self.words:
            raise ScpiError(-224, "Illegal parameter value")
        return self.words[given.upper()]


SWITCH = {"ON": "1", "OFF": "0", "1": "1", "0": "0"}


class Interpreter:
    """One instrument's commands; `obey` takes a message, returns the answers in it.

    Args:
        identity: The answer to *IDN?.
    """

    def __init__(self, identity: str) -> None:
        self.identity = identity
        self.events = POWER_ON
        self.enabled = 0
        self.errors: deque[str] = deque()
        self._handlers: list[tuple[re.Pattern[str], Handler]] = []
        self.on("*IDN?", lambda _: self.identity)
        self.on("*CLS", self._clear)
        self.on("*ESE", self._enable)
        self.on("*ESE?", lambda _: str(self.enabled))
        self.on("*ESR?", self._take_events)
        self.on("*OPC?", self.complete)
        self.on("*WAI", lambda _: None)

    def on(self, notation: str, handler: Handler) -> None:
        """Let a command be understood, in the manuals' notation: `:TRIGger[:IMMediate]`."""
        self._handlers.append((_pattern(notation), handler))

    def keep(self, notation: str, setting: Setting) -> Setting:
        """Let a setting be made and asked for."""

        def take(given: str) -> None:
            setting.set(given)

        self.on(notation, take)
        self.on(f"{notation}?", lambda _: setting.value)
        return setting

    def obey(self, message: str) -> list[str]:
        """The answers to the questions in one program message, in their order."""
        answers, path = [], ""
        for unit in filter(None, (part.strip() for part in message.split(";"))):
            header, _, given = unit.partition(" ")
            whole = header if header.startswith((":", "*")) else path + header
            try:
                answer = self._handler(whole)(given)
            except ScpiError as error:
                self.fail(error)
                break  # the rest of a message with an error is not obeyed
            if answer is not None:
                answers.append(answer)
            if not whole.startswith("*"):
                path = whole[: whole.rfind(":") + 1]
        return answers

    def fail(self, error: ScpiError) -> None:
        """Remember an error."""
        self.events |= error.bit
        if len(self.errors) < _MOST_ERRORS:
            self.errors.append(f'{error.number},"{error.text}"')

    def complete(self, _: str) -> str:
        """What *OPC? answers, once everything before it is done."""
        return "1"

    def next_error(self, _: str) -> str:
        """What :SYSTem:ERRor? answers."""
        return self.errors.popleft() if self.errors else '+0,"No error"'

    def _handler(self, header: str) -> Handler:
        wanted = header if header.startswith((":", "*")) else f":{header}"
        for pattern, handler in self._handlers:
            if pattern.fullmatch(wanted):
                return handler
        raise ScpiError(-113, "Undefined header")

    def _clear(self, _: str) -> None:
        self.events = 0
        self.errors.clear()

    def _enable(self, given: str) -> None:
        value = _number(given)
        if not 0 <= value <= 255:
            raise ScpiError(-222, "Data out of range")
        self.enabled = int(value)

    def _take_events(self, _: str) -> str:
        events, self.events = self.events, 0
        return str(events)


def shown(number: float) -> str:
    """A number as NR3 with ten digits, as E4980A writes it with :FORMat:ASCii:LONG ON."""
    mantissa, exponent = f"{number:+.9E}".split("E")
    return f"{mantissa}E{int(exponent):+03d}"


def _number(given: str) -> float:
    try:
        return float(given)
    except ValueError as error:
        raise ScpiError(-120, "Numeric data error") from error


def _pattern(notation: str) -> re.Pattern[str]:
    """`:FETCh[:IMPedance]?` as a pattern of all that it allows."""
    if notation.startswith("*"):
        return re.compile(re.escape(notation), re.IGNORECASE)
    question = re.escape("?") if notation.endswith("?") else ""
    parts = []
    for optional, name in re.findall(r"(\[?):([A-Za-z]+\d*)\]?", notation):
        long, digits = re.fullmatch(r"([A-Za-z]+)(\d*)", name).groups()  # type: ignore[union-attr]
        short = "".join(letter for letter in long if letter.isupper())
        suffix = f"(?:{digits})?" if digits == "1" else digits
        node = f":(?:{long}|{short}){suffix}"
        parts.append(f"(?:{node})?" if optional else node)
    return re.compile("".join(parts) + question, re.IGNORECASE)
