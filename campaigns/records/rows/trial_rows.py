"""Rows of the store by trial, the newest of each, in the order in which they belong."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, exists, func, select

from campaigns.store import schema
from campaigns.store.journal import STATE_OF_LINE
from campaigns.store.json_codec import decoded
from hardware.inspection import Inspection


def of_trials(query: Select[Any], table: Table, only: Collection[int] | None) -> Select[Any]:
    """The query in order of the rows of `table`; of all trials, or `only` of these rows.

    Rows of a lower rung come first, also where they were added later, as a correction.
    """
    query = query.order_by(*in_order(table))
    return query if only is None else query.where(table.c.trial_id.in_(only))


def in_order(table: Table) -> tuple[Any, ...]:
    """By what the rows of a table are ordered: rung, then age."""
    return (func.coalesce(table.c.rung, 0), table.c.id) if "rung" in table.c else (table.c.id,)


def of_rung(table: Table, rung: int | None) -> tuple[ColumnElement[bool], ...]:
    """The condition that a row is of that rung; none where the trial stands for the whole cell."""
    return () if rung is None else (table.c.rung == rung,)


def of_the_cell(table: Table) -> tuple[ColumnElement[bool], ...]:
    """The condition that a spectrum is the cell's own, not that of a second reading of it.

    A second reading is written right after its spectrum: the newest of that name by then is its.
    """
    if table is not schema.spectrum:
        return ()
    reading, later = schema.reading, schema.spectrum.alias()
    newer = (
        exists()
        .where(
            later.c.trial_id == table.c.trial_id,
            later.c.id > table.c.id,
            later.c.at_utc <= reading.c.at_utc,
        )
        .correlate(table, reading)  # of two levels above, not only of the next one
    )
    of_a_reading = exists().where(
        reading.c.trial_id == table.c.trial_id,
        reading.c.file_name == table.c.file_name,
        reading.c.at_utc >= table.c.at_utc,
        ~newer,
    )
    return (~of_a_reading,)


def last_of_each(connection: Connection, query: Select[Any]) -> dict[int, Any]:
    """The last row of each trial; the query is in order of rows."""
    return {row.trial_id: row for row in connection.execute(query).all()}


def inspection_of(label: str, row: Any) -> Inspection | None:
    """What was said of the cell of that label; None where nothing was."""
    if row is None:
        return None
    failure = tuple((row.failure or "").split())
    return Inspection(label, row.damage, row.shorted, row.note, failure)


def begun_by(connection: Connection, only: Collection[int] | None) -> dict[int, str | None]:
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


def second_readings(
    connection: Connection, only: Collection[int] | None
) -> dict[int, tuple[tuple[float, float | None], ...]]:
    """Further readings of each cell, by row of the trial."""
    table = schema.reading
    query = select(table.c.trial_id, table.c.asr_ohm_cm2, table.c.asr_std_ohm_cm2)
    found: dict[int, tuple[tuple[float, float | None], ...]] = {}
    for trial_id, asr, std in connection.execute(of_trials(query, table, only)):
        found[trial_id] = (*found.get(trial_id, ()), (asr, std))
    return found
