"""The eye on the press: pause, heartbeat, look, sample; and the way back to a lost line.

The heartbeat is sent by the same loop that judges the press, never by a thread of its own: if
the loop hangs, the heartbeat stops and the deadman of the PLC releases.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from hardware.clock import Clock
from hardware.press.interface import Snapshot
from hardware.press.modbus.machine import Machine
from hardware.press.modbus.snapshot import MachineSnapshot
from hardware.press.protocol import Die
from hardware.press.register_map.transport import LinkError
from hardware.press.supervision.hand_guide import Guide
from hardware.press.supervision.line_watch import Interruption, LineWatch
from hardware.press.supervision.stroke_plan import StrokePlan
from hardware.press.trace.trace import Recorder

OPENING_S = 3.0
"""A line that is closed for a moment is tried again; whoever typed a wrong host waits so long."""
RETRY_S = 0.05
"""Between two tries to reach a press that was there a moment ago: its deadman runs."""
DEFAULT_DEADMAN_S = 2.0
"""Where the map states none: what makers of PLCs mostly set."""
GUARD_EVERY_S = 0.8
"""So often is read whether our set-points still stand: a stranger is seen within a second."""
BEAT_SHARE = 3.0
"""A heartbeat comes at most every so many looks: on a slow line the looks matter more."""
DEADMAN_SHARE = 0.25
"""But always after this share of the deadman."""

Done = TypeVar("Done")


@dataclass
class Scene:
    """What the samples taken now belong to."""

    step: int = -1
    name: str = ""
    plan: StrokePlan | None = None
    began_s: float = math.nan
    """When the force began to rise."""
    guide: Guide | None = None
    """Tells the phase from the force, where the machine does not tell it."""

    def planned_load(self, now_s: float) -> float:
        """Planned force now; nan outside a stroke."""
        if self.plan is None or math.isnan(self.began_s):
            return math.nan
        return self.plan.planned_load(now_s - self.began_s)


@dataclass
class Supervisor:
    """Looks at the machine at a steady pace and keeps what it sees."""

    machine: Machine
    clock: Clock
    die: Die
    poll_s: float
    recorder: Recorder = field(default_factory=Recorder)
    scene: Scene = field(default_factory=Scene)
    watch: Callable[[Snapshot], None] | None = None
    last: MachineSnapshot | None = None
    """The latest look that succeeded."""
    started: bool = False
    """True once a START may have been sent."""
    lively: bool = False
    """True if the force reading moved while nothing did: it has a live sensor's noise."""
    interruption: Interruption | None = None
    """What lay between the last two steady looks."""
    strangers: list[str] = field(default_factory=list)
    """What somebody else wrote, as last read."""
    line: LineWatch = field(init=False)
    _next_s: float = -math.inf
    _next_beat_s: float = -math.inf
    _next_guard_s: float = -math.inf

    def __post_init__(self) -> None:
        self.line = LineWatch(self.machine.link.failures)

    def pause(self) -> bool:
        """Wait for the next poll; show the machine that we live, if due; True if that was done.

        Raises:
            LinkError: if the line fails.
        """
        now_s = self.clock.now_s()
        self._next_s = max(self._next_s + self.poll_s, now_s)
        self.clock.sleep(self._next_s - now_s if self._next_s > now_s else 0.0)
        return self.beat_if_due()

    def beat_if_due(self) -> bool:
        """Heartbeat, if its period is over; True if it was sent.

        Raises:
            LinkError: if the line fails.
        """
        if self.clock.now_s() < self._next_beat_s:
            return False
        self.beat()
        return True

    def beat(self) -> None:
        """Heartbeat now; one that fails stays due.

        Raises:
            LinkError: if the line fails.
        """
        now_s = self.clock.now_s()
        self.machine.beat()
        self.line.answered(now_s)
        self._next_beat_s = now_s + self._beat_every_s()

    def _beat_every_s(self) -> float:
        """The map's period; longer on a slow line, within what the deadman allows."""
        table = self.machine.map.heartbeat
        look_s = self.last.took_s if self.last is not None else 0.0
        allowed_s = DEADMAN_SHARE * (table.deadman_s or math.inf)
        return max(table.period_s, min(BEAT_SHARE * look_s, allowed_s))

    def steady_look(self) -> MachineSnapshot:
        """Pause, heartbeat, look; what interrupts the line for a short time is read through.

        Raises:
            LinkError: if the machine is not back within `back_within_s`.
        """
        cause = ""
        try:
            self.pause()
            look = self.look()
            self.guard_if_due()
        except LinkError as error:
            cause = str(error)
            look = self.find_again(self.machine.map.supervision.back_within_s)
        self.interruption = self.line.interruption(cause, self.deadman_s)
        return look

    def guard_if_due(self) -> None:
        """Read now and then whether what we wrote still stands; see `strangers`.

        Raises:
            LinkError: if the line fails.
        """
        now_s = self.clock.now_s()
        if now_s >= self._next_guard_s:
            self.strangers = self.machine.strangers()
            self._next_guard_s = now_s + GUARD_EVERY_S

    @property
    def deadman_s(self) -> float:
        """Longest silence after which the machine must be assumed to have acted by itself."""
        return self.machine.map.heartbeat.deadman_s or DEFAULT_DEADMAN_S

    def look(self) -> MachineSnapshot:
        """Look once, keep the sample, show it to whoever watches.

        Raises:
            LinkError: if the line fails.
        """
        look = self.machine.look()
        if self.scene.guide is not None:
            look = look._replace(phase=self.scene.guide.phase_of(look))
        return self.keep(look, self.watch)

    def keep(
        self, look: MachineSnapshot, watch: Callable[[Snapshot], None] | None
    ) -> MachineSnapshot:
        """Keep a look as a sample of the present scene, and show it to whoever watches."""
        self.last = look
        self.line.answered(look.now_s)
        planned_mpa = self.die.mpa(self.scene.planned_load(look.now_s))
        mpa = self.die.mpa(look.load)
        force_kn = math.nan if self.die.isostatic else look.load  # a vessel has none
        self.recorder.add(
            now_s=look.now_s,
            force_kn=force_kn,
            mpa=mpa,
            planned_mpa=planned_mpa,
            phase=look.phase,
            step=self.scene.step,
            position_mm=look.position_mm,
            in_phase_s=look.in_phase_s,
            took_s=look.took_s,
        )
        if watch is not None:
            watch(self._snapshot(look, force_kn, mpa, planned_mpa))
        return look

    def fresh_look(self, within_s: float) -> MachineSnapshot | None:
        """Look until the machine's heartbeat has advanced, which proves that readings are live.

        At once where the map names no heartbeat of the machine; None if it stands still.

        Raises:
            LinkError: if the line fails.
        """
        first = self.look()
        until_s = self.clock.now_s() + within_s
        look = first
        while look.beat is not None and look.beat == first.beat:
            if self.clock.now_s() > until_s:
                return None
            self.clock.sleep(self.poll_s)  # no heartbeat: whoever only reads keeps nobody alive
            look = self.look()
        return look

    def find_again(self, within_s: float) -> MachineSnapshot:
        """Open the line again and look; reads only. The next heartbeat is due at once.

        Raises:
            LinkError: the last one, if the machine is not back within `within_s`.
        """
        look = self.patiently(self.look, within_s)
        self._next_beat_s = -math.inf
        return look

    def patiently(self, act: Callable[[], Done], within_s: float) -> Done:
        """Do what may be done again, through an interruption of the line.

        Only for reads, and before START for what moves nothing.

        Raises:
            LinkError: the last one, if the line is not back within `within_s`, or at once if the
                machine refuses for good.
        """
        until_s = self.clock.now_s() + within_s
        while True:
            try:
                self.reopen()
                return act()
            except LinkError as error:
                if not error.passing or self.clock.now_s() >= until_s:
                    raise
            self.clock.sleep(RETRY_S)

    def reopen(self) -> None:
        """Open the line if it is closed.

        Raises:
            LinkError: if nobody is there.
        """
        if not self.machine.link.is_open:
            self.machine.link.open()

    def last_seen(self) -> str:
        """The last known force, in words."""
        if self.last is None:
            return "its force was never seen"
        ago_s = self.clock.now_s() - self.last.now_s
        kind, seen = self.die.load_kind, self.last.load
        force = f"{kind.noun} unknown" if math.isnan(seen) else kind.text(seen)
        oil = "" if math.isnan(self.last.line_bar) else f", oil {self.last.line_bar:.1f} bar"
        return f"last seen {ago_s:.1f} s ago in state {self.last.phase.value!r} with {force}{oil}"

    def _snapshot(
        self, look: MachineSnapshot, force_kn: float, mpa: float, planned_mpa: float
    ) -> Snapshot:
        return Snapshot(
            now_s=look.now_s,
            phase=look.phase,
            force_kn=force_kn,
            mpa=mpa,
            planned_mpa=planned_mpa,
            step=self.scene.name,
            position_mm=_known(look.position_mm),
            line_bar=_known(look.line_bar),
            die_degc=_known(look.die_degc),
            in_phase_s=_known(look.in_phase_s),
            alarms=tuple(alarm.text for alarm in look.alarms),
        )


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value
