"""What happened on the lines to a press: when a wire was last heard, and what went wrong."""

import math
from dataclasses import dataclass

ONE_EACH_TIMES = 3
"""So many connections in a row that ended after one answer are a habit, not a bad line."""


@dataclass
class Wire:
    """One wire; all devices on it share this."""

    heard_s: float = -math.inf
    """When it was last heard."""
    closes_each: bool = False
    """True once the other side is known to close each connection after one answer."""
    _answers: int = 0
    _after_one: int = 0

    @property
    def used_up(self) -> bool:
        """True if nothing may be sent on this connection: the other side is about to close it."""
        return self.closes_each and self._answers > 0

    def opened(self) -> None:
        """There is a new connection."""
        self._answers = 0

    def answered(self, at_s: float) -> None:
        """An answer came."""
        self.heard_s = at_s
        self._answers += 1

    def ended(self) -> None:
        """The other side has closed the connection."""
        self._after_one = self._after_one + 1 if self._answers == 1 else 0
        self.closes_each = self.closes_each or self._after_one >= ONE_EACH_TIMES


@dataclass
class LineFailures:
    """Counted over all lines to one press."""

    lost: int = 0
    """Answers that were lost, late or refused; the line was closed each time."""
    reopened: int = 0
    """Connections that the other side had closed between two requests; nothing was lost."""

    @property
    def so_far(self) -> tuple[int, int]:
        """Both counts."""
        return self.lost, self.reopened
