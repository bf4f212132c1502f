"""What a running campaign tells those who watch: plain records, no printing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from doe.knobs.knob_values import Value

if TYPE_CHECKING:
    from campaigns.config.campaign_schema import Settings
    from campaigns.config.notify_schema import Occasion
    from campaigns.trial.outcome import Judgement
    from hardware.press.interface import Snapshot


@dataclass(frozen=True)
class CampaignBegun:
    """The store is open and the press answers; `closed` trials stand in the history already."""

    settings: Settings
    closed: int
    simulated: bool


@dataclass(frozen=True)
class TrialPlanned:
    """A point was chosen. `expected` and `why` are the strategy's (see `TrialView`)."""

    trial: int
    point: Mapping[str, Value]
    protocol: Mapping[str, Value]
    expected: Mapping[str, object]
    why: str


@dataclass(frozen=True)
class PressSeen:
    """One look at the press while it presses."""

    trial: int
    snapshot: Snapshot


@dataclass(frozen=True)
class CellPressed:
    """The press is unloaded, the record is stored; the cell waits for its measurement."""

    trial: int
    achieved: Mapping[str, Value]
    flags: tuple[str, ...]


@dataclass(frozen=True)
class RungBegun:
    """A cell of a pressure series is pressed at its next rung; `rungs` are all of them."""

    trial: int
    rung: int
    count: int
    point: Mapping[str, Value]
    rungs: tuple[Mapping[str, Value], ...]


@dataclass(frozen=True)
class RungClosed:
    """A rung has its result; `why_not` says why the cell is not pressed on, empty where it is."""

    trial: int
    rung: int
    count: int
    judgement: Judgement
    why_not: str


@dataclass(frozen=True)
class MeasureAgain:
    """A spectrum was refused or doubtful; the trial stays."""

    trial: int
    sentence: str


@dataclass(frozen=True)
class PersonNeeded:
    """Something waits for a person while the loop goes on with other cells."""

    occasion: Occasion
    trial: int
    sentence: str


@dataclass(frozen=True)
class LateResult:
    """A result came when a person had closed the trial; it is kept with that end."""

    trial: int
    sentence: str


@dataclass(frozen=True)
class TrialClosed:
    """The trial has its outcome; `best_asr_ohm_cm2` is the lowest of intact cells so far."""

    trial: int
    judgement: Judgement
    best_asr_ohm_cm2: float | None


@dataclass(frozen=True)
class CampaignEnded:
    """The loop has stopped; `sentence` says why and what to do now."""

    kind: str
    sentence: str
    exit_code: int


CampaignEvent = (
    CampaignBegun
    | TrialPlanned
    | PressSeen
    | CellPressed
    | RungBegun
    | RungClosed
    | MeasureAgain
    | PersonNeeded
    | LateResult
    | TrialClosed
    | CampaignEnded
)
OnEvent = Callable[[CampaignEvent], None]
