"""The press on its stand: one stroke at low load for a commissioning, and what was seen of it."""

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise

from hardware.clock import Clock
from hardware.errors import StrokeError
from hardware.press.commissioning.commissioning_record import Answer, failed, passed
from hardware.press.control.readiness import MOVING, is_unloaded
from hardware.press.control.setpoints import command_numbers, setpoints, stroke_plan
from hardware.press.interface import Phase, Press, PressRecord, Snapshot
from hardware.press.modbus.link import Link
from hardware.press.modbus.machine import Machine
from hardware.press.modbus.snapshot import MachineSnapshot
from hardware.press.open import open_press
from hardware.press.options import PressSettings
from hardware.press.protocol import Die, PressProtocol, Step
from hardware.press.register_map.model import PressMap
from hardware.press.register_map.transport import LinkError
from hardware.recorded_trace import PressTrace

Ask = Callable[[str], str]
RAMP_S, RELEASE_S = 6.0, 6.0
"""A stroke takes so long up and down: slow enough to be followed by eye."""
SHORT_HOLD_S = 10.0  # chosen: a person reads the panel once
STILL_S = 10.0
"""So long nothing may move after a button is let out or a cable is back."""
BACK_WITHIN_S = 120.0
"""A cable is plugged in again by then."""


@dataclass
class SeenStroke:
    """What was seen of one stroke."""

    seen: list[Snapshot] = field(default_factory=list)
    record: PressRecord | None = None
    error: StrokeError | None = None

    @property
    def trace(self) -> PressTrace | None:
        """Everything recorded, the release included."""
        if self.record is not None:
            return self.record.trace
        return self.error.trace if self.error is not None else None

    @property
    def peak(self) -> float:
        """Largest load seen, MPa; nan if nothing was."""
        known = [snapshot.mpa for snapshot in self.seen if not math.isnan(snapshot.mpa)]
        return max(known, default=math.nan)

    @property
    def longest_gap_s(self) -> float:
        """Longest time in which nothing was seen."""
        times = [] if self.trace is None else [float(time_s) for time_s in self.trace.time_s]
        return max((b - a for a, b in pairwise(times)), default=0.0)

    def seconds_in(self, phase: Phase) -> float:
        """Time between the first and the last look at a phase."""
        trace = self.trace
        if trace is None:
            return 0.0
        times = [
            float(t) for t, seen in zip(trace.time_s, trace.phase, strict=True) if seen == phase
        ]
        return times[-1] - times[0] if times else 0.0


@dataclass
class Stand:
    """A press, the die in it, and the people next to it.

    Args:
        press_map: the checked press file.
        die: what stands in the press.
        clock: seconds.
        ask: shows a question, returns what was typed.
        tell: shows a sentence.
        low_mpa: load of every stroke.
        settings: of the adapter.
    """

    press_map: PressMap
    die: Die
    clock: Clock
    ask: Ask
    tell: Callable[[str], None]
    low_mpa: float
    settings: PressSettings

    def number(self, question: str) -> float:
        """A number that somebody read off; nan if what was typed is none."""
        typed = self.ask(question).strip().replace(",", ".")
        try:
            return float(typed)
        except ValueError:
            return math.nan

    def stroke(self, dwell_s: float, at_hold: Callable[[Press], None] | None = None) -> SeenStroke:
        """Press once at low load; `at_hold` is called once when the hold begins.

        Raises:
            UnsafeProtocolError: if the press may not be started.
            PressUnreachableError: if nobody answers.
        """
        found = SeenStroke()
        step = Step(
            "copress", self.low_mpa, dwell_s, self.low_mpa / RAMP_S, self.low_mpa / RELEASE_S
        )
        press = open_press(self.press_map, self.die, clock=self.clock, settings=self.settings)
        press.connect()

        def watch(snapshot: Snapshot) -> None:
            began = all(earlier.phase is not Phase.HOLD for earlier in found.seen)
            found.seen.append(snapshot)
            if snapshot.phase is Phase.HOLD and began and at_hold is not None:
                at_hold(press)

        try:
            found.record = press.press_cell(
                1, PressProtocol((step,)), journal=lambda event, detail: None, watch=watch
            )
        except StrokeError as error:
            found.error = error
        finally:
            press.close()
        return found

    @contextmanager
    def machine(self) -> Iterator[Machine]:
        """The machine alone, for looks; waits until the line is back.

        Raises:
            LinkError: if it is not back in time.
        """
        link = Link(self.press_map.transport, self.clock)
        until_s = self.clock.now_s() + BACK_WITHIN_S
        while not link.is_open:
            try:
                link.open()
            except LinkError:
                if self.clock.now_s() > until_s:
                    raise
                self.clock.sleep(1.0)
        try:
            yield Machine(self.press_map, link, self.clock)
        finally:
            link.close()

    def looks(self, seconds: float) -> list[MachineSnapshot]:
        """Looks for some seconds; reads only.

        Raises:
            LinkError: if the line is not back in time.
        """
        found: list[MachineSnapshot] = []
        with self.machine() as machine:
            until_s = self.clock.now_s() + seconds
            while not found or self.clock.now_s() < until_s:
                found.append(machine.look())
                self.clock.sleep(self.settings.poll_s)
        return found

    def rests(self, look: MachineSnapshot) -> bool:
        """True if nothing moves and the load is off."""
        return is_unloaded(look, self.press_map) and look.phase not in MOVING


def still(stand: Stand, key: str, ack_seq: int | None) -> Answer:
    """Nothing moves and nothing is acknowledged while nobody sends anything."""
    looks = stand.looks(STILL_S)
    known = [look for look in looks if not math.isnan(look.load)]
    if not known:
        return failed(
            key, f"its {stand.press_map.load_kind.noun} cannot be read: {looks[-1].invalid}"
        )
    moved = [look for look in known if look.phase in MOVING or not stand.rests(look)]
    if moved:
        shown = stand.press_map.load_kind.text(moved[0].load)
        return failed(key, f"the press moved by itself: {moved[0].phase.value}, {shown}")
    if ack_seq is not None and looks[-1].ack_seq != ack_seq:
        sentence = (
            f"the PLC acknowledged {looks[-1].ack_seq} after {ack_seq} while nobody sent anything"
        )
        return failed(key, sentence)
    return passed(key, still_s=STILL_S)


def orders(stand: Stand, mpa: float) -> tuple[dict[str, float], dict[str, float]]:
    """Set-points and numbers of a stroke, without the check against the machine's own limit."""
    step = Step("copress", mpa, SHORT_HOLD_S, stand.low_mpa / RAMP_S, stand.low_mpa / RELEASE_S)
    plan = stroke_plan(step, stand.die, stand.press_map, math.inf)
    values = setpoints(plan, stand.press_map, PressProtocol((step,)), stand.die, 1)
    return values, command_numbers(plan)
