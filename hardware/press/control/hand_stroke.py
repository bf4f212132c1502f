"""One stroke that a person presses: guided live to target and dwell, broken off in words.

The program cannot release the press: it can only say so.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hardware.errors import (
    PressFaultError,
    PressSilentError,
    PressUnreachableError,
    UnsafeProtocolError,
)
from hardware.press.connect.unreachable import unreachable
from hardware.press.control.release import disbelief
from hardware.press.control.setpoints import stroke_plan
from hardware.press.control.stroke_end import Record
from hardware.press.interface import Journal, Phase, Snapshot
from hardware.press.modbus.snapshot import MachineSnapshot
from hardware.press.protocol import Step
from hardware.press.register_map.model import PressMap
from hardware.press.register_map.transport import LinkError
from hardware.press.supervision.abort_latch import AbortLatch
from hardware.press.supervision.hand_guide import Guide, Instruction
from hardware.press.supervision.supervisor import Supervisor

BELL = "\a"
SAY_EVERY_S = 1.0
"""The same advice, with new numbers, comes at most so often."""
PATIENCE_S = 1800.0
"""A person may take so long for one stroke."""
BLIND_LOOKS = 10
"""After so many bad readings in a row nobody is guided any more."""


@dataclass(frozen=True)
class HandStroke:
    """Guides one stroke.

    Args:
        eye: the supervisor; its machine is only read.
        latch: where somebody asks to break off.
        tell: shows the guidance.
        watch: is shown each look.
    """

    eye: Supervisor
    latch: AbortLatch
    tell: Callable[[str], None]
    watch: Callable[[Snapshot], None] | None

    @property
    def _map(self) -> PressMap:
        return self.eye.machine.map

    def run(self, step: Step, detail: Mapping[str, object], journal: Journal) -> dict[str, None]:
        """Guide a person through it; what should be known of it afterwards.

        Raises:
            UnsafeProtocolError: the press is loaded; nobody was asked to press.
            PressFaultError: broken off; the load cell shows no force.
            PressSilentError: broken off, and the force is not known to be off.
        """
        plan = stroke_plan(step, self.eye.die, self._map, math.inf)
        guide = Guide(plan, self._map.supervision, self._map.press.ram_area_cm2)
        self._refuse_if_loaded()
        journal("intent", {**detail, "seq": 0})
        journal("started", {**detail, "seq": 0})
        self.eye.started = True
        flags: dict[str, None] = {}
        record = Record(journal, detail, flags)
        until_s, said, blind = self.eye.clock.now_s() + PATIENCE_S, Said(), 0
        while not guide.over:
            look = self._look(guide)
            blind = blind + 1 if math.isnan(look.load) else 0
            self._break_off_if(self._reason(look, until_s, blind), look, record)
            if not blind and said.due(advice := guide.advice(look.load), look.now_s):
                self.tell(f"{BELL if advice.urgent else ''}{step.name}: {advice.sentence}")
            if guide.phase in (Phase.IDLE, Phase.DONE):
                self._void_if_above(guide, step, record)
        self._believe(step, record)
        record.during("released", {})
        return flags | _of_the_hand(guide, step.name)

    def _refuse_if_loaded(self) -> None:
        """A press that is loaded before its stroke has an unknown history, or a wrong zero."""
        try:
            look = self.eye.patiently(self.eye.look, self._map.supervision.back_within_s)
        except LinkError as error:
            raise PressUnreachableError(unreachable(self._map, error)) from error
        if abs(look.load) <= self._map.supervision.unloaded_load:
            return
        kind = self.eye.die.load_kind
        shown = "; ".join(look.invalid) or kind.text(look.load)
        raise UnsafeProtocolError(
            f"the press is not unloaded before the stroke: it shows {shown}, above "
            f"{kind.text(self._map.supervision.unloaded_load)} (loaded, or the tare is off). "
            "Nobody was asked to press. Release it at its own valve, or tare it, then try again."
        )

    def _believe(self, step: Step, record: Record) -> None:
        """A zero is believed only while the probes prove that words mean what the map says."""
        within_s = self._map.supervision.back_within_s
        fault = self.eye.patiently(lambda: disbelief(self.eye.machine), within_s)
        if fault is None:
            return
        self.tell(f"{BELL}{step.name}: {fault}")
        record.during("lost", {"reason": fault})
        raise PressSilentError(
            f"step {step.name!r}: {fault}. The press may be loaded. Read its own gauge and release "
            "it slowly at its own valve; void the cell."
        )

    def _void_if_above(self, guide: Guide, step: Step, record: Record) -> None:
        if not guide.above_limit:
            return
        kind = self.eye.die.load_kind
        reason = (
            f"the {kind.noun} reached {kind.text(guide.peak_load)}, above "
            f"{kind.text(guide.plan.cap_load)}, the lowest limit of press and die"
        )
        record.during("aborted", {"reason": reason})
        raise PressFaultError(
            f"step {step.name!r}: {reason}. The press has released. The cell is void. Look at the "
            "die for cracks, and have it inspected, before it is used again."
        )

    def _look(self, guide: Guide) -> MachineSnapshot:
        self.eye.clock.sleep(self.eye.poll_s)
        try:
            look = self.eye.patiently(self.eye.machine.look, self._map.supervision.back_within_s)
        except LinkError as error:
            raise PressSilentError(
                f"the {self.eye.die.load_kind.sensor} does not answer any more ({error}). The "
                f"press may be loaded ({self.eye.last_seen()}). Release it slowly at its own "
                "valve; void the cell."
            ) from error
        phase = guide.phase
        if not math.isnan(look.load):
            phase = guide.see(look.now_s, look.load)
        if phase is not Phase.IDLE and self.eye.scene.plan is None:
            self.eye.scene.plan, self.eye.scene.began_s = guide.plan, look.now_s
        return self.eye.keep(look._replace(phase=phase), self.watch)

    def _reason(self, look: MachineSnapshot, until_s: float, blind: int) -> str | None:
        if self.latch.reason is not None:
            return f"abort asked for: {self.latch.reason}"
        alarms = [alarm.text for alarm in look.alarms if alarm.severity != "warn"]
        if alarms:
            return f"alarm of the {self.eye.die.load_kind.sensor}: {'; '.join(alarms)}"
        if blind > BLIND_LOOKS:
            kind = self.eye.die.load_kind
            return f"the {kind.sensor} shows no valid {kind.noun}: {'; '.join(look.invalid)}"
        if look.load < -2.0 * self._map.supervision.unloaded_load:
            kind = self.eye.die.load_kind
            return (
                f"the {kind.sensor} counts down under load: it shows {kind.text(look.load)} (does "
                f"[registers.{kind.noun}] need a negative scale?)"
            )
        if look.now_s > until_s:
            return f"the stroke has taken more than {PATIENCE_S:g} s"
        return None

    def _break_off_if(self, reason: str | None, look: MachineSnapshot, record: Record) -> None:
        if reason is None:
            return
        self.tell(f"{BELL}RELEASE SLOWLY NOW, at the press' own valve: {reason}")
        record.during("aborted", {"reason": reason})
        if abs(look.load) <= self._map.supervision.unloaded_load:
            raise PressFaultError(
                f"{reason}. It shows no {self.eye.die.load_kind.noun}. Void the cell."
            )
        shown = self.eye.die.load_kind.text(look.load)
        raise PressSilentError(
            f"{reason}. The press may be loaded ({shown} when last seen) and this program cannot "
            "release it. Release it slowly at its own valve; void the cell."
        )


@dataclass
class Said:
    """What was said last, and when."""

    key: str = ""
    at_s: float = -math.inf

    def due(self, advice: Instruction, now_s: float) -> bool:
        """True if it is worth saying now; then it counts as said."""
        if advice.key == self.key and now_s - self.at_s < SAY_EVERY_S:
            return False
        self.key, self.at_s = advice.key, now_s
        return True


def _of_the_hand(guide: Guide, step: str) -> dict[str, None]:
    """What a person should know of a stroke by hand."""
    found: dict[str, None] = {}
    kind, over = guide.plan.load_kind, guide.peak_load / guide.plan.target_load - 1.0
    if over > guide.limits.overshoot:
        reached = kind.text(guide.peak_load)
        found[f"{step}: pressed to {reached}, {over:.0%} above the target"] = None
    if guide.let_go:
        found[f"{step}: let go {guide.let_go} times before the target was reached"] = None
    return found
