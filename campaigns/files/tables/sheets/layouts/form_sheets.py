"""Workbooks in which each sheet is the record of one cell: a form, or titles over a single row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from campaigns.errors import WrongInputError
from campaigns.files.tables.columns.table_columns import Title
from campaigns.files.tables.sheets.framed_table import framed
from campaigns.files.tables.sheets.layouts.best_frame import cells_in, turned_rows
from campaigns.files.tables.sheets.raw_table import RawRow, RawTable, is_blank
from campaigns.files.tables.sheets.workbook import Sheet

_NAME = "sheet"
"""Title of the column that keeps the name of the sheet."""


def cells_of_sheets(name: str, sheets: Sequence[Sheet]) -> RawTable | None:
    """The sheets of a workbook as the rows of one table; None where they are no such records.

    Args:
        name: of the file.
        sheets: all that hold anything; those that are no record of a cell are named.
    """
    records = {one.name: record for one in sheets if (record := _record(name, one)) is not None}
    titles = list(dict.fromkeys(title for one in records.values() for title in one.titles))
    rare = max((len(one.titles) for one in records.values()), default=0)
    if len(records) < 2 or len(titles) > 2 * rare:
        return None
    rows, remarks = [], []
    for number, (sheet, record) in enumerate(records.items(), 1):
        held = dict(zip(record.titles, record.rows[0].cells, strict=True))
        rows.append(RawRow(number, (sheet, *(held.get(title) for title in titles))))
        remarks += [(number, text) for text in _attached(sheet, sheets)]
    rest = [one.name for one in sheets if one.name not in records]
    others = f" Not read: {', '.join(rest)} (--sheet NAME)." if rest else ""
    said = (
        f"Each of the sheets {', '.join(map(repr, records))} is the record of one cell; rows are "
        f"counted as these sheets.{others}"
    )
    first = next(iter(records.values()))
    return replace(
        first,
        titles=(Title(_NAME, _NAME), *titles),
        rows=tuple(rows),
        notes=(said,),
        above=(),
        struck=frozenset(),
        hidden=frozenset(),
        remarks=tuple(remarks),
    )


def _attached(name: str, sheets: Sequence[Sheet]) -> list[str]:
    return [text for one in sheets if one.name == name for _, text in one.marks.notes]


def _record(name: str, sheet: Sheet) -> RawTable | None:
    """The one cell of a sheet: titles in its first column, or over a single row."""
    rows = [row for row in sheet.rows if any(not is_blank(cell) for cell in row.cells)]
    for form in (turned_rows(rows), rows):
        try:
            table = framed(name, form, semicolons=False, notes=[])
        except WrongInputError:
            continue
        if cells_in(table)[0] == 2 and len(table.rows) == 1:
            return table
    return None
