"""A person presses by hand; the load cell is read, and guides them live to target and dwell.

Nothing is ever written to the line. The program cannot release the press: it can only say so.
"""

import math
from collections.abc import Callable, Sequence

from hardware.clock import Clock, SystemClock
from hardware.errors import (
    PressUnreachableError,
    UnsafeProtocolError,
)
from hardware.press.connect.probes import probe
from hardware.press.connect.unreachable import unreachable
from hardware.press.control.hand_end import HandEnd
from hardware.press.control.hand_stroke import HandStroke
from hardware.press.control.stroke_end import after_strokes
from hardware.press.interface import (
    InterruptedFate,
    InterruptedVerdict,
    Journal,
    JournalEvent,
    PressRecord,
    Snapshot,
    StepRecord,
)
from hardware.press.modbus.link import Link
from hardware.press.modbus.machine import Machine
from hardware.press.options import PressSettings
from hardware.press.protocol import Die, PressProtocol
from hardware.press.register_map.model import PressMap
from hardware.press.register_map.transport import LinkError
from hardware.press.supervision.abort_latch import AbortLatch
from hardware.press.supervision.supervisor import OPENING_S, Scene, Supervisor
from hardware.press.trace.trace import achieved, not_sharp


class MonitoredPress:
    """A hand press with a load cell that can be read.

    Args:
        press_map: the checked press file.
        die: the mounted die.
        clock: everything that is timed uses it.
        settings: how to behave; its `tell` shows the guidance.
    """

    def __init__(
        self,
        press_map: PressMap,
        die: Die,
        *,
        clock: Clock | None = None,
        settings: PressSettings | None = None,
    ) -> None:
        self.map = press_map
        self.die = die
        self.settings = settings if settings is not None else PressSettings()
        self._clock: Clock = clock if clock is not None else SystemClock()
        self._machine = Machine(press_map, Link(press_map.transport, self._clock), self._clock)
        self._tell = self.settings.tell or _nobody_listens
        self._latch = AbortLatch()
        self._sensor = die.load_kind.sensor

    @property
    def simulated(self) -> bool:
        """True if whoever made this said so."""
        return self.settings.simulated

    def connect(self) -> None:
        """Reach the load cell and prove the map.

        Raises:
            PressUnreachableError: if nobody answers.
            UnsafeProtocolError: if map or die do not fit.
        """
        if self.die.serial and self.settings.die_serial != self.die.serial:
            raise UnsafeProtocolError(
                f"die {self.die.name!r} has serial {self.die.serial!r}; nobody has confirmed it. "
                "Nothing was pressed. Read the engraving and confirm it."
            )
        self._latch.clear()
        eye = Supervisor(self._machine, self._clock, self.die, self.settings.poll_s)
        try:
            found = eye.patiently(lambda: probe(self._machine), OPENING_S)
        except LinkError as error:
            raise PressUnreachableError(unreachable(self.map, error)) from error
        faults = [finding.sentence for finding in found if finding.mark == "fault"]
        if faults:
            raise UnsafeProtocolError(
                f"{self.map.source} does not fit the {self._sensor}: {' '.join(faults)} "
                "Nothing was pressed. Run: copress press check."
            )

    def press_cell(
        self,
        sample: int,
        protocol: PressProtocol,
        *,
        journal: Journal,
        watch: Callable[[Snapshot], None] | None = None,
    ) -> PressRecord:
        """Guide a person through one cell; see `hardware.press.interface.Press.press_cell`.

        Raises:
            UnsafeProtocolError: refused; nobody was asked to press.
            PressFaultError: broken off; the load cell shows no force.
            PressSilentError: broken off, and the force is not known to be off.
        """
        self.map.envelope.check(protocol, self.die)
        if self._latch.reason is not None:
            raise UnsafeProtocolError(
                f"an abort was asked for ({self._latch.reason}). Nobody was asked to press. Look "
                "at the press, then connect to it again."
            )
        eye = Supervisor(self._machine, self._clock, self.die, self.settings.poll_s)
        flags: dict[str, None] = {}
        for index, step in enumerate(protocol.steps):
            eye.scene = Scene(step=index, name=step.name)
            detail = {"sample": sample, "step": step.name, "target_mpa": step.target_mpa}
            with after_strokes(protocol.steps[:index]), HandEnd(eye, step.name):
                stroke = HandStroke(eye, self._latch, self._tell, watch)
                flags.update(stroke.run(step, detail, journal))
        if protocol.stack_mpa:
            flags["the fixture is closed by hand and not measured"] = None
        trace = eye.recorder.trace()
        timing = eye.recorder.timing()
        steps = tuple(achieved(trace, i, step, 0, timing) for i, step in enumerate(protocol.steps))
        for record in steps:
            flags.update(_remarks(record))
            flags.update(not_sharp(record))
        return PressRecord(sample, protocol, steps, trace, None, tuple(flags), self.simulated)

    def abort(self, reason: str) -> None:
        """Tell the person to release; a program cannot."""
        self._latch.ask(reason)
        self._tell(f"RELEASE SLOWLY NOW, at the press' own valve: {reason}")

    def settle(self, sample: int, last_events: Sequence[JournalEvent]) -> InterruptedVerdict:
        """Say what became of a cell whose trial has no end; reads only."""
        if not any(name == "started" for name, _ in last_events):
            return InterruptedVerdict(
                InterruptedFate.NOT_PRESSED, f"nobody was asked to press cell {sample} yet.", True
            )
        try:
            if not self._machine.link.is_open:
                self._machine.link.open()
            look = self._machine.look()
        except LinkError as error:
            return self._cannot_tell(f"does not answer ({error})")
        load = look.load
        if math.isnan(load):
            return self._cannot_tell(
                f"shows no valid {self.die.load_kind.noun} ({'; '.join(look.invalid)})"
            )
        if not abs(load) <= self.map.supervision.unloaded_load:
            still = self.die.load_kind.text(load)
            sentence = f"the press still carries {still}: release it at its own valve."
            return InterruptedVerdict(
                InterruptedFate.LOADED, sentence, press_is_free=False, load=load
            )
        sentence = "a person was pressing this cell by hand; ask them what became of it."
        return InterruptedVerdict(InterruptedFate.UNKNOWN, sentence, press_is_free=True, load=load)

    def _cannot_tell(self, why: str) -> InterruptedVerdict:
        sentence = f"the {self._sensor} {why}; look at the press and at the cell."
        return InterruptedVerdict(InterruptedFate.UNKNOWN, sentence, press_is_free=False)

    def fixture_mpa(self) -> float | None:
        """Nobody measures it."""
        return None

    def close(self) -> None:
        """Close the line."""
        self._machine.link.close()


def _nobody_listens(sentence: str) -> None:
    del sentence


def _remarks(step: StepRecord) -> dict[str, None]:
    remarks: dict[str, None] = {}
    if step.dwell_s < 0.95 * step.planned.dwell_s - 1.0:
        remarks[f"{step.name}: held {step.dwell_s:.1f} s of {step.planned.dwell_s:.1f} s"] = None
    return remarks


def open_press(
    press_map: PressMap, die: Die, *, clock: Clock | None = None, settings: PressSettings
) -> MonitoredPress:
    """Make the press of a checked map; nothing is connected yet."""
    return MonitoredPress(press_map, die, clock=clock, settings=settings)
