"""The memory read back: trials with their state, and the history that the strategy learns from."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, select

from campaigns import store_schema as schema
from campaigns.codec import record_of
from campaigns.outcome import Outcome
from campaigns.patience import patient
from campaigns.states import STATE_OF_LINE
from campaigns.store import Store
from doe.trials import Observation
from hardware.inspection import Inspection

if TYPE_CHECKING:  # its shape only: who reads the history fits no spectrum
    from hardware.eis.result import Resistance

LOOSE = ("started", "interrupted")
"""Begun, and no end known: the press is never started for such a trial again."""


@dataclass(frozen=True)
class TrialRecord:
    """One trial as the loop needs it; `campaigns.view.TrialView` has the rest.

    `planned` and `protocol` are what is to be pressed: where a person edited them, their values;
    `proposed` is what the strategy had said.
    """

    id: int
    number: int
    planned: Mapping[str, float]
    protocol: Mapping[str, float]
    expected: Mapping[str, object]
    why: str
    simulated: bool
    state: str
    achieved: Mapping[str, float] | None
    outcome: Outcome | None
    observation: Observation | None
    sentence: str
    planned_line: int
    proposed: Mapping[str, float]
    worker: str | None
    closed_line: int | None

    @property
    def label(self) -> str:
        """The name of the cell and of its files."""
        return sample_label(self.number)

    def closed_before(self, other: TrialRecord) -> bool:
        """This trial had its first end when `other` was planned."""
        return self.closed_line is not None and self.closed_line < other.planned_line


def sample_label(number: int) -> str:
    """`cell-0007`: what the cell of trial 7 is called on its files."""
    return f"cell-{number:04d}"


def trial_number(label: str) -> int:
    """Inverse of `sample_label`."""
    return int(label.removeprefix("cell-"))


@patient
def read_trials(store: Store) -> list[TrialRecord]:
    """All trials of the campaign, by number."""
    table = schema.trial
    of_campaign = table.c.campaign_id == store.campaign_id
    with store.connect() as connection:
        rows = connection.execute(select(table).where(of_campaign).order_by(table.c.number)).all()
        lines = _state_lines(connection)
        pressed = schema.press_record
        achieved = {
            row.trial_id: row.achieved
            for row in connection.execute(select(pressed.c.trial_id, pressed.c.achieved))
        }
        ends = {
            row.trial_id: row
            for row in connection.execute(select(schema.outcome).order_by(schema.outcome.c.id))
        }
        begun = {
            row.trial_id: json.loads(row.detail).get("worker")
            for row in connection.execute(
                select(schema.journal.c.trial_id, schema.journal.c.detail).where(
                    schema.journal.c.kind == "started"
                )
            )
        }
        edits = {
            row.trial_id: row
            for row in connection.execute(select(schema.edit).order_by(schema.edit.c.id))
        }
    return [
        replace(
            _record(row, edits.get(row.id), lines[row.id], achieved.get(row.id), ends.get(row.id)),
            worker=begun.get(row.id),
        )
        for row in rows
    ]


def read_trial(store: Store, number: int) -> TrialRecord | None:
    """One trial, or None."""
    return next((trial for trial in read_trials(store) if trial.number == number), None)


@patient
def read_journal(store: Store, trial: TrialRecord) -> list[tuple[str, str, dict[str, object]]]:
    """A trial's journal: moment, kind, detail."""
    table = schema.journal
    with store.connect() as connection:
        rows = connection.execute(
            select(table).where(table.c.trial_id == trial.id).order_by(table.c.id)
        ).all()
    return [(row.at_utc, row.kind, json.loads(row.detail)) for row in rows]


def read_inspection(store: Store, trial: TrialRecord) -> Inspection | None:
    """What was last said of the cell, if anything was."""
    row = _last(store, schema.inspection, trial)
    return None if row is None else Inspection(trial.label, row.damage, row.shorted, row.note)


def read_resistance(store: Store, trial: TrialRecord) -> Resistance | None:
    """The last fit of the cell's spectrum, if there is a usable one."""
    from hardware.eis.result import Resistance

    row = _last(store, schema.spectrum, trial)
    usable = row is not None and row.fit and not row.refused
    return record_of(Resistance, json.loads(row.fit)) if usable else None


@patient
def _last(store: Store, table: Table, trial: TrialRecord) -> Any:
    of_trial = table.c.trial_id == trial.id
    with store.connect() as connection:
        return connection.execute(select(table).where(of_trial).order_by(table.c.id.desc())).first()


@patient
def used_spectra(store: Store, trials: Sequence[TrialRecord]) -> dict[str, str]:
    """SHA-256 of each spectrum that a closed trial has taken, and the label of its cell."""
    closed = {trial.id: trial.label for trial in trials if trial.state == "closed"}
    table = schema.spectrum
    with store.connect() as connection:
        rows = connection.execute(select(table.c.trial_id, table.c.sha256)).all()
    return {row.sha256: closed[row.trial_id] for row in rows if row.trial_id in closed}


def observations(trials: Sequence[TrialRecord]) -> list[Observation]:
    """What there is to learn from, in order of the trials."""
    return [trial.observation for trial in trials if trial.observation is not None]


def pending_points(trials: Sequence[TrialRecord]) -> list[Mapping[str, float]]:
    """Points not to be proposed again now: on the way, or rejected by a person."""
    return [
        trial.planned
        for trial in trials
        if trial.state != "closed" or trial.outcome is Outcome.REJECTED
    ]


def _state_lines(connection: Connection) -> dict[int, list[tuple[int, str]]]:
    """The journal lines that change a trial's state, in order: number of the line, state."""
    table = schema.journal
    found = connection.execute(
        select(table.c.trial_id, table.c.id, table.c.kind)
        .where(table.c.kind.in_(STATE_OF_LINE))
        .order_by(table.c.id)
    )
    lines: dict[int, list[tuple[int, str]]] = {}
    for line in found:
        lines.setdefault(line.trial_id, []).append((line.id, STATE_OF_LINE[line.kind]))
    return lines


def _record(
    row: Any, edit: Any, lines: list[tuple[int, str]], achieved: str | None, end: Any
) -> TrialRecord:
    meant = edit or row
    observation = end.observation if end else None
    return TrialRecord(
        id=row.id,
        number=row.number,
        planned=json.loads(meant.planned),
        protocol=json.loads(meant.protocol),
        expected=json.loads(row.expected),
        why=row.why,
        simulated=row.simulated,
        state=lines[-1][1],
        achieved=json.loads(achieved) if achieved else None,
        outcome=Outcome(end.outcome) if end else None,
        observation=record_of(Observation, json.loads(observation)) if observation else None,
        sentence=end.sentence if end else "",
        planned_line=lines[0][0],
        proposed=json.loads(row.planned),
        worker=None,
        closed_line=next((line for line, state in lines if state == "closed"), None),
    )
