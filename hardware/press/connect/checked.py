"""What was looked at in a press, and what was found."""

from dataclasses import dataclass
from typing import Literal

Mark = Literal["ok", "warn", "fault"]


@dataclass(frozen=True)
class Checked:
    """One thing that was looked at."""

    mark: Mark
    what: str
    sentence: str
