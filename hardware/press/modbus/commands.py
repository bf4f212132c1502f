"""A command of the map, step by step: write, pulse, wait until. Nothing is ever repeated here."""

import math
import operator
from collections.abc import Callable, Mapping

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


class CommandTimeoutError(LinkError):
    """A command was sent and the machine did not show in time that it took it."""

    @property
    @override
    def passing(self) -> bool:
        return False


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
        self._left: dict[str, tuple[CommandStep, ...]] = {}
        """Of a command that broke off: the step that was under way, and those after it."""

    def give(
        self, name: str, seq: int, pause: Callable[[], object], numbers: Mapping[str, float]
    ) -> None:
        """Give a command; see `hardware.press.modbus.machine.Machine.command`.

        Raises:
            CommandTimeoutError: if a wait was in vain.
            LinkError: if the line fails; the command may have arrived.
        """
        steps = self._map.commands[name]
        for index, step in enumerate(steps):
            if index:
                pause()  # on a slow line a heartbeat is due between two steps
            self._left[name] = steps[index:]
            values = _values(step, seq, numbers)
            if step.kind == "write":
                self._write(step, values)
            elif step.kind == "pulse":
                self._pulse(step)
            elif step.kind == "delay":
                self._delay(step, pause)
            else:
                self._wait(name, step, values[0], pause)
        self._left[name] = ()

    def finish(self, name: str, seq: int, numbers: Mapping[str, float], *, taken: bool) -> None:
        """Of a command that broke off: lower its pulse, and write what was still to be written.

        The write that was under way is never repeated: it may have arrived. What comes after it
        takes it back (lowers a coil, clears a command word), and a press whose START coil stays up
        would start again by itself.

        Args:
            name: key in [commands].
            seq: stands for `$seq`.
            numbers: what other `$` names stand for.
            taken: the machine has obeyed. If not, nothing new is written: only what was under way
                is taken back.

        Raises:
            LinkError: if the line fails.
        """
        under_way, *later = self._left.get(name) or (None,)
        if under_way is None:
            return
        if under_way.kind == "pulse":
            self._writes.one(under_way.registers[0], 0.0, read_back=False)
        for index, step in enumerate(later):
            self._left[name] = (under_way, *later[index:])
            takes_back = set(step.registers) <= set(under_way.registers)
            if step.kind == "write" and (taken or takes_back):
                self._write(step, _values(step, seq, numbers))
        self._left[name] = ()

    def _write(self, step: CommandStep, values: list[float]) -> None:
        if any("." in name for name in step.registers):
            for name, value in zip(step.registers, values, strict=True):
                self._writes.one(name, value)
        else:
            self._writes.together(dict(zip(step.registers, values, strict=True)))

    def _pulse(self, step: CommandStep) -> None:
        """0, 1, 0: the machine obeys the edge; a bit that somebody left at 1 is lowered first."""
        (name,) = step.registers
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


def _values(step: CommandStep, seq: int, numbers: Mapping[str, float]) -> list[float]:
    known = {"$seq": float(seq)} | {f"${key}": value for key, value in numbers.items()}
    return [known[value] if isinstance(value, str) else float(value) for value in step.values]
