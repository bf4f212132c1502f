"""What a look means for a running stroke, and whether to let go. Reads nothing, writes nothing.

The cycle table says what may follow what; the interlocks say what force and travel may do; here
they meet the machine's own state, its heartbeat, its boot id and its alarms.
"""

import math
from dataclasses import dataclass, field

from hardware.press.control.cycle_table import Cycle, CycleEvent, CyclePhase
from hardware.press.control.setpoints import is_unloaded
from hardware.press.interface import Journal, Phase
from hardware.press.modbus.snapshot import MachineSnapshot
from hardware.press.register_map.model import PressMap
from hardware.press.supervision.abort_latch import AbortLatch
from hardware.press.supervision.interlocks import Interlocks
from hardware.press.supervision.stroke_plan import StrokePlan
from hardware.press.supervision.supervisor import DEFAULT_DEADMAN_S, Scene

SEEN: dict[Phase, CycleEvent] = {
    Phase.APPROACH: CycleEvent.SEE_RAMP,
    Phase.RAMP: CycleEvent.SEE_RAMP,
    Phase.HOLD: CycleEvent.SEE_HOLD,
    Phase.RELEASE: CycleEvent.SEE_RELEASE,
    Phase.ABORTED: CycleEvent.SEE_STOP,
    Phase.FAULT: CycleEvent.SEE_STOP,
    Phase.ESTOP: CycleEvent.SEE_STOP,
    Phase.MANUAL: CycleEvent.SEE_STOP,
    Phase.INIT: CycleEvent.SEE_STOP,
}


class TripError(Exception):
    """Reason to release now."""


