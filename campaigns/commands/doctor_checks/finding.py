"""One thing that was looked at."""

from dataclasses import dataclass
from typing import Literal

State = Literal["good", "note", "fault"]


@dataclass(frozen=True)
class Checkup:
    """What was looked at, how it is, what to do.

    Attributes:
        part: what was looked at.
        state: `good`; `note` where something optional is missing; `fault` where Copress may fail.
        said: how it is, in words.
        advice: what to do now; empty where nothing is to be done.
    """

    part: str
    state: State
    said: str
    advice: str = ""
