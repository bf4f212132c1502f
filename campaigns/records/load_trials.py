"""The memory read back: trials with their state, and what was recorded of each."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import Table, func, select

from campaigns.errors import WrongInputError
from campaigns.records.rows.climbed import Climbed, read_climbed, rungs_from_json
from campaigns.records.rows.trial_rows import (
    begun_by,
    in_order,
    inspection_of,
    last_of_each,
    of_rung,
    of_the_cell,
    of_trials,
    second_readings,
    state_lines,
)
from campaigns.store import schema
from campaigns.store.campaign_store import Store
from campaigns.store.connection import patient
from campaigns.store.json_codec import decoded, no_garbage_search, record_of
from campaigns.trial.cell_labels import rung_label, sample_label
from campaigns.trial.outcome import Outcome, in_todays_words
from campaigns.trial.proposal import Proposal
from campaigns.trial.recipe import Between, unsure_values
from campaigns.trial.search_space import off_scale
from doe.knobs.knob_values import Value
from doe.trials import Observation
from hardware.inspection import Inspection

if TYPE_CHECKING:  # its shape only: who reads the history fits no spectrum
    from hardware.eis.result import Resistance

LOOSE = ("started", "interrupted")
"""Begun, and no end known: the press is never started for such a trial again."""

IDENTITY = "cell_id"
"""In `expected` of a trial whose cell was planned on the run sheet of a design: its identity."""
IMPORTED = "imported"
"""In `expected` of a trial whose cell was pressed before the campaign: it counts for no budget."""

LABELLED = "imported_label"
"""In `expected` of such a trial: the name that its cell has in the table, see `own_labels`."""


@dataclass(frozen=True)
class TrialRecord:
    """One trial as the loop needs it; `campaigns.records.views.TrialView` has the rest.

    `planned` and `protocol` are what is to be pressed: where a person edited them, their values;
    `proposed` is what the strategy had said.
    """

    id: int
    number: int
    planned: Mapping[str, Value]
    protocol: Mapping[str, Value]
    expected: Mapping[str, object]
    why: str
    simulated: bool
    state: str
    achieved: Mapping[str, Value] | None
    outcome: Outcome | None
    observation: Observation | None
    sentence: str
    planned_line: int
    proposed: Mapping[str, Value]
    worker: str | None
    closed_line: int | None
    approved_line: int | None = None
    """Line of the journal with the last approval; None without one."""
    state_line: int = 0
    """Line of the journal that its state was read from; of an open trial the last word on it."""
    left_out: str = ""
    """Why its cell cannot enter the models; empty where it can."""
    readings: tuple[tuple[float, float | None], ...] = ()
    """Resistance and uncertainty of each further reading of the same cell, ohm cm2."""
    rungs: tuple[Mapping[str, Value], ...] = ()
    """Points at which the cell is measured in a pressure series; () where it is measured once."""
    climbed: tuple[Climbed, ...] = ()
    """The rungs that have a result."""
    rung: int | None = None
    """The rung that this record stands for, see `campaigns.records.readings.rungs.at_rung`."""

    @property
    def label(self) -> str:
        """The name of the cell and of its files: of a design or a table, what that calls it."""
        own = self.expected.get(IDENTITY) or self.expected.get(LABELLED)
        return str(own or sample_label(self.number))

    @property
    def reading_label(self) -> str:
        """The name of the files of this rung: `cell-0007-r02`; of a cell without rungs its own."""
        return self.label if self.rung is None else rung_label(self.label, self.rung)

    @property
    def written(self) -> bool:
        """It is in the store; see `unwritten`."""
        return self.id != 0

    @property
    def past(self) -> bool:
        """Its cell was not pressed by this campaign, but read from a table of past cells."""
        return IMPORTED in self.expected

    def closed_before(self, other: TrialRecord) -> bool:
        """This trial had its first end when `other` was planned."""
        return self.closed_line is not None and self.closed_line < other.planned_line


def unwritten(proposal: Proposal, *, simulated: bool = False) -> TrialRecord:
    """A trial that is planned in the transaction that writes its result; row and number are 0."""
    return TrialRecord(
        id=0,
        number=0,
        planned=proposal.point,
        protocol=proposal.protocol,
        expected=proposal.expected,
        why=proposal.why,
        simulated=simulated,
        state="planned",
        achieved=None,
        outcome=None,
        observation=None,
        sentence="",
        planned_line=0,
        proposed=proposal.point,
        worker=None,
        closed_line=None,
        rungs=proposal.rungs,
    )


@patient
@no_garbage_search()
def read_trials(store: Store, numbers: Collection[int] | None = None) -> list[TrialRecord]:
    """Trials of the campaign, by number.

    Args:
        store: The campaign's memory.
        numbers: Only these, few of many: nothing is read of the others; None: all.
    """
    table = schema.trial
    asked = select(table).where(table.c.campaign_id == store.campaign_id).order_by(table.c.number)
    if numbers is not None:
        asked = asked.where(table.c.number.in_(numbers))
    pressed, end, edit = schema.press_record, schema.outcome, schema.edit
    with store.connect() as connection:
        rows = connection.execute(asked).all()
        ids = [row.id for row in rows]
        only = None if numbers is None else ids
        lines = state_lines(connection, only)
        achieved = last_of_each(
            connection, of_trials(select(pressed.c.trial_id, pressed.c.achieved), pressed, only)
        )
        ends = last_of_each(connection, of_trials(select(end), end, only))
        edits = last_of_each(connection, of_trials(select(edit), edit, only))
        begun = begun_by(connection, only)
        readings = second_readings(connection, only)
        climbed = read_climbed(connection, only)
    meant = [edits.get(row.id, row) for row in rows]
    planned = decoded(row.planned for row in meant)
    texts = _DecodedColumns(
        planned=planned,
        protocol=decoded(row.protocol for row in meant),
        proposed=[
            json.loads(row.planned) if row.id in edits else same
            for row, same in zip(rows, planned, strict=True)
        ],
        expected=decoded(row.expected for row in rows),
        achieved=decoded(achieved[key].achieved if key in achieved else None for key in ids),
        observation=decoded(ends[key].observation if key in ends else None for key in ids),
        rungs=[row.rungs for row in meant],
    )
    trials = [
        replace(
            _record(row, texts, place, lines[row.id], ends.get(row.id), begun.get(row.id)),
            climbed=climbed.get(row.id, ()),
        )
        for place, row in enumerate(rows)
    ]
    found = reread(trials, store.knobs, store.held)
    return [_as_the_models_see_it(trial, store.logarithmic, readings) for trial in found]


@dataclass(frozen=True)
class _DecodedColumns:
    """Columns of JSON, each decoded in one go: a long campaign is read before every proposal."""

    planned: list[Any]
    protocol: list[Any]
    proposed: list[Any]
    expected: list[Any]
    achieved: list[Any]
    observation: list[Any]
    rungs: list[str | None]


@patient
def last_end(store: Store) -> int:
    """Line of the journal with the last end of a cell, or its last correction; 0 without one."""
    journal, trial = schema.journal, schema.trial
    asked = (
        select(func.max(journal.c.id))
        .join(trial, trial.c.id == journal.c.trial_id)
        .where(trial.c.campaign_id == store.campaign_id, journal.c.kind == "closed")
    )
    with store.connect() as connection:
        return connection.execute(asked).scalar() or 0


def read_trial(store: Store, number: int) -> TrialRecord | None:
    """One trial, or None."""
    return next(iter(read_trials(store, [number])), None)


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
    return inspection_of(trial.label, _last(store, schema.inspection, trial))


def read_unsure(store: Store, trial: TrialRecord) -> dict[str, Between]:
    """Achieved values that the press trace shows only as an interval."""
    row = _last(store, schema.press_record, trial)
    return {} if row is None else unsure_values(json.loads(row.steps))


def read_resistance(store: Store, trial: TrialRecord) -> Resistance | None:
    """The last fit of the cell's spectrum, if there is a usable one."""
    from hardware.eis.result import Resistance

    row = _last(store, schema.spectrum, trial)
    usable = row is not None and row.fit and not row.refused
    return record_of(Resistance, json.loads(row.fit)) if usable else None


