"""Whether a cell of a pressure series is pressed at its next rung, decided on the spot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from campaigns.config.campaign_schema import Settings
from campaigns.errors import WrongInputError
from campaigns.records.history import lower_rungs, observations
from campaigns.records.load_trials import TrialRecord, read_trial, read_trials
from campaigns.records.readings.rungs import last_held, next_rung
from campaigns.store import schema
from campaigns.store.audit_chain import Writer
from campaigns.store.campaign_store import Store
from campaigns.store.journal import CLIMBING, close, decision, note, state_of
from campaigns.store.json_codec import to_json
from campaigns.trial.hand_press import in_hand_rungs
from campaigns.trial.outcome import Judgement
from doe.knobs.knob_values import Value
from doe.strategy import Strategy

SERIES_ENDED = "series ended"
"""Journal line of a cell that held and is not pressed on."""
RUNGS_CHANGED = "rungs changed"
"""Journal line of a cell that held and goes on at other pressures than planned."""
_BY_THE_MODEL = "the strategy"


@dataclass(frozen=True)
class NextRung:
    """What comes after a rung that held.

    Attributes:
        number: The next rung.
        count: Rungs of the cell.
        why_not: Why the cell is not pressed on; empty where it is.
        rungs: All rungs of the cell, where those that are left are others than planned.
    """

    number: int
    count: int
    why_not: str = ""
    rungs: tuple[Mapping[str, Value], ...] = ()


def next_of(
    strategy: Strategy, settings: Settings, store: Store, trial: TrialRecord
) -> NextRung | None:
    """Whether a cell between two rungs goes on, and how; None for one that is not between two.

    Args:
        strategy: Of the campaign.
        settings: Its file: what a person can set on a press by hand.
        store: Its memory: the history with the rung just measured.
        trial: As it was read after that.
    """
    if trial.state != CLIMBING:
        return None
    number, count = next_rung(trial), len(trial.rungs)
    others = [one for one in read_trials(store) if one.number != trial.number]
    verdict = strategy.go_on(observations(others), lower_rungs(trial), trial.rungs, number)
    if not verdict.worth:
        return NextRung(number, count, verdict.why)
    held = trial.rungs[: number - 1]
    rungs = (*held, *in_hand_rungs(settings, verdict.rungs, held))
    return NextRung(number, len(rungs), "", rungs if rungs != trial.rungs else ())


def decide_next(
    strategy: Strategy, settings: Settings, store: Store, trial: TrialRecord
) -> NextRung | None:
    """The same; end a series that does not go on, and keep the rungs where they change."""
    found = next_of(strategy, settings, store, trial)
    if found is not None and found.why_not:
        end_series(store, trial.number, found.why_not)
    elif found is not None and found.rungs:
        _keep_rungs(store, trial, found.rungs)
    return found


def _keep_rungs(store: Store, trial: TrialRecord, rungs: Sequence[Mapping[str, Value]]) -> None:
    """Give a trial between two rungs others for those that are left; its end as planned stays."""

    def act(writer: Writer) -> None:
        if state_of(writer.connection, trial.id) != CLIMBING:
            return  # somebody was faster
        why = "what this cell bears, by its last rung"
        row = {
            "planned": to_json(trial.planned),
            "protocol": to_json(trial.protocol),
            "rungs": to_json(rungs),
        }
        writer.add(schema.edit, trial_id=trial.id, person=_BY_THE_MODEL, reason=why, **row)
        note(writer, trial.id, RUNGS_CHANGED, {"rungs": rungs})

    store.write(act)


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


def decide_all(strategy: Strategy, settings: Settings, store: Store) -> list[str]:
    """End each series that is not worth its next rung; what a person reads of those that go on.

    A rung that was recorded on the page or a sheet was not decided on yet: it fits no model there.
    """
    said = []
    for trial in read_trials(store):
        found = decide_next(strategy, settings, store, trial)
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
