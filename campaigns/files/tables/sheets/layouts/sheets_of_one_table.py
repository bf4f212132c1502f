"""Sheets of the same titles: parts of one table whose names say what differs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from campaigns.files.tables.columns.table_columns import Title, guess
from campaigns.files.tables.question import TableQuestionError
from campaigns.files.tables.sheets.common_settings import setting_in_name
from campaigns.files.tables.sheets.layouts.best_frame import cells_in
from campaigns.files.tables.sheets.raw_table import RawRow, RawTable

NAMES = "sheet"
"""Title of the column that keeps the names of the sheets, where they give no setting."""


def of_one_table(chosen: str, tables: Mapping[str, RawTable]) -> tuple[list[str], RawTable] | None:
    """The sheets that have the titles of the chosen one, as one table; None for a single one.

    `300 MPa` and `450 MPa` are two parts of one table that has no other column of pressures. What
    other names mean is left open: a lot, a temperature, or a table of its own.

    Args:
        chosen: name of the sheet that holds the most cells.
        tables: those that the workbook shows, by the name of the sheet.
    """
    first = tables.get(chosen)
    if first is None:
        return None
    alike = [name for name, table in tables.items() if table.titles == first.titles]
    named = {name: said for name in alike if (said := setting_in_name(name)) is not None}
    knobs = {knob for knob, _ in named.values()}
    there = {guess(title, numeric=True).name for title in first.titles}
    distinct = len({value for _, value in named.values()}) == len(named)
    if len(named) > 1 and chosen in named and len(knobs) == 1 and distinct and not knobs & there:
        (knob,) = knobs
        words = f"{knob} by the name of the sheet"
        title = Title(words, words)
        marks = {name: value for name, (_, value) in named.items()}
        return _joined(tables, marks, title, f"and {knob} stands in their names: ")
    alike = [name for name in alike if name == chosen or not _is_copy(tables[name], first)]
    if cells_in(first)[0] < 2 or len(alike) < 2:
        return None
    title = Title(NAMES, NAMES)
    alike_now, table = _joined(tables, {name: name for name in alike}, title, "")
    return alike_now, replace(table, left_open=NAMES)


def _is_copy(table: RawTable, of: RawTable) -> bool:
    """Whether every row of a sheet stands in another one too."""
    rows = {tuple(map(str, row.cells)) for row in of.rows}
    return all(tuple(map(str, row.cells)) in rows for row in table.rows)


def _joined(
    tables: Mapping[str, RawTable], marks: Mapping[str, str], title: Title, what: str
) -> tuple[list[str], RawTable]:
    """The rows of several sheets one below the other, with the mark of its sheet in each."""
    rows: list[RawRow] = []
    struck, hidden, remarks, counted = set(), set(), [], []
    for name, mark in marks.items():
        table = tables[name]
        shift = rows[-1].number if rows else 0
        rows += [RawRow(row.number + shift, (*row.cells, mark)) for row in table.rows]
        struck |= {row + shift for row in table.struck}
        hidden |= {row + shift for row in table.hidden}
        remarks += [(row + shift, text) for row, text in table.remarks]
        if shift and table.rows:
            span = f"{table.rows[0].number + shift} to {table.rows[-1].number + shift}"
            counted.append(f"rows of {name!r} as {span}")
    first = tables[next(iter(marks))]
    said = (
        f"Sheets {', '.join(map(repr, marks))} hold the same titles, {what}"
        f"read as one table; counted are {', '.join(counted)}."
    )
    above = tuple(dict.fromkeys(line for name in marks for line in tables[name].above))
    return list(marks), replace(
        first,
        titles=(*first.titles, title),
        rows=tuple(rows),
        above=above,
        struck=frozenset(struck),
        hidden=frozenset(hidden),
        remarks=tuple(remarks),
        notes=(*first.notes, said),
    )


def ask_about_names(raw: RawTable) -> None:
    """Ask what the names of sheets with the same titles mean.

    Raises:
        TableQuestionError: always.
    """
    where = raw.header.index(raw.left_open)
    names = list(dict.fromkeys(str(row.cells[where]) for row in raw.rows))
    raise TableQuestionError(
        f"the sheets {', '.join(map(repr, names))} hold tables of the same titles. Is one of them "
        "meant, or all, and what differs between them?",
        raw.left_open,
        (
            f"--sheet '{names[0]}' for one of them",
            f"--column '{raw.left_open}=lot' for all of them, a lot each",
            f"--column '{raw.left_open}=NAME:UNIT' for a setting (NAME: copress_dwell_s, die_degc)",
            f"--column '{raw.left_open}=text' for all of them, nothing differs",
        ),
    )
