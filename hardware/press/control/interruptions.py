"""Interruptions of the line during one stroke: each is written down, the person reads of them.

A line that was closed and is back before the next look is one too, however short it was.
"""

from dataclasses import dataclass, field

from hardware.press.control.cycle_table import CyclePhase
from hardware.press.control.stroke_end import Record
from hardware.press.supervision.line_watch import Interruption


@dataclass
class Interruptions:
    """What happened to the line in one stroke.

    Args:
        step: name of the step.
        record: the journal of the stroke.
    """

    step: str
    record: Record
    _count: int = 0
    _longest_s: dict[CyclePhase, float] = field(default_factory=dict)

    def note(self, gap: Interruption, phase: CyclePhase) -> None:
        """Keep one interruption.

        The journal gets the first of each phase and what is longer than all before it there: some
        devices close the connection after each answer.
        """
        self._count += 1
        if gap.seconds <= self._longest_s.get(phase, -1.0):
            return
        self._longest_s[phase] = gap.seconds
        detail = {"during": phase.value, "seconds": round(gap.seconds, 3), "what": gap.cause}
        self.record.during("interrupted", detail)

    def flags(self) -> dict[str, None]:
        """What a person should know of the line during the stroke."""
        if not self._count:
            return {}
        during = ", ".join(phase.value for phase in self._longest_s)
        longest_s = max(self._longest_s.values())
        times = f"{self._count} times, for at most" if self._count > 1 else "for"
        text = f"{self.step}: the line was interrupted {times} {longest_s:.1f} s during {during}"
        return {text: None}
