"""The campaign's memory: every change of state is on the disk before the act that it names.

One campaign of one SQLite file by default (write-ahead log, every commit synced). Rows are only
added; the state of a trial is read from its journal, so a process may die at any moment and the
next one sees exactly what was done. Readers need no lock; writers hold `campaigns.lock`.
"""

from __future__ import annotations

import hashlib
import sqlite3
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, Table, create_engine, event, func, insert, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from campaigns import store_schema as schema
from campaigns.blobs import spectrum_bytes, trace_bytes
from campaigns.codec import to_json
from campaigns.faults import StoreError
from campaigns.measurement import Measurement
from campaigns.outcome import Judgement
from campaigns.proposal import Proposal
from hardware.inspection import Inspection
from hardware.press import Journal, PressRecord, PressTrace


class Store:
    """Writes one campaign's records. Open one with `open_store`."""

    def __init__(self, engine: Engine, path: Path, campaign_id: int) -> None:
        self.engine = engine
        self.path = path
        self.campaign_id = campaign_id

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        """One transaction; all of it is kept, or nothing.

        Raises:
            StoreError: the disk or the file does not let us.
        """
        with _transaction(self.engine, self.path) as connection:
            yield connection

    def keep_file(self, text: str, versions: Mapping[str, str]) -> None:
        """Remember the campaign file as it is run, if it differs from the last one run."""
        sha256 = _sha256(text.encode())
        table = schema.campaign_file
        with self.connect() as connection:
            last = connection.scalar(
                select(table.c.sha256)
                .where(table.c.campaign_id == self.campaign_id)
                .order_by(table.c.id.desc())
            )
            if last != sha256:
                row = {"text": text, "sha256": sha256, "versions": to_json(versions)}
                _add(connection, table, campaign_id=self.campaign_id, **row)

    def plan(self, proposal: Proposal, *, simulated: bool) -> int:
        """Write a new trial down; its number."""
        number = func.coalesce(func.max(schema.trial.c.number), 0) + 1
        of_campaign = schema.trial.c.campaign_id == self.campaign_id
        with self.connect() as connection:
            fresh = int(connection.scalar(select(number).where(of_campaign)) or 1)
            trial_id = _add(
                connection,
                schema.trial,
                campaign_id=self.campaign_id,
                number=fresh,
                planned=to_json(proposal.point),
                protocol=to_json(proposal.protocol),
                expected=to_json(proposal.expected),
                why=proposal.why,
                simulated=simulated,
            )
            _note(connection, trial_id, "planned", {})
        return fresh

    def note(self, trial: int, kind: str, detail: Mapping[str, object] | None = None) -> None:
        """Add a line to a trial's journal; it is on the disk when this returns."""
        with self._trial(trial) as (connection, trial_id):
            _note(connection, trial_id, kind, detail or {})

    def journal(self, trial: int) -> Journal:
        """The press's own lines in the trial's journal: `intent` is kept as `press.intent`."""
        return lambda press_event, detail: self.note(trial, f"press.{press_event}", detail)

    def keep_press_record(
        self, trial: int, record: PressRecord, achieved: Mapping[str, float]
    ) -> None:
        """What the press did; from here on the cell only waits for its measurement."""
        trace = trace_bytes(record.trace)
        with self._trial(trial) as (connection, trial_id):
            _add(
                connection,
                schema.press_record,
                trial_id=trial_id,
                achieved=to_json(achieved),
                steps=to_json(record.steps),
                flags=to_json(record.flags),
                stack_mpa=record.stack_mpa,
                trace=trace,
                trace_sha256=_sha256(trace),
                simulated=record.simulated,
            )
            _note(connection, trial_id, "pressed", {"flags": list(record.flags)})

    def keep_cut_trace(self, trial: int, trace: PressTrace) -> None:
        """What was recorded of a cell that was not pressed to its end."""
        raw = trace_bytes(trace)
        with self._trial(trial) as (connection, trial_id):
            row = {"trial_id": trial_id, "trace": raw, "trace_sha256": _sha256(raw)}
            _add(connection, schema.cut_trace, **row)

    def keep_measurement(
        self, trial: int, measurement: Measurement, stack_mpa: float | None = None
    ) -> None:
        """A spectrum, raw and fitted, or why it cannot be used; and the stack pressure under it."""
        spectrum = measurement.spectrum
        fixture = {} if stack_mpa is None else {"stack_mpa": stack_mpa}
        with self._trial(trial) as (connection, trial_id):
            _add(
                connection,
                schema.spectrum,
                trial_id=trial_id,
                file_name=measurement.file_name,
                sha256=_sha256(measurement.raw),
                raw=zlib.compress(measurement.raw),
                refused=measurement.refused or None,
                sweep=None if spectrum is None else spectrum_bytes(spectrum),
                fit=None if measurement.resistance is None else to_json(measurement.resistance),
                area_cm2=measurement.area_cm2,
            )
            _note(connection, trial_id, "measured", {**measurement.about(), **fixture})

    def keep_inspection(self, trial: int, inspection: Inspection) -> None:
        """What the inspector saw."""
        seen = {"damage": inspection.damage, "shorted": inspection.shorted, "note": inspection.note}
        with self._trial(trial) as (connection, trial_id):
            _add(connection, schema.inspection, trial_id=trial_id, **seen)
            _note(connection, trial_id, "inspected", seen)

    def close_trial(self, trial: int, judgement: Judgement) -> None:
        """The trial's end; a later one corrects it, both stay."""
        observation = judgement.observation
        with self._trial(trial) as (connection, trial_id):
            _add(
                connection,
                schema.outcome,
                trial_id=trial_id,
                outcome=judgement.outcome,
                observation=None if observation is None else to_json(observation),
                sentence=judgement.sentence,
            )
            _note(connection, trial_id, "closed", {"outcome": judgement.outcome})

    def decide(self, trial: int | None, person: str, action: str, reason: str) -> None:
        """A person's decision, written before it has an effect; `action` is a journal line too."""
        row = {"person": person, "action": action, "reason": reason}
        with self.connect() as connection:
            trial_id = None if trial is None else self._trial_id(connection, trial)
            _add(connection, schema.decision, trial_id=trial_id, **row)
            if trial_id is not None:
                _note(connection, trial_id, action, row)

    @contextmanager
    def _trial(self, number: int) -> Iterator[tuple[Connection, int]]:
        with self.connect() as connection:
            yield connection, self._trial_id(connection, number)

    def _trial_id(self, connection: Connection, number: int) -> int:
        table = schema.trial
        found = connection.scalar(
            select(table.c.id).where(
                table.c.campaign_id == self.campaign_id, table.c.number == number
            )
        )
        if found is None:
            raise KeyError(number)
        return int(found)


