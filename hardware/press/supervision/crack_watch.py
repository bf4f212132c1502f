"""May the cell have cracked? A drop of force or a step of travel is a suspicion, no fault. Pure."""

import math
from dataclasses import dataclass

from hardware.press.interface import Phase
from hardware.press.modbus.snapshot import MachineSnapshot
from hardware.press.register_map.schema.limits import SupervisionTable
from hardware.press.supervision.hold import HoldWatch
from hardware.press.supervision.stroke_plan import StrokePlan

JUDGED_OVER_S = 0.1
"""`position_jump_mm` is meant for looks so far apart."""
LATE_SHARE = 0.5
"""Without a clock of the machine, answers may be on their way for so much of the time between."""
AT_ONCE_S = 0.6
"""Of looks further apart nobody can say that something happened at once."""


@dataclass
class CrackWatch:
    """Follows hold and release of one stroke.

    Args:
        plan: the stroke.
        limits: [supervision] of the press file.
        hold: knows whether the machine's count of time can be trusted.
        flags: ordered set of sentences; takes the suspicions.
    """

    plan: StrokePlan
    limits: SupervisionTable
    hold: HoldWatch
    flags: dict[str, None]
    _before_last: MachineSnapshot | None = None

    def see(self, look: MachineSnapshot, last: MachineSnapshot | None) -> None:
        """Take one look, and the one before it."""
        settled = (Phase.HOLD, Phase.RELEASE)
        if last is None or look.phase not in settled or last.phase is not look.phase:
            self._before_last = None
            return
        step_s = self._apart_s(last, look)
        if not 0.0 < step_s <= AT_ONCE_S:  # whatever happened in a gap did not happen at once
            self._before_last = None
            return
        releasing = look.phase is Phase.RELEASE
        expected = self.plan.release_rate * step_s * 2.0 if releasing else 0.0
        fell = last.load - look.load
        if fell - expected > self.limits.force_drop * self.plan.target_load:
            self._suspect(look, f"{self.plan.load_kind.noun} fell at once")
        before = self._before_last
        if before is not None and self._stepped(before, last, look, step_s):
            self._suspect(look, "travel stepped")
        self._before_last = last

    def _stepped(
        self, before: MachineSnapshot, last: MachineSnapshot, look: MachineSnapshot, step_s: float
    ) -> bool:
        """Springback is smooth, a crack is not: is the travel off the line of the two looks before?

        A smooth curve leaves its tangent with the square of the time, so looks further apart may
        be further off; and where no clock of the machine says when a look was taken, it may be
        off by what the travel moves while an answer is on its way.
        """
        before_s = self._apart_s(before, last)
        if not before_s > 0.0:
            return False
        speed_mm_s = (last.position_mm - before.position_mm) / before_s
        bend_mm = look.position_mm - last.position_mm - speed_mm_s * step_s
        longer = max(1.0, 0.5 * step_s * (step_s + before_s) / JUDGED_OVER_S**2)
        taken_s = 0.0
        if not self._has_clock(before, last, look):
            taken_s = before.took_s + 2.0 * last.took_s + look.took_s
            if taken_s > LATE_SHARE * min(step_s, before_s):
                return False  # when the looks were taken is not known well enough
        allowed_mm = self.limits.position_jump_mm * longer + abs(speed_mm_s) * taken_s
        return abs(bend_mm) > allowed_mm

    def _suspect(self, look: MachineSnapshot, sign: str) -> None:
        self.flags[f"{self.plan.name}: suspected crack: {sign} in {look.phase.value}"] = None

    def _has_clock(self, *looks: MachineSnapshot) -> bool:
        return not self.hold.clocks_apart and not any(math.isnan(it.in_phase_s) for it in looks)

    def _apart_s(self, first: MachineSnapshot, second: MachineSnapshot) -> float:
        """Time between two looks of one phase; by the machine's own count where it has one."""
        if self._has_clock(first, second) and second.in_phase_s > first.in_phase_s:
            return second.in_phase_s - first.in_phase_s
        return second.now_s - first.now_s
