"""A person presses by hand; the load cell is read, and guides them live to target and dwell.

Nothing is ever written to the line. The program cannot release the press: it can only say so.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from hardware.clock import Clock, SystemClock
from hardware.errors import (
    PressFaultError,
    PressSilentError,
    PressUnreachableError,
    UnsafeProtocolError,
)
from hardware.press.commissioning.diagnostics import unreachable
from hardware.press.commissioning.map_check import probe
from hardware.press.control.hand_end import HandEnd
from hardware.press.control.setpoints import stroke_plan
from hardware.press.control.stroke_end import Record
from hardware.press.interface import (
    Fate,
    Journal,
    JournalEvent,
    Phase,
    PressRecord,
    Snapshot,
    StepRecord,
    Verdict,
)
from hardware.press.modbus.link import Link
from hardware.press.modbus.machine import Machine
from hardware.press.modbus.snapshot import MachineSnapshot
from hardware.press.options import PressSettings
from hardware.press.protocol import Die, PressProtocol, Step
from hardware.press.register_map.model import PressMap
from hardware.press.register_map.transport import LinkError
from hardware.press.supervision.abort_latch import AbortLatch
from hardware.press.supervision.hand_guide import Advice, Guide
from hardware.press.supervision.supervisor import OPENING_S, Scene, Supervisor
from hardware.press.trace import achieved, not_sharp

BELL = "\a"
SAY_EVERY_S = 1.0
"""The same advice, with new numbers, comes at most so often."""
PATIENCE_S = 1800.0
"""A person may take so long for one stroke."""
BLIND_LOOKS = 10
"""After so many bad readings in a row nobody is guided any more."""


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
        self._sensor = die.load.sensor

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
        self._latch.clear()
        eye = Supervisor(self._machine, self._clock, self.die, self.settings.poll_s)
        flags: dict[str, None] = {}
        for index, step in enumerate(protocol.steps):
            eye.scene = Scene(step=index, name=step.name)
            detail = {"sample": sample, "step": step.name, "target_mpa": step.target_mpa}
            with HandEnd(eye, step.name):
                flags.update(self._stroke(eye, step, detail, journal, watch))
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

    def settle(self, sample: int, last_events: Sequence[JournalEvent]) -> Verdict:
        """Say what became of a cell whose trial has no end; reads only."""
        if not any(name == "started" for name, _ in last_events):
            return Verdict(Fate.NOT_PRESSED, f"nobody was asked to press cell {sample} yet.", True)
        try:
            if not self._machine.link.is_open:
                self._machine.link.open()
            force_kn = self._machine.look().force_kn
        except LinkError as error:
            told = (
                f"the {self._sensor} does not answer ({error}); look at the press and at the cell."
            )
            return Verdict(Fate.UNKNOWN, told, press_is_free=False)
        if not abs(force_kn) <= self.map.supervision.unloaded_kn:
            still = self.die.load.text(force_kn)
            told = f"the press still carries {still}: release it at its own valve."
            return Verdict(Fate.LOADED, told, press_is_free=False, force_kn=force_kn)
        told = "a person was pressing this cell by hand; ask them what became of it."
        return Verdict(Fate.UNKNOWN, told, press_is_free=True, force_kn=force_kn)

    def fixture_mpa(self) -> float | None:
        """Nobody measures it."""
        return None

    def close(self) -> None:
        """Close the line."""
        self._machine.link.close()

    def _stroke(
        self,
        eye: Supervisor,
        step: Step,
        detail: dict[str, object],
        journal: Journal,
        watch: Callable[[Snapshot], None] | None,
    ) -> dict[str, None]:
        guide = Guide(stroke_plan(step, self.die, self.map, math.inf), self.map.supervision)
        self._refuse_if_loaded(eye)
        journal("intent", {**detail, "seq": 0})
        journal("started", {**detail, "seq": 0})
        eye.started = True
        flags: dict[str, None] = {}
        record = Record(journal, detail, flags)
        until_s, said, blind = self._clock.now_s() + PATIENCE_S, Said(), 0
        while not guide.over:
            look = self._look(eye, guide, watch)
            blind = blind + 1 if math.isnan(look.force_kn) else 0
            self._break_off_if(self._reason(look, until_s, blind), look, record)
            if not blind and said.due(advice := guide.advice(look.force_kn), look.now_s):
                self._tell(f"{BELL if advice.urgent else ''}{step.name}: {advice.sentence}")
            if guide.phase in (Phase.IDLE, Phase.DONE):
                self._void_if_above(guide, step, record)
        record.during("released", {})
        return flags | _of_the_hand(guide, step.name)

    def _refuse_if_loaded(self, eye: Supervisor) -> None:
        """A press that is loaded before its stroke has an unknown history, or a wrong zero."""
        try:
            look = eye.patiently(eye.look, self.map.supervision.back_within_s)
        except LinkError as error:
            raise PressUnreachableError(unreachable(self.map, error)) from error
        if abs(look.force_kn) <= self.map.supervision.unloaded_kn:
            return
        shown = "; ".join(look.invalid) or self.die.load.text(look.force_kn)
        raise UnsafeProtocolError(
            f"the press is not unloaded before the stroke: it shows {shown}, above "
            f"{self.die.load.text(self.map.supervision.unloaded_kn)} (loaded, or the tare is off). "
            "Nobody was asked to press. Release it at its own valve, or tare it, then try again."
        )

    def _void_if_above(self, guide: Guide, step: Step, record: Record) -> None:
        if not guide.above_limit:
            return
        load = self.die.load
        reason = (
            f"the {load.noun} reached {load.text(guide.peak_kn)}, above "
            f"{load.text(guide.plan.cap_kn)}, the lowest limit of press and die"
        )
        record.during("aborted", {"reason": reason})
        raise PressFaultError(
            f"step {step.name!r}: {reason}. The press has released. The cell is void. Look at the "
            "die for cracks, and have it inspected, before it is used again."
        )

    def _look(
        self, eye: Supervisor, guide: Guide, watch: Callable[[Snapshot], None] | None
    ) -> MachineSnapshot:
        eye.clock.sleep(eye.poll_s)
        try:
            look = self._machine.look()
        except LinkError:
            try:
                look = eye.find_again(self.map.supervision.back_within_s)
            except LinkError as error:
                raise PressSilentError(
                    f"the {self._sensor} does not answer any more ({error}). The press may be "
                    f"loaded ({eye.last_seen()}). Release it slowly at its own valve; void "
                    "the cell."
                ) from error
        phase = guide.phase
        if not math.isnan(look.force_kn):
            phase = guide.see(look.now_s, look.force_kn)
        if phase is not Phase.IDLE and eye.scene.plan is None:
            eye.scene.plan, eye.scene.began_s = guide.plan, look.now_s
        return eye.keep(replace(look, phase=phase), watch)

    def _reason(self, look: MachineSnapshot, until_s: float, blind: int) -> str | None:
        if self._latch.reason is not None:
            return f"abort asked for: {self._latch.reason}"
        alarms = [alarm.text for alarm in look.alarms if alarm.severity != "warn"]
        if alarms:
            return f"alarm of the {self._sensor}: {'; '.join(alarms)}"
        if blind > BLIND_LOOKS:
            return (
                f"the {self._sensor} shows no valid {self.die.load.noun}: {'; '.join(look.invalid)}"
            )
        if look.now_s > until_s:
            return f"the stroke has taken more than {PATIENCE_S:g} s"
        return None

    def _break_off_if(self, reason: str | None, look: MachineSnapshot, record: Record) -> None:
        if reason is None:
            return
        self._tell(f"{BELL}RELEASE SLOWLY NOW, at the press' own valve: {reason}")
        record.during("aborted", {"reason": reason})
        if abs(look.force_kn) <= self.map.supervision.unloaded_kn:
            raise PressFaultError(f"{reason}. It shows no {self.die.load.noun}. Void the cell.")
        raise PressSilentError(
            f"{reason}. The press may be loaded ({self.die.load.text(look.force_kn)} when last "
            "seen) and this program cannot release it. Release it slowly at its own valve; void "
            "the cell."
        )


@dataclass
class Said:
    """What was said last, and when."""

    key: str = ""
    at_s: float = -math.inf

    def due(self, advice: Advice, now_s: float) -> bool:
        """True if it is worth saying now; then it counts as said."""
        if advice.key == self.key and now_s - self.at_s < SAY_EVERY_S:
            return False
        self.key, self.at_s = advice.key, now_s
        return True


def _of_the_hand(guide: Guide, step: str) -> dict[str, None]:
    """What a person should know of a stroke by hand."""
    told: dict[str, None] = {}
    load, over = guide.plan.load, guide.peak_kn / guide.plan.target_kn - 1.0
    if over > guide.limits.overshoot:
        told[f"{step}: pressed to {load.text(guide.peak_kn)}, {over:.0%} above the target"] = None
    if guide.let_go:
        told[f"{step}: let go {guide.let_go} times before the target was reached"] = None
    return told


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