@contextmanager
def open_store(path: Path, name: str, *, create: bool = True) -> Iterator[Store]:
    """The memory of campaign `name` in the file `path`.

    Args:
        path: SQLite file; made with its tables when absent and `create`.
        name: The campaign; one file may hold several.
        create: False for those who only look.

    Raises:
        StoreError: no such file or campaign, a damaged file, a newer schema, a full disk.
    """
    if not create and not path.exists():
        raise StoreError(f"{path.name}: this campaign has no trial yet. Begin it: copress run")
    if not path.parent.is_dir():
        raise StoreError(f"{path}: there is no folder {path.parent}. Make it, or change store.")
    engine = _engine(path)
    try:
        with _transaction(engine, path) as connection:
            _prepare(connection, path)
            campaign_id = _campaign_id(connection, name, create=create)
        yield Store(engine, path, campaign_id)
    finally:
        engine.dispose()


def _prepare(connection: Connection, path: Path) -> None:
    """Make the tables of a fresh file; refuse the file of a newer Copress."""
    schema.metadata.create_all(connection)
    version = connection.scalar(select(func.max(schema.schema.c.version)))
    if version is None:
        connection.execute(
            insert(schema.schema).values(version=schema.SCHEMA_VERSION, at_utc=utc_now())
        )
    elif version > schema.SCHEMA_VERSION:
        raise StoreError(
            f"{path.name} was written by a newer Copress (schema {version}, this one knows "
            f"{schema.SCHEMA_VERSION}). Nothing was changed. Update Copress."
        )


def _campaign_id(connection: Connection, name: str, *, create: bool) -> int:
    table = schema.campaign
    found = connection.scalar(select(table.c.id).where(table.c.name == name))
    if found is not None:
        return int(found)
    if not create:
        known = connection.scalars(select(table.c.name)).all()
        raise StoreError(f'no campaign "{name}" in this store; it holds {", ".join(known)}')
    return _add(connection, table, name=name)


def _engine(path: Path) -> Engine:
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": 10.0})
    event.listen(engine, "connect", _configure)
    # Our own BEGIN: a read that turns into a write must not lose its place to another process.
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _configure(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


@contextmanager
def _transaction(engine: Engine, path: Path) -> Iterator[Connection]:
    try:
        with engine.begin() as connection:
            yield connection
    except DBAPIError as error:
        raise StoreError(
            f"{path}: the campaign's memory cannot be used ({error.orig}). What was kept before is "
            "untouched. Check the disk (full? read-only? a network drive?) and the file."
        ) from error


def _add(connection: Connection, table: Table, **row: object) -> int:
    result = connection.execute(insert(table).values(**row, at_utc=utc_now()))
    return int(result.inserted_primary_key[0]) if result.inserted_primary_key else 0


def _note(connection: Connection, trial_id: int, kind: str, detail: Mapping[str, object]) -> None:
    _add(connection, schema.journal, trial_id=trial_id, kind=kind, detail=to_json(detail))


def _sha256(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


def utc_now() -> str:
    """This moment, ISO 8601, UTC."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")
