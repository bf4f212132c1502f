"""How many trials, of what kinds: what a campaign's state is made from, without all its records."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from campaigns.records.load_trials import IMPORTED
from campaigns.records.rows.trial_rows import state_lines
from campaigns.records.views import TrialView
from campaigns.store import schema
from campaigns.store.campaign_store import Store
from campaigns.store.connection import patient
from campaigns.store.journal import seen_state
from campaigns.store.json_codec import decoded, no_garbage_search
from campaigns.store.leases import leased_of


@dataclass(frozen=True)
class Counted:
    """One trial, as far as it is counted; the names are those of `TrialView`.

    Attributes:
        number: Of the trial.
        state: As in `TrialView`.
        outcome: Of a closed trial.
        past: Its cell was not pressed by this campaign.
        simulated: Any part of it was.
        learned: There is something to learn from it.
        asr_ohm_cm2: Of a whole, measured cell.
    """

    number: int
    state: str
    outcome: str | None
    past: bool
    simulated: bool
    learned: bool
    asr_ohm_cm2: float | None


def counted(trials: Iterable[TrialView]) -> list[Counted]:
    """The same of trials that are loaded already."""
    return [
        Counted(
            trial.number,
            trial.state,
            trial.outcome,
            trial.past,
            trial.simulated,
            trial.observation is not None,
            trial.asr_ohm_cm2,
        )
        for trial in trials
    ]


@patient
@no_garbage_search()
def read_tally(store: Store, *, running: bool) -> list[Counted]:
    """All trials of the campaign, by number; some 0.1 s for ten thousand.

    Args:
        store: Of the campaign.
        running: Somebody presses now: what is begun and has no end is not interrupted.
    """
    trial, end = schema.trial, schema.outcome
    of_campaign = trial.c.campaign_id == store.campaign_id
    asked = select(trial.c.id, trial.c.number, trial.c.simulated, trial.c.expected)
    ends_of = select(end.c.trial_id, end.c.outcome, end.c.observation).join(
        trial, trial.c.id == end.c.trial_id
    )
    with store.connect() as connection:
        rows = connection.execute(asked.where(of_campaign).order_by(trial.c.number)).all()
        ended = connection.execute(ends_of.where(of_campaign).order_by(end.c.id)).all()
        ends = {row.trial_id: row for row in ended}
        lines = state_lines(connection, [row.id for row in rows if row.id not in ends])
    seen = decoded(row.observation for row in ends.values())
    observed = dict(zip(ends, seen, strict=True))
    states = {row.id: "closed" if row.id in ends else lines[row.id][-1][1] for row in rows}
    leased = leased_of(store, states.values())
    found = []
    for row in rows:
        last, observation = ends.get(row.id), observed.get(row.id)
        found.append(
            Counted(
                row.number,
                seen_state(states[row.id], worked_on=running or row.id in leased),
                last and last.outcome,
                IMPORTED in row.expected and IMPORTED in json.loads(row.expected),
                row.simulated,
                observation is not None,
                observation and observation.get("asr_ohm_cm2"),
            )
        )
    return found
