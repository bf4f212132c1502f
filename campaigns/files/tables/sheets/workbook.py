"""Sheets of a workbook: merged cells filled, formulas without value named, notes on cells kept."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from campaigns.errors import WrongInputError
from campaigns.files.tables.cell_numbers import Uncalculated
from campaigns.files.tables.column_units import read_unit
from campaigns.files.tables.sheets.raw_table import RawRow, is_blank
from campaigns.files.tables.sheets.sheet_marks import SheetMarks, look_of

_UNIT_OF_FORMAT = re.compile(r"[0#?]\s*\"([^\"]+)\"")
"""The text behind the digits of a number format: `0.0" kN"`."""
MOST_CELLS_STRUCK = 5000
"""Larger sheets are not searched for rows that are struck through: the look at fonts is slow."""


@dataclass(frozen=True)
class Sheet:
    """One sheet.

    Attributes:
        name: its name.
        rows: all rows that hold anything, merged cells filled over their range.
        marks: notes, colours, strokes and what is not shown.
        hidden: the workbook does not show it.
    """

    name: str
    rows: tuple[RawRow, ...]
    marks: SheetMarks
    hidden: bool = False


def sheets_of(path: Path) -> list[Sheet]:
    """The sheets of a workbook that hold anything.

    Raises:
        WrongInputError: the workbook is damaged.
    """
    import openpyxl  # a second of loading that no text table needs
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = openpyxl.load_workbook(path, data_only=True)
        formulas = openpyxl.load_workbook(path) if _has_formulas(path) else None
    except (BadZipFile, InvalidFileException, KeyError, ValueError, EOFError) as error:
        raise WrongInputError(
            f"{path.name} is a damaged workbook ({error}). Save it again."
        ) from error
    return [
        _sheet(one, None if formulas is None else formulas[one.title])
        for one in book.worksheets
        if one.max_row > 1 or one["A1"].value is not None
    ]


def _has_formulas(path: Path) -> bool:
    with ZipFile(path) as archive:
        parts = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
        return any(b"<f" in archive.read(name) for name in parts)


def _sheet(sheet: Any, formulas: Any) -> Sheet:
    grid = [list(cells) for cells in sheet.iter_rows(values_only=True)]
    if formulas is not None:
        _name_formulas(grid, formulas)
    _write_out_units(grid, sheet)
    for merged in sheet.merged_cells.ranges:
        first = grid[merged.min_row - 1][merged.min_col - 1]
        for row in grid[merged.min_row - 1 : merged.max_row]:
            row[merged.min_col - 1 : merged.max_col] = [first] * (
                merged.max_col - merged.min_col + 1
            )
    rows = tuple(RawRow(number, tuple(cells)) for number, cells in enumerate(grid, 1))
    return Sheet(sheet.title, rows, _marks(sheet), sheet.sheet_state != "visible")


def _write_out_units(grid: list[list[object]], sheet: Any) -> None:
    """Numbers that are shown with a unit of their format, `0" min"`, as text with that unit."""
    units: dict[int, str] = {}
    for cells in sheet.iter_rows():
        for cell in cells:
            number = isinstance(cell.value, int | float) and not isinstance(cell.value, bool)
            if not number or not cell.has_style:
                continue
            if cell.style_id not in units:
                found = _UNIT_OF_FORMAT.search(cell.number_format or "")
                said = found[1].strip() if found else ""
                units[cell.style_id] = said if read_unit(said) else ""
            if units[cell.style_id]:
                text = f"{cell.value} {units[cell.style_id]}"
                grid[cell.row - 1][cell.column - 1] = text


def _marks(sheet: Any) -> SheetMarks:
    notes, struck, looks = [], set(), {}
    looked_at = sheet.max_row * sheet.max_column <= MOST_CELLS_STRUCK
    named: dict[int, str] = {}
    for cells in sheet.iter_rows():
        for cell in cells:
            place = (cell.row, cell.column)
            if cell.comment is not None:
                notes.append((place, cell.comment.text))
            if not cell.has_style:
                continue
            if cell.style_id not in named:
                named[cell.style_id] = look_of(cell)
            if named[cell.style_id]:
                looks[place] = named[cell.style_id]
            if (
                looked_at
                and not is_blank(cell.value)
                and cell.font is not None
                and cell.font.strike
            ):
                struck.add(place)
    hidden = frozenset(row for row, form in sheet.row_dimensions.items() if form.hidden)
    return SheetMarks(tuple(notes), frozenset(struck), looks, hidden, _hidden_columns(sheet))


def _hidden_columns(sheet: Any) -> frozenset[int]:
    found: set[int] = set()
    for form in sheet.column_dimensions.values():
        if form.hidden and form.min and form.max:
            found.update(range(form.min, min(form.max, sheet.max_column) + 1))
    return frozenset(found)


def _name_formulas(grid: list[list[object]], formulas: Any) -> None:
    for row, cells in enumerate(grid, 1):
        for column, cell in enumerate(cells, 1):
            written = formulas.cell(row, column).value if cell is None else None
            if isinstance(written, str) and written.startswith("="):
                place = formulas.cell(row, column).coordinate
                cells[column - 1] = Uncalculated(written, place)
