"""What a look means for a running stroke, and whether to let go. Writes nothing itself.

The cycle table says what may follow what; the interlocks say what force and travel may do; here
they meet the machine's own state, its heartbeat, its boot id and its alarms.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field

from hardware.press.control.cycle_table import Cycle, CycleError, CycleEvent, CyclePhase
from hardware.press.control.readiness import AT_REST, is_unloaded
from hardware.press.interface import Journal, Phase
from hardware.press.modbus.snapshot import MachineSnapshot
from hardware.press.register_map.model import PressMap
from hardware.press.supervision.abort_latch import AbortLatch
from hardware.press.supervision.interlocks import Interlocks
from hardware.press.supervision.stroke_plan import StrokePlan
from hardware.press.supervision.supervisor import DEFAULT_DEADMAN_S, Scene

LONG_HOLD = 1.1
"""A hold may be longer than asked for by a tenth, what the slowest clocks differ by, and by the
`ramp_slack_s` of the map, in which its regulator finds the target. Chosen."""
STILL_HELD = 0.85
"""From this share of the target on a press that says "hold" does hold: some say it while they
release."""
AT_REST_S = 0.5
"""So long a stroke must be seen to be over before that is believed: a gateway may answer a look
with zeros, and a valve that leaks loads the press again. Chosen: ten looks of 0.05 s."""

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
        believe: asked before a stroke counts as over; raises TripError where what the machine
            shows cannot be believed.
    """

    press_map: PressMap
    plan: StrokePlan
    seq: int
    scene: Scene
    latch: AbortLatch
    note: Journal
    believe: Callable[[], None]
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
    _holds_since_s: float = math.inf
    _empties_since_s: float = math.inf
    _over_since_s: float | None = None
    """Since when each look shows the stroke over."""
    _rested: bool = False
    """The press was seen unloaded since it last moved."""

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
    def resting(self) -> bool:
        """True if the latest look shows the stroke over, believed or not yet."""
        return self._over_since_s is not None

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
            raise TripError(self.restarted(look))

    def restarted(self, look: MachineSnapshot) -> str:
        """The sentence for another boot id than the one before the stroke."""
        return f"the PLC has started again (boot id {self.boot_id} became {look.boot_id})"

    def understand(self, look: MachineSnapshot) -> None:
        """Feed the cycle with what is seen, announce what changed, judge.

        Raises:
            TripError: the reason to release now.
        """
        self.same_boot(look)
        self._machine_lives(look)
        self.origin(look)
        was = self.cycle.phase
        event = self._event(look)
        if event is not None:
            self._feed(event, look)
        self._announce(was, look)
        self._judge(look)

    def _feed(self, event: CycleEvent, look: MachineSnapshot) -> None:
        try:
            self.cycle.feed(event)
        except CycleError as error:
            raise TripError(
                f"the press was {self.cycle.phase.value} and now shows {look.phase.value!r}, which "
                "nobody asked for"
            ) from error

    def _event(self, look: MachineSnapshot) -> CycleEvent | None:
        if any(alarm.severity != "warn" for alarm in look.alarms):
            return CycleEvent.SEE_STOP
        asked = self.ending and look.phase is Phase.ABORTED  # its word for the release we ordered
        if asked or look.phase in (Phase.IDLE, Phase.DONE):
            return self._done_event(look)
        self._over_since_s, self._rested = None, False
        if look.phase is Phase.INIT and not self.moved:
            return None
        return CycleEvent.SEE_HOLD if self._regulates(look) else SEEN[look.phase]

    def _regulates(self, look: MachineSnapshot) -> bool:
        """A regulator that finds its target leaves the band and comes back: no second ramp."""
        again = look.phase is Phase.RAMP and self.cycle.phase is CyclePhase.HOLDING
        target_load = self.plan.target_load
        off = abs(look.load - target_load) / target_load
        if not again or not off <= self.press_map.supervision.hold_tolerance:
            return False
        sentence = "the press went back to its ramp for a moment, at its target"
        self.interlocks.flags[f"{self.plan.name}: {sentence}"] = None
        return True

    def _done_event(self, look: MachineSnapshot) -> CycleEvent | None:
        """Over, once it has moved for us, carries nothing and stays so; whichever number it shows.

        A press whose dwell we time has taken the number of our RELEASE, and some clear the number.
        """
        if not self.moved or not is_unloaded(look, self.press_map):
            self._loaded_again(look)
            return None
        self._rested = True
        if self._over_since_s is None:
            self._over_since_s = look.now_s
        if look.now_s - self._over_since_s < AT_REST_S:
            return None
        self.believe()
        return CycleEvent.SEE_DONE

    def _loaded_again(self, look: MachineSnapshot) -> None:
        """Noise at the threshold is no load; twice the threshold is.

        Raises:
            TripError: the stroke was over, and the press is loaded again.
        """
        self._over_since_s = None
        if self._rested and look.load > 2.0 * self.press_map.supervision.unloaded_load:
            shown = self.plan.load_kind.text(look.load)
            raise TripError(f"the stroke was over, and the press shows {shown} again")

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
        if now not in (CyclePhase.HOLDING, CyclePhase.ADRIFT):
            self._holds_since_s = math.inf
        elif was not in (CyclePhase.HOLDING, CyclePhase.ADRIFT):
            self._holds_since_s = look.now_s
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
            shown = [alarm.text for alarm in look.alarms] or list(look.invalid)
            reasons = "; ".join(shown) or "no alarm shown"
            raise TripError(f"the press stopped by itself ({look.phase.value}: {reasons})")
        reason = self.interlocks.trip(look) or self._overdue(look)
        if reason is not None:
            raise TripError(reason)

    def _overdue(self, look: MachineSnapshot) -> str | None:
        """The machine neither moves, nor ends the hold, nor the release, within its time."""
        limits = self.press_map.supervision
        began_s = self.scene.began_s
        if math.isnan(began_s):
            if self._waiting_since_s is None:
                self._waiting_since_s = look.now_s
            waited_s = look.now_s - self._waiting_since_s
            return "the press does not begin to ramp" if waited_s > 6 * limits.no_rise_s else None
        if (reason := self._not_empty(look)) is not None:
            return reason
        held_s = look.now_s - self._holds_since_s
        if held_s > self._longest_hold_s and look.load > STILL_HELD * self.plan.target_load:
            return (
                f"the press has held for {held_s:.1f} s; {self.plan.dwell_s:g} s were asked for "
                "(does it count its dwell in another unit?)"
            )
        plan = self.plan
        allowed_s = plan.ramp_s * limits.ramp_time_factor + limits.ramp_slack_s + plan.dwell_s * 1.1
        allowed_s += 2.0 * plan.release_s + limits.release_slack_s
        taken_s = look.now_s - began_s
        if taken_s > allowed_s:
            return f"the stroke has taken {taken_s:.0f} s; {allowed_s:.0f} s are allowed"
        return None

    def _not_empty(self, look: MachineSnapshot) -> str | None:
        """The press releases, or says that it rests, and its force stays."""
        if self.cycle.phase is not CyclePhase.RELEASING and look.phase not in AT_REST:
            self._empties_since_s = math.inf
            return None
        self._empties_since_s = min(self._empties_since_s, look.now_s)
        taken_s = look.now_s - self._empties_since_s
        limits = self.press_map.supervision
        if taken_s <= 2.0 * self.plan.release_s + limits.release_slack_s:
            return None
        shown = self.plan.load_kind.text(look.load)
        return f"the press says {look.phase.value!r} for {taken_s:.0f} s and still shows {shown}"

    @property
    def _longest_hold_s(self) -> float:
        plan, slack_s = self.plan, self.press_map.supervision.ramp_slack_s
        return LONG_HOLD * plan.dwell_s + slack_s + (1.0 - STILL_HELD) * 2.0 * plan.release_s

    def _machine_lives(self, look: MachineSnapshot) -> None:
        beat, since_s = self._beat
        if look.beat is None or look.beat != beat:
            self._beat = (look.beat, look.now_s)
        elif look.now_s - since_s > self.deadman_s:
            raise TripError(
                f"the heartbeat of the PLC stands still for {look.now_s - since_s:.1f} s; its "
                "readings are not fresh"
            )
