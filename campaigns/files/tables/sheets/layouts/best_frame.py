"""The rows of a sheet as the table that they most likely are: upright, turned, or several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from campaigns.errors import WrongInputError
from campaigns.files.tables.cell_numbers import read_number
from campaigns.files.tables.columns.table_columns import KNOBS, RESULTS, guess
from campaigns.files.tables.sheets.framed_table import framed
from campaigns.files.tables.sheets.layouts.pivot_grid import written_out
from campaigns.files.tables.sheets.layouts.quantity_rows import one_row_a_cell
from campaigns.files.tables.sheets.layouts.side_by_side import stacked
from campaigns.files.tables.sheets.raw_table import RawRow, RawTable
from campaigns.files.tables.sheets.sheet_marks import (
    SheetMarks,
    TableBlock,
    crossed_out,
    marks_of_rows,
)
from campaigns.files.tables.sheets.title_notes import with_title_notes


def best_framed(
    name: str,
    rows: Sequence[RawRow],
    *,
    semicolons: bool,
    notes: Sequence[str],
    marks: SheetMarks | None = None,
) -> RawTable:
    """The table as it stands, or turned where the cells stand side by side in columns.

    Several tables side by side are read one below the other. What hangs on cells, `marks`, goes
    with the rows that they become.
    """
    grid = written_out(rows)
    if grid is not None:
        table = framed(name, grid.rows, semicolons=semicolons, notes=[*notes, grid.said])
        return _with_marks(table, marks, rows, grid.blocks, shared=grid.shared)
    spread = one_row_a_cell(name, rows)
    if spread is not None:
        table = framed(name, spread.rows, semicolons=semicolons, notes=[*notes, spread.said])
        return _moved(_with_marks(table, marks, rows, []), spread.first)
    placed, blocks, places = stacked(rows)
    notes = [*notes, *blocks]
    try:
        upright = framed(name, placed, semicolons=semicolons, notes=notes)
        upright = _with_marks(upright, marks, rows, places)
    except WrongInputError as error:
        upright, trouble = None, error
    if upright is not None and cells_in(upright)[0] == 2:
        return upright
    try:
        turned = framed(name, turned_rows(placed), semicolons=semicolons, notes=notes)
    except WrongInputError:
        turned = None
    if turned is not None and cells_in(turned)[0] == 2 and len(turned.rows) > 1:
        said = (
            "The cells stand side by side, a column each; rows are counted as columns of the file."
        )
        turned = replace(turned, notes=(*turned.notes, said))
        return _with_marks(turned, marks and marks.turned(), turned_rows(rows, numbered=True), [])
    if upright is None:
        raise trouble
    return upright


def _with_marks(
    table: RawTable,
    marks: SheetMarks | None,
    rows: Sequence[RawRow],
    places: Sequence[TableBlock],
    *,
    shared: int = 0,
) -> RawTable:
    """The table with what hangs on the cells of its rows.

    A note on one of the first `shared` columns is on all cells of its row.
    """
    if marks is None:
        return table
    of_rows = marks_of_rows(marks, ((row.number, row.cells) for row in rows), places)
    on_all = [
        (row + block.shift, text)
        for (row, column), text in marks.notes
        for block in places[1:]
        if column <= shared
    ]
    remarks = (*of_rows.remarks, *on_all)
    if not places:
        table = with_title_notes(table, marks.notes)
    return replace(table, struck=of_rows.struck, hidden=of_rows.hidden, remarks=remarks)


def _moved(table: RawTable, first: Mapping[int, int]) -> RawTable:
    """The table with what hangs on any row of a cell at the first of them."""
    whole = {
        cell
        for cell in first.values()
        if table.struck.issuperset(row for row, own in first.items() if own == cell)
    }
    remarks = [(first.get(row, row), text) for row, text in table.remarks]
    remarks += [
        (first[row], crossed_out(f"row {row}"))
        for row in sorted(table.struck)
        if row in first and first[row] not in whole
    ]
    return replace(table, remarks=tuple(remarks), struck=frozenset(whole))


def turned_rows(rows: Sequence[RawRow], *, numbered: bool = False) -> list[RawRow]:
    """Columns as rows.

    Args:
        rows: of the sheet.
        numbered: rows that are missing among their numbers are filled in, blank.
    """
    width = max((len(row.cells) for row in rows), default=0)
    if numbered:
        by_number = {row.number: row for row in rows}
        last = max(by_number, default=0)
        rows = [by_number.get(n, RawRow(n, ())) for n in range(1, last + 1)]
    padded = [(*row.cells, *[None] * width)[:width] for row in rows]
    return [RawRow(k, tuple(column)) for k, column in enumerate(zip(*padded, strict=True), 1)]


def cells_in(table: RawTable) -> tuple[int, int]:
    """How far a table is one of cells: 2 with knob and result, 1 with either; rows with numbers."""
    columns = [guess(title, numeric=True) for title in table.titles]
    knob = any(c.name in KNOBS for c in columns)
    result = any(c.name in RESULTS for c in columns)
    numbers = sum(
        sum(read_number(cell, decimal_comma=True).value is not None for cell in row.cells) > 1
        for row in table.rows
    )
    return knob + result, numbers
