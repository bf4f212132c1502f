"""What happened on the lines to a press: when a wire was last heard, and what went wrong."""

import math
from dataclasses import dataclass


@dataclass
class Wire:
    """One wire; all devices on it share this."""

    heard_s: float = -math.inf
    """When it was last heard."""


@dataclass
class Failures:
    """Counted over all lines to one press."""

    lost: int = 0
    """Answers that were lost, late or refused; the line was closed each time."""
    reopened: int = 0
    """Connections that the other side had closed between two requests; nothing was lost."""

    @property
    def so_far(self) -> tuple[int, int]:
        """Both counts."""
        return self.lost, self.reopened
