"""What was known when a trial was planned, and whether that has changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from campaigns.records.history import observations, pending_points
from campaigns.records.load_trials import TrialRecord
from campaigns.store.journal import OPEN
from doe.knobs.knob_values import Value
from doe.trials import Observation


@dataclass(frozen=True)
class DecisionMoment:
    """What was known when a point was, or is, to be chosen.

    Attributes:
        trial: Its number; None for a point that is not written down yet.
        point: The point itself.
        history: Observations by then.
        pending: Points on the way by then, without it.
        simulated: The cells are simulated.
    """

    trial: int | None
    point: Mapping[str, Value]
    history: Sequence[Observation]
    pending: Sequence[Mapping[str, Value]]
    simulated: bool


def known_then(trials: Sequence[TrialRecord], asked: TrialRecord) -> DecisionMoment:
    """What was known when a trial was planned; a cell that was corrected since as it is now."""
    earlier = [trial for trial in trials if trial.number < asked.number]
    known = [trial for trial in earlier if trial.closed_before(asked)]
    open_then = [trial for trial in earlier if trial not in known]
    pending = [trial.planned for trial in open_then] + pending_points(known)
    return DecisionMoment(
        asked.number, asked.planned, observations(known), pending, asked.simulated
    )


def outdated(asked: TrialRecord, last_end: int) -> bool:
    """Whether a trial is not begun, and a cell has ended or was corrected since it was planned.

    Args:
        asked: The trial.
        last_end: See `campaigns.records.load_trials.last_end`.
    """
    return asked.state in OPEN and last_end > asked.planned_line
