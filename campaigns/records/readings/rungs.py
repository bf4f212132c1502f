"""A trial at one rung of its pressure series: what was planned there, what is known, what is next.

A cell that is measured at several pressures is one trial. Each rung has a result of its own; the
result of the last one, the highest or the one at which the cell failed, is the trial's.
"""

from __future__ import annotations

from dataclasses import replace

from campaigns.errors import WrongInputError
from campaigns.records.load_trials import TrialRecord
from campaigns.records.rows.climbed import Climbed
from campaigns.store.journal import CLIMBING
from campaigns.trial.outcome import Judgement, Outcome
from doe.knobs.knob_values import Value

_GOES_ON = (Outcome.OBSERVED, Outcome.PARTIAL, Outcome.MEASUREMENT_FAILED)
"""Outcomes of a rung after which the cell may be pressed higher: it held."""


def next_rung(trial: TrialRecord) -> int:
    """Number of the rung that comes next; one more than there are after the last."""
    return 1 + max((seen.number for seen in trial.climbed), default=0)


def at_rung(trial: TrialRecord, number: int | None) -> TrialRecord:
    """The trial as it stands for one rung: planned there, with the result of that rung.

    Args:
        trial: The trial.
        number: The rung; None for the one that a word on the whole cell is about, the last.

    Raises:
        WrongInputError: the trial has no such rung, or it is not the turn of that one.
    """
    if not trial.rungs:
        if number is not None:
            raise WrongInputError(
                f"trial {trial.number} has one measurement and no rungs: leave --rung out"
            )
        return trial
    upcoming, count = next_rung(trial), len(trial.rungs)
    if number is None and count == 1:
        number = 1
    if number is None:
        if trial.state != "closed":
            raise WrongInputError(
                f"trial {trial.number} is measured at {count} pressures: say which of them this "
                f"result is of, --rung 1 to {count}"
                + (f"; the next is --rung {upcoming}" if upcoming <= count else "")
            )
        return trial if not trial.climbed else at_rung(trial, trial.climbed[-1].number)
    if not 1 <= number <= count:
        raise WrongInputError(f"trial {trial.number} has {count} rungs, and no rung {number}")
    seen = next((one for one in trial.climbed if one.number == number), None)
    if seen is None:
        _refuse_out_of_turn(trial, number, upcoming)
    planned = trial.rungs[number - 1]
    expected = trial.expected if number == count else _without_interval(trial)
    there = replace(
        trial, rung=number, planned=planned, protocol={**trial.protocol, **planned},
        expected=expected, achieved=None,
    )  # fmt: skip
    if seen is None:
        state = CLIMBING if trial.state == "closed" else trial.state
        return replace(there, state=state, outcome=None, observation=None, sentence="")
    last = seen.number == trial.climbed[-1].number
    observation = trial.observation if last and trial.state == "closed" else seen.observation
    return replace(
        there, state="closed", outcome=seen.outcome, observation=observation,
        sentence=seen.sentence,
    )  # fmt: skip


def _without_interval(trial: TrialRecord) -> dict[str, object]:
    """What is expected of the last rung says nothing of the resistance at another one."""
    return {name: value for name, value in trial.expected.items() if name != "asr_ohm_cm2"}


def _refuse_out_of_turn(trial: TrialRecord, number: int, upcoming: int) -> None:
    if trial.climbed and trial.climbed[-1].outcome not in _GOES_ON:
        raise WrongInputError(
            f"trial {trial.number} ended at rung {trial.climbed[-1].number} "
            f"({trial.climbed[-1].sentence}); a cell that failed has no rung {number}"
        )
    if trial.state == "closed" and not trial.climbed:
        raise WrongInputError(
            f"trial {trial.number} has ended ({trial.outcome}: {trial.sentence}) before rung 1"
        )
    if number > upcoming:
        raise WrongInputError(
            f"trial {trial.number}: rung {number} comes after rung {upcoming}, which has no result "
            f"yet; record --rung {upcoming} first"
        )


def before_rung(trial: TrialRecord) -> dict[str, Value]:
    """Every value of the protocol at the rung before the one that the trial stands for."""
    number = trial.rung or 1
    return {**trial.protocol, **trial.rungs[max(number - 2, 0)]}


def achieved_before(trial: TrialRecord) -> dict[str, Value]:
    """The varied values as they were at the last rung that has a result."""
    seen = trial.climbed[-1].observation if trial.climbed else None
    return {} if seen is None else dict(seen.point)


def of_this_rung(trial: TrialRecord, judgement: Judgement) -> Judgement:
    """The judgement with name of cell and number of rung in what the strategy learns."""
    seen = judgement.observation
    if trial.rung is None or seen is None:
        return judgement
    return replace(judgement, observation=replace(seen, cell=trial.label, rung=trial.rung))


def ends_series(trial: TrialRecord, judgement: Judgement) -> bool:
    """Whether the cell is not pressed on after this result of a rung."""
    if trial.rung is None or trial.rung >= len(trial.rungs):
        return True
    return judgement.outcome not in _GOES_ON


def is_last(trial: TrialRecord) -> bool:
    """Whether the rung that the trial stands for is the highest with a result, or beyond."""
    return trial.rung is None or all(seen.number <= trial.rung for seen in trial.climbed)


def with_result(trial: TrialRecord, judgement: Judgement) -> TrialRecord:
    """The whole trial as it will be when this result of its rung is written.

    Args:
        trial: As it stands for one rung, see `at_rung`.
        judgement: Of that rung.
    """
    if trial.rung is None:
        return trial
    seen = Climbed(trial.rung, judgement.outcome, judgement.observation, judgement.sentence)
    climbed = (*(one for one in trial.climbed if one.number != trial.rung), seen)
    ends = ends_series(trial, judgement)
    return replace(
        trial,
        rung=None,
        planned=trial.rungs[-1],
        protocol={**trial.protocol, **trial.rungs[-1]},
        climbed=tuple(sorted(climbed, key=lambda one: one.number)),
        state="closed" if ends else CLIMBING,
        outcome=judgement.outcome if ends else None,
        observation=judgement.observation if ends else None,
        sentence=judgement.sentence if ends else "",
    )


def rungs_of_cell(trial: TrialRecord) -> list[int]:
    """Rungs below the last one with a result that teach something; what voids the cell voids them.

    None of a cell that is not closed: there the word is on the rung that was to be pressed.
    """
    if trial.state != "closed":
        return []
    return [seen.number for seen in trial.climbed[:-1] if seen.observation is not None]


def last_held(trial: TrialRecord) -> Climbed | None:
    """The last rung of a cell that has held so far; None before the first."""
    return trial.climbed[-1] if trial.climbed and trial.climbed[-1].held else None