@dataclass
class StrokeWatch:
    """Understands and judges the looks of one stroke.

    Args:
        press_map: the press file.
        plan: the step in the machine's terms.
        seq: sequence number of its START.
        scene: notified when the force begins to rise.
        latch: where a person asks for a release.
        note: writes one journal entry.
    """

    press_map: PressMap
    plan: StrokePlan
    seq: int
    scene: Scene
    latch: AbortLatch
    note: Journal
    cycle: Cycle = field(default_factory=Cycle)
    boot_id: int | None = None
    moved: bool = False
    """True once the press was seen in motion."""
    ending: bool = False
    """True once we have asked for the release that ends the hold."""
    acknowledged: bool = False
    """True once the press has shown the number of our START."""
    interlocks: Interlocks = field(init=False)
    _beat: tuple[int | None, float] = (None, math.inf)
    _waiting_since_s: float | None = None

    def __post_init__(self) -> None:
        has_force = self.press_map.load_kind.noun in self.press_map.registers
        area_cm2 = self.press_map.press.ram_area_cm2 if has_force else None
        commanded = "sp_ramp" in self.press_map.setpoints
        self.interlocks = Interlocks(
            self.plan,
            self.press_map.supervision,
            area_cm2,
            commanded,
            self.press_map.envelope.max_die_degc,
        )

    @property
    def deadman_s(self) -> float:
        """Longest silence after which the machine must be assumed to have acted by itself."""
        return self.press_map.heartbeat.deadman_s or DEFAULT_DEADMAN_S

    def flags(self) -> dict[str, None]:
        """What a person should know of a stroke that came to its end."""
        self.interlocks.hold.end()
        found = dict(self.interlocks.flags)
        if "ack_seq" in self.press_map.registers and not self.acknowledged:
            found[f"{self.plan.name}: the press never showed the number of START, {self.seq}"] = (
                None
            )
        return found

    def same_boot(self, look: MachineSnapshot) -> None:
        """Trip if the machine has restarted since the stroke was armed.

        Raises:
            TripError: with both boot ids.
        """
        if look.boot_id != self.boot_id:
            raise TripError(
                f"the PLC has started again (boot id {self.boot_id} became {look.boot_id})"
            )

    def understand(self, look: MachineSnapshot) -> None:
        """Feed the cycle with what is seen, announce what changed, judge.

        Raises:
            TripError: the reason to release now.
            CycleError: the press does what nobody asked for.
        """
        self.same_boot(look)
        self._machine_lives(look)
        self.origin(look)
        was = self.cycle.phase
        event = self._event(look)
        if event is not None:
            self.cycle.feed(event)
        self._announce(was, look)
        self._judge(look)

    def _event(self, look: MachineSnapshot) -> CycleEvent | None:
        if any(alarm.severity != "warn" for alarm in look.alarms):
            return CycleEvent.SEE_STOP
        asked = self.ending and look.phase is Phase.ABORTED  # its word for the release we ordered
        if asked or look.phase in (Phase.IDLE, Phase.DONE):
            return self._done_event(look)
        if look.phase is Phase.INIT and not self.moved:
            return None
        return SEEN[look.phase]

    def _done_event(self, look: MachineSnapshot) -> CycleEvent | None:
        """Over, once it has moved for us and carries nothing; whichever number it shows by then.

        A press whose dwell we time has taken the number of our RELEASE, and some clear the number.
        """
        over = self.moved and is_unloaded(look, self.press_map)
        return CycleEvent.SEE_DONE if over else None

    def origin(self, look: MachineSnapshot) -> None:
        """Start the plan's clock when the machine begins to ramp."""
        self.acknowledged = self.acknowledged or look.ack_seq == self.seq
        if look.phase in (Phase.APPROACH, Phase.RAMP, Phase.HOLD, Phase.RELEASE):
            self.moved = True
        if look.phase is Phase.RAMP and math.isnan(self.scene.began_s):
            self.scene.began_s = look.now_s

    def _announce(self, was: CyclePhase, look: MachineSnapshot) -> None:
        now, key = self.cycle.phase, self.plan.load_kind.key
        if was is now:
            return
        seen = {key("force_kn"): look.load}
        if now is CyclePhase.HOLDING and was is not CyclePhase.ADRIFT:
            self.note("hold_begin", seen)
        held = was in (CyclePhase.HOLDING, CyclePhase.ADRIFT)
        if held and now in (CyclePhase.RELEASING, CyclePhase.DONE):
            self.note("hold_end", seen)
        if now is CyclePhase.DONE:
            self.note("released", {**seen, key("peak_kn"): look.peak_load})

    def _judge(self, look: MachineSnapshot) -> None:
        if self.cycle.phase is CyclePhase.DONE:
            return
        if self.latch.reason is not None:
            raise TripError(f"abort asked for: {self.latch.reason}")
        if self.cycle.phase is CyclePhase.STOPPED:
            alarms = "; ".join(alarm.text for alarm in look.alarms) or "no alarm shown"
            raise TripError(f"the press stopped by itself ({look.phase.value}: {alarms})")
        reason = self.interlocks.trip(look) or self._overdue(look)
        if reason is not None:
            raise TripError(reason)

    def _overdue(self, look: MachineSnapshot) -> str | None:
        """The machine neither moves, nor ends the hold, nor the release, within its time."""
        limits = self.press_map.supervision
        began_s = self.scene.began_s
        if math.isnan(began_s):
            self._waiting_since_s = self._waiting_since_s or look.now_s
            waited_s = look.now_s - self._waiting_since_s
            return "the press does not begin to ramp" if waited_s > 6 * limits.no_rise_s else None
        plan = self.plan
        allowed_s = plan.ramp_s * limits.ramp_time_factor + limits.ramp_slack_s + plan.dwell_s * 1.1
        allowed_s += 2.0 * plan.release_s + limits.release_slack_s
        taken_s = look.now_s - began_s
        if taken_s > allowed_s:
            return f"the stroke has taken {taken_s:.0f} s; {allowed_s:.0f} s are allowed"
        return None

    def _machine_lives(self, look: MachineSnapshot) -> None:
        beat, since_s = self._beat
        if look.beat is None or look.beat != beat:
            self._beat = (look.beat, look.now_s)
        elif look.now_s - since_s > self.deadman_s:
            raise TripError(
                f"the heartbeat of the PLC stands still for {look.now_s - since_s:.1f} s; its "
                "readings are not fresh"
            )
