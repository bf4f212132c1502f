"""What a strategy is asked with: the observations of the trials, and the points on the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from campaigns.records.load_trials import TrialRecord
from campaigns.store.journal import SET_ASIDE
from campaigns.trial.outcome import Outcome
from doe.knobs.knob_values import Value
from doe.trials import Observation


def observations(trials: Sequence[TrialRecord]) -> list[Observation]:
    """What there is to learn from, in order of the trials; readings of a cell one by one.

    Of a pressure series all rungs in their order, the one that is the trial's own result last.
    """
    found: list[Observation] = []
    for trial in trials:
        seen = trial.observation
        found += lower_rungs(trial)
        if seen is None or trial.left_out:
            continue
        found.append(seen)
        if seen.intact:
            found += [
                replace(seen, asr_ohm_cm2=asr, asr_std_ohm_cm2=std) for asr, std in trial.readings
            ]
    return found


def lower_rungs(trial: TrialRecord) -> list[Observation]:
    """What was seen of the cell at rungs before its own result; where it has none yet, at all."""
    own = None if trial.observation is None else trial.observation.rung
    return [
        climbed.observation
        for climbed in trial.climbed
        if climbed.observation is not None and (own is None or climbed.number < own)
    ]


def pending_points(trials: Sequence[TrialRecord]) -> list[Mapping[str, Value]]:
    """Points not to be proposed again now: on the way, or rejected by a person.

    A trial that was set aside is not on the way.
    """
    return [
        trial.planned
        for trial in trials
        if trial.state not in ("closed", SET_ASIDE) or trial.outcome is Outcome.REJECTED
    ]