@patient
def _last(store: Store, table: Table, trial: TrialRecord) -> Any:
    query = select(table).where(
        table.c.trial_id == trial.id, *of_rung(table, trial.rung), *of_the_cell(table)
    )
    newest = [column.desc() for column in in_order(table)]
    with store.connect() as connection:
        return connection.execute(query.order_by(*newest)).first()


@patient
def used_spectra(store: Store, trials: Sequence[TrialRecord]) -> dict[str, str]:
    """SHA-256 of each spectrum that a closed trial has taken, and the label of its cell."""
    closed = {trial.id: trial.label for trial in trials if trial.state == "closed"}
    table = schema.spectrum
    with store.connect() as connection:
        rows = connection.execute(select(table.c.trial_id, table.c.sha256)).all()
    return {row.sha256: closed[row.trial_id] for row in rows if row.trial_id in closed}


def _record(
    row: Any,
    texts: _DecodedColumns,
    place: int,
    lines: list[tuple[int, str]],
    end: Any,
    worker: str | None,
) -> TrialRecord:
    observation = texts.observation[place]
    return TrialRecord(
        id=row.id,
        number=row.number,
        planned=texts.planned[place],
        protocol=texts.protocol[place],
        expected=texts.expected[place],
        why=in_todays_words(row.why),
        simulated=row.simulated,
        state=lines[-1][1],
        achieved=texts.achieved[place] or None,
        outcome=Outcome(end.outcome) if end else None,
        observation=None if observation is None else record_of(Observation, observation),
        sentence=in_todays_words(end.sentence) if end else "",
        planned_line=lines[0][0],
        proposed=texts.proposed[place],
        worker=worker,
        closed_line=next((line for line, state in lines if state == "closed"), None),
        rungs=rungs_from_json(texts.rungs[place]),
        approved_line=next((line for line, state in lines[::-1] if state == "approved"), None),
        state_line=lines[-1][0],
    )


