"""The memory read back: trials with their state, and the history that the strategy learns from."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Select, Table, select

from campaigns.errors import WrongInputError
from campaigns.store import schema
from campaigns.store.campaign_store import Store
from campaigns.store.connection import patient
from campaigns.store.journal import SET_ASIDE, STATE_OF_LINE
from campaigns.store.json_codec import decoded, no_garbage_search, record_of
from campaigns.trial.outcome import Outcome
from campaigns.trial.proposal import Proposal
from campaigns.trial.protocol import Between, unsure_values
from campaigns.trial.space import off_scale
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


@dataclass(frozen=True)
class TrialRecord:
    """One trial as the loop needs it; `campaigns.records.views.TrialView` has the rest.

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
    approved_line: int | None = None
    """Line of the journal with the last approval; None without one."""
    left_out: str = ""
    """Why its cell cannot enter the models; empty where it can."""
    readings: tuple[tuple[float, float | None], ...] = ()
    """Resistance and uncertainty of each further reading of the same cell, ohm cm2."""

    @property
    def label(self) -> str:
        """The name of the cell and of its files: one of a design keeps what its sheet says."""
        return str(self.expected.get(IDENTITY) or sample_label(self.number))

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
    )


def sample_label(number: int) -> str:
    """`cell-0007`: what the cell of trial 7 is called on its files."""
    return f"cell-{number:04d}"


def trial_number(label: str) -> int:
    """Inverse of `sample_label`."""
    return int(label.removeprefix("cell-"))


@patient
@no_garbage_search()
def read_trials(store: Store, numbers: Collection[int] | None = None) -> list[TrialRecord]:
    """Trials of the campaign, by number; see `campaigns.records.trials` for an edited campaign.

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
        achieved = _by_trial(
            connection, of_trials(select(pressed.c.trial_id, pressed.c.achieved), pressed, only)
        )
        ends = _by_trial(connection, of_trials(select(end), end, only))
        edits = _by_trial(connection, of_trials(select(edit), edit, only))
        begun = _begun_by(connection, only)
        readings = _readings(connection, only)
    meant = [edits.get(row.id, row) for row in rows]
    planned = decoded(row.planned for row in meant)
    texts = _Decoded(
        planned=planned,
        protocol=decoded(row.protocol for row in meant),
        proposed=[
            json.loads(row.planned) if row.id in edits else same
            for row, same in zip(rows, planned, strict=True)
        ],
        expected=decoded(row.expected for row in rows),
        achieved=decoded(achieved[key].achieved if key in achieved else None for key in ids),
        observation=decoded(ends[key].observation if key in ends else None for key in ids),
    )
    trials = [
        _record(row, texts, place, lines[row.id], ends.get(row.id), begun.get(row.id))
        for place, row in enumerate(rows)
    ]
    found = reread(trials, store.knobs, store.held)
    return [_as_the_models_see_it(trial, store.logarithmic, readings) for trial in found]


@dataclass(frozen=True)
class _Decoded:
    """Columns of JSON, each decoded in one go: a long campaign is read before every proposal."""

    planned: list[Any]
    protocol: list[Any]
    proposed: list[Any]
    expected: list[Any]
    achieved: list[Any]
    observation: list[Any]


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
    row = _last(store, schema.inspection, trial)
    if row is None:
        return None
    failure = tuple((row.failure or "").split())
    return Inspection(trial.label, row.damage, row.shorted, row.note, failure)


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
    """What there is to learn from, in order of the trials; readings of a cell one by one."""
    found: list[Observation] = []
    for trial in trials:
        seen = trial.observation
        if seen is None or trial.left_out:
            continue
        found.append(seen)
        if seen.intact:
            found += [
                replace(seen, asr_ohm_cm2=asr, asr_std_ohm_cm2=std) for asr, std in trial.readings
            ]
    return found


def pending_points(trials: Sequence[TrialRecord]) -> list[Mapping[str, float]]:
    """Points not to be proposed again now: on the way, or rejected by a person.

    A trial that was set aside is not on the way.
    """
    return [
        trial.planned
        for trial in trials
        if trial.state not in ("closed", SET_ASIDE) or trial.outcome is Outcome.REJECTED
    ]


def of_trials(query: Select[Any], table: Table, only: Collection[int] | None) -> Select[Any]:
    """The query in order of the rows of `table`; of all trials, or `only` of these rows."""
    query = query.order_by(table.c.id)
    return query if only is None else query.where(table.c.trial_id.in_(only))


def _by_trial(connection: Connection, query: Select[Any]) -> dict[int, Any]:
    """The last row of each trial; the query is in order of rows."""
    return {row.trial_id: row for row in connection.execute(query).all()}


def _begun_by(connection: Connection, only: Collection[int] | None) -> dict[int, str | None]:
    """The worker that began a trial, by row of the trial."""
    table = schema.journal
    query = select(table.c.trial_id, table.c.detail).where(
        table.c.kind == "started", table.c.detail.contains('"worker"')
    )
    rows = connection.execute(of_trials(query, table, only)).all()
    details = decoded(detail for _, detail in rows)
    return {key: detail.get("worker") for (key, _), detail in zip(rows, details, strict=True)}


def state_lines(
    connection: Connection, only: Collection[int] | None
) -> dict[int, list[tuple[int, str]]]:
    """The journal lines that change a trial's state, in order: number of the line, state."""
    table = schema.journal
    query = select(table.c.trial_id, table.c.id, table.c.kind).where(
        table.c.kind.in_(STATE_OF_LINE)
    )
    found = connection.execute(of_trials(query, table, only)).all()
    lines: dict[int, list[tuple[int, str]]] = {}
    for trial_id, line, kind in found:
        lines.setdefault(trial_id, []).append((line, STATE_OF_LINE[kind]))
    return lines


def _record(
    row: Any,
    texts: _Decoded,
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
        why=row.why,
        simulated=row.simulated,
        state=lines[-1][1],
        achieved=texts.achieved[place] or None,
        outcome=Outcome(end.outcome) if end else None,
        observation=None if observation is None else record_of(Observation, observation),
        sentence=end.sentence if end else "",
        planned_line=lines[0][0],
        proposed=texts.proposed[place],
        worker=worker,
        closed_line=next((line for line, state in lines if state == "closed"), None),
        approved_line=next((line for line, state in lines[::-1] if state == "approved"), None),
    )


def _readings(
    connection: Connection, only: Collection[int] | None
) -> dict[int, tuple[tuple[float, float | None], ...]]:
    """Further readings of each cell, by row of the trial."""
    table = schema.reading
    query = select(table.c.trial_id, table.c.asr_ohm_cm2, table.c.asr_std_ohm_cm2)
    found: dict[int, tuple[tuple[float, float | None], ...]] = {}
    for trial_id, asr, std in connection.execute(of_trials(query, table, only)):
        found[trial_id] = (*found.get(trial_id, ()), (asr, std))
    return found


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
    trials: Sequence[TrialRecord], knobs: Sequence[str], held: Mapping[str, float]
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


def _completed(trial: TrialRecord, knobs: Sequence[str], held: Mapping[str, float]) -> TrialRecord:
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
    )
