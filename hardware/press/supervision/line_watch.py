"""What happened to the line between two looks: answers lost, connections closed, silence."""

import math
from dataclasses import dataclass

from hardware.press.modbus.line_history import LineFailures


@dataclass(frozen=True)
class Interruption:
    """The line failed, and the machine was found again by reading."""

    seconds: float
    """Longest time without an answer."""
    cause: str
    """What failed."""


@dataclass
class LineWatch:
    """Follows the answers of one machine.

    Args:
        failures: what goes wrong on its lines.
    """

    failures: LineFailures
    _answered_s: float = -math.inf
    _silence_s: float = 0.0
    """Longest time without an answer since interruptions were last asked for."""
    _known: tuple[int, int] = (0, 0)

    def answered(self, at_s: float) -> None:
        """The machine has answered a look or a heartbeat."""
        if math.isfinite(self._answered_s):
            self._silence_s = max(self._silence_s, at_s - self._answered_s)
        self._answered_s = at_s

    def interruption(self, cause: str, deadman_s: float) -> Interruption | None:
        """What happened since this was last asked; None if nothing did.

        Args:
            cause: what failed, where whoever asks has seen an error.
            deadman_s: a longer silence is an interruption, whatever was lost.
        """
        before, silence_s = self._known, self._silence_s
        self.forget()
        if cause or self._known[0] != before[0] or silence_s > deadman_s:
            return Interruption(silence_s, cause or "answers were lost or late")
        if self._known != before:
            return Interruption(silence_s, "the connection was closed, and opened again at once")
        return None

    def forget(self) -> None:
        """What happened until now is no interruption of what comes."""
        self._known = self.failures.so_far
        self._silence_s = 0.0