def _as_the_models_see_it(
    trial: TrialRecord,
    logarithmic: Collection[str],
    readings: Mapping[int, tuple[tuple[float, float | None], ...]],
) -> TrialRecord:
    seen = trial.observation
    why = "" if seen is None else off_scale(logarithmic, seen.point)
    more = readings.get(trial.id, ())
    return replace(trial, left_out=why, readings=more) if why or more else trial


def reread(
    trials: Sequence[TrialRecord], knobs: Sequence[str], held: Mapping[str, Value]
) -> list[TrialRecord]:
    """The trials with a value for each of the knobs.

    Args:
        trials: As they were written.
        knobs: What the campaign file varies now.
        held: Where knobs stood that no record names, `[transfer.held]`.

    Raises:
        WrongInputError: nothing says where a knob stood.
    """
    names = frozenset(knobs)
    return [trial if _names_all(trial, names) else _completed(trial, knobs, held)
            for trial in trials]  # fmt: skip


def _names_all(trial: TrialRecord, names: frozenset[str]) -> bool:
    seen = trial.observation
    return trial.planned.keys() >= names and (seen is None or seen.point.keys() >= names)


def _completed(trial: TrialRecord, knobs: Sequence[str], held: Mapping[str, Value]) -> TrialRecord:
    commanded = {**held, **trial.protocol}
    if unknown := [name for name in knobs if name not in commanded]:
        name = unknown[0]
        raise WrongInputError(
            f"trial {trial.number} was planned before the campaign varied {name}, and no record "
            f"says at which value it stood. Say so: [transfer.held] {name} = ..."
        )
    set_to = {name: commanded[name] for name in knobs}
    came_to = {**set_to, **{name: value for name, value in (trial.achieved or {}).items()
                            if name in set_to}}  # fmt: skip
    seen = trial.observation
    return replace(
        trial,
        planned={**set_to, **trial.planned},
        proposed={**set_to, **trial.proposed},
        protocol={**set_to, **trial.protocol},
        achieved=None if trial.achieved is None else {**came_to, **trial.achieved},
        observation=None if seen is None else replace(seen, point={**came_to, **seen.point}),
        rungs=tuple({**set_to, **rung} for rung in trial.rungs),
        climbed=tuple(one.with_knobs(came_to) for one in trial.climbed),
    )
