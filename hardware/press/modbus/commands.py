"""A command of the map, step by step: write, pulse, wait until. Nothing is ever repeated here."""

import math
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from typing_extensions import override

from hardware.clock import Clock
from hardware.press.modbus.writes import Writes
from hardware.press.register_map.model import CommandStep, Comparison, PressMap
from hardware.press.register_map.register import InvalidReadingError
from hardware.press.register_map.transport import IncoherentError, LinkError

COMPARE: Mapping[Comparison, Callable[[float, float], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    ">=": operator.ge,
    "<=": operator.le,
}
Value = Callable[[str], float]
"""Reads one register, or one bit of a word as `status.3`."""
LOWERED = (0.0, "$seq")
"""What a step that takes back may write: nothing asked for, and the number of the command."""

MOVING_COMMANDS = ("start", "close_fixture")
"""What moves the press by itself where it is left standing."""


class CommandTimeoutError(LinkError):
    """A command was sent and the machine did not show in time that it took it."""

    @property
    @override
    def passing(self) -> bool:
        return False


@dataclass
class Given:
    """How far one command was given."""

    seq: int
    """What `$seq` stood for."""
    left: tuple[CommandStep, ...]
    """Of one that broke off: the step that was under way, and those after it; else empty."""
    touched: set[str] = field(default_factory=set)
    """Registers that it has written, or may have written."""
    writes_before: int = 0
    """Writes that the machine had answered before it."""


class Commands:
    """Gives the commands of one map.

    Args:
        press_map: the checked press file.
        writes: how the machine is written to.
        value: how it is read.
        clock: the supervisor's clock.
    """

    def __init__(self, press_map: PressMap, writes: Writes, value: Value, clock: Clock) -> None:
        self._map = press_map
        self._writes = writes
        self._value = value
        self._clock = clock
        self._given: dict[str, Given] = {}

    def give(
        self, name: str, seq: int, pause: Callable[[], object], numbers: Mapping[str, float]
    ) -> None:
        """Give a command; see `hardware.press.modbus.machine.Machine.command`.

        Raises:
            CommandTimeoutError: if a wait was in vain.
            LinkError: if the line fails; the command may have arrived.
        """
        steps = self._map.commands[name]
        self._given[name] = given = Given(seq, steps, writes_before=self._writes.answered)
        for index, step in enumerate(steps):
            if index:
                pause()  # on a slow line a heartbeat is due between two steps
            given.left = steps[index:]
            values = _values(step, seq, numbers)
            if step.kind == "write":
                self._write(step, values, given)
            elif step.kind == "pulse":
                self._pulse(step, given)
            elif step.kind == "delay":
                self._delay(step, pause)
            else:
                self._wait(name, step, values[0], pause)
        given.left = ()

    def partly_given(self, name: str) -> bool:
        """True if the machine has answered a write of a command that then broke off."""
        given = self._given.get(name)
        if given is None or not given.left:
            return False
        return self._writes.answered > given.writes_before

    def finish(self, name: str, seq: int, numbers: Mapping[str, float], *, taken: bool) -> None:
        """Of a command that broke off: lower its pulse, and write what was still to be written.

        The write that was under way is never repeated: it may have arrived. What comes after it
        takes it back (lowers a coil, clears a command word), and a press whose START coil stays up
        would start again by itself.

        Args:
            name: key in [commands].
            seq: stands for `$seq`.
            numbers: what other `$` names stand for.
            taken: the machine has obeyed. If not, nothing new is written: what the command has
                written, or may have, is only taken back.

        Raises:
            LinkError: if the line fails.
        """
        given = self._given.get(name)
        if given is None or not given.left:
            return
        under_way, *later = given.left
        if under_way.kind == "pulse":
            self._writes.one(under_way.registers[0], 0.0, read_back=False)
        for index, step in enumerate(later):
            given.left = (under_way, *later[index:])
            if step.kind == "write" and (taken or _takes_back(step, given.touched)):
                self._write(step, _values(step, seq, numbers), given)
        given.left = ()

    def take_back(self) -> None:
        """Lower what commands that move have left standing; see `finish`.

        Raises:
            LinkError: if the line fails.
        """
        for name in MOVING_COMMANDS:
            if name in self._given:
                self.finish(name, self._given[name].seq, {}, taken=False)

    def _write(self, step: CommandStep, values: list[float], given: Given) -> None:
        given.touched.update(step.registers)
        if any("." in name for name in step.registers):
            for name, value in zip(step.registers, values, strict=True):
                self._writes.one(name, value)
        else:
            self._writes.together(dict(zip(step.registers, values, strict=True)))

    def _pulse(self, step: CommandStep, given: Given) -> None:
        """0, 1, 0: the machine obeys the edge; a bit that somebody left at 1 is lowered first."""
        (name,) = step.registers
        given.touched.add(name)
        self._writes.one(name, 0.0, read_back=False)
        self._writes.one(name, 1.0, read_back=False)
        self._clock.sleep(step.seconds)
        self._writes.one(name, 0.0, read_back=False)

    def _delay(self, step: CommandStep, pause: Callable[[], object]) -> None:
        """The press is watched meanwhile, as while something is waited for."""
        until_s = self._clock.now_s() + step.seconds
        while (before_s := self._clock.now_s()) < until_s:
            pause()
            if self._clock.now_s() == before_s:  # whoever gave no pause of his own
                self._clock.sleep(until_s - before_s)

    def _wait(
        self, name: str, step: CommandStep, wanted: float, pause: Callable[[], object]
    ) -> None:
        until_s = self._clock.now_s() + step.seconds
        seen = math.nan
        while self._clock.now_s() <= until_s:
            try:
                seen = self._value(step.registers[0])
            except InvalidReadingError as error:
                raise IncoherentError(str(error)) from error
            if COMPARE[step.until](seen, wanted):
                return
            pause()
        raise CommandTimeoutError(
            f"command {name!r}: {step.registers[0]} = {seen:g} did not become "
            f"{step.until.replace('==', '')}{wanted:g} within {step.seconds:g} s"
        )


def _takes_back(step: CommandStep, touched: set[str]) -> bool:
    return set(step.registers) <= touched and all(value in LOWERED for value in step.values)


def _values(step: CommandStep, seq: int, numbers: Mapping[str, float]) -> list[float]:
    known = {"$seq": float(seq)} | {f"${key}": value for key, value in numbers.items()}
    return [known[value] if isinstance(value, str) else float(value) for value in step.values]
