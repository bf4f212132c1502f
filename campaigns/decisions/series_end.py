"""Whether a cell of a pressure series is pressed at its next rung, decided on the spot."""

from __future__ import annotations

from dataclasses import dataclass

from campaigns.errors import WrongInputError
from campaigns.records.readings.rungs import last_held, next_rung
from campaigns.records.trials import TrialRecord, observations, read_trial, read_trials
from campaigns.store.audit_chain import Writer
from campaigns.store.campaign_store import Store
from campaigns.store.journal import CLIMBING, close, decision, note, state_of
from campaigns.trial.outcome import Judgement
from doe.strategy import Strategy

SERIES_ENDED = "series ended"
"""Journal line of a cell that held and is not pressed on."""


@dataclass(frozen=True)
class NextRung:
    """What comes after a rung that held.

    Attributes:
        number: The next rung.
        count: Rungs of the cell.
        why_not: Why the cell is not pressed on; empty where it is.
    """

    number: int
    count: int
    why_not: str = ""


def next_of(strategy: Strategy, store: Store, trial: TrialRecord) -> NextRung | None:
    """Whether a cell between two rungs goes on; None for a trial that is not between two.

    Args:
        strategy: Of the campaign.
        store: Its memory: the history with the rung just measured.
        trial: As it was read after that.
    """
    if trial.state != CLIMBING:
        return None
    number, count = next_rung(trial), len(trial.rungs)
    verdict = strategy.climb(observations(read_trials(store)), trial.rungs[number - 1])
    return NextRung(number, count, "" if verdict.worth else verdict.why)


def decide_next(strategy: Strategy, store: Store, trial: TrialRecord) -> NextRung | None:
    """The same, and end the series where the cell does not go on."""
    found = next_of(strategy, store, trial)
    if found is not None and found.why_not:
        end_series(store, trial.number, found.why_not)
    return found


def end_series(store: Store, number: int, why: str, person: str | None = None) -> Judgement:
    """Close a trial with the last rung that its cell held.

    Raises:
        WrongInputError: there is no such trial, or it is not between two rungs.
    """

    def act(writer: Writer) -> Judgement:
        trial = read_trial(store, number)
        held = None if trial is None else last_held(trial)
        if trial is None or held is None or state_of(writer.connection, trial.id) != CLIMBING:
            state = "no trial of this campaign" if trial is None else trial.state
            raise WrongInputError(
                f"trial {number} is {state}: only a series between two rungs can be ended"
            )
        sentence = f"{held.sentence}; ended at rung {held.number} of {len(trial.rungs)}: {why}"
        judgement = Judgement(held.outcome, held.observation, sentence)
        if person is not None:
            decision(writer, store.campaign_id, trial.id, (person, SERIES_ENDED, why))
        else:
            note(writer, trial.id, SERIES_ENDED, {"rung": held.number, "why": why})
        close(writer, trial.id, judgement)
        return judgement

    return store.write(act, why=why, person=person)


def decide_all(strategy: Strategy, store: Store) -> list[str]:
    """End each series that is not worth its next rung; what a person reads of those that go on.

    A rung that was recorded on the page or a sheet was not decided on yet: it fits no model there.
    """
    said = []
    for trial in read_trials(store):
        found = decide_next(strategy, store, trial)
        if found is None:
            continue
        if found.why_not:
            said.append(
                f"{trial.label} held at rung {found.number - 1} of {found.count} and is not "
                f"pressed on: {found.why_not}."
            )
        else:
            said.append(
                f"{trial.label} held at rung {found.number - 1} and goes on: rung {found.number} "
                f"of {found.count} comes next."
            )
    return said
