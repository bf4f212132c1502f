"""Sheets of a workbook: merged cells filled, formulas without value named, notes on cells kept."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from campaigns.errors import WrongInputError
from campaigns.files.tables.cell_numbers import Uncalculated
from campaigns.files.tables.sheets.fills import colours_of_rows
from campaigns.files.tables.sheets.raw_table import RawRow, is_blank

MOST_CELLS_STRUCK = 5000
"""Larger sheets are not searched for rows that are struck through: the look at fonts is slow."""


@dataclass(frozen=True)
class Sheet:
    """One sheet.

    Attributes:
        name: its name.
        rows: all rows that hold anything, merged cells filled over their range.
        struck: rows of which every cell is struck through.
        hidden: rows that are not shown, by hand or by a filter.
        remarks: row and text of the notes that are attached to cells, single cells that are struck
            through, and the colours of rows.
    """

    name: str
    rows: tuple[RawRow, ...]
    struck: frozenset[int]
    hidden: frozenset[int]
    remarks: tuple[tuple[int, str], ...]


def crossed_out(value: object) -> str:
    """The remark that stands for a cell that somebody struck through."""
    return f"{value} is struck through"


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
    for merged in sheet.merged_cells.ranges:
        first = grid[merged.min_row - 1][merged.min_col - 1]
        for row in grid[merged.min_row - 1 : merged.max_row]:
            row[merged.min_col - 1 : merged.max_col] = [first] * (
                merged.max_col - merged.min_col + 1
            )
    rows = tuple(RawRow(number, tuple(cells)) for number, cells in enumerate(grid, 1))
    remarks = tuple(
        (cell.row, cell.comment.text)
        for cells in sheet.iter_rows()
        for cell in cells
        if cell.comment is not None
    )
    hidden = frozenset(row for row, form in sheet.row_dimensions.items() if form.hidden)
    struck, crossed = _struck(sheet)
    seen = (*remarks, *crossed, *colours_of_rows(sheet))
    return Sheet(sheet.title, rows, struck, hidden, seen)


def _name_formulas(grid: list[list[object]], formulas: Any) -> None:
    for row, cells in enumerate(grid, 1):
        for column, cell in enumerate(cells, 1):
            written = formulas.cell(row, column).value if cell is None else None
            if isinstance(written, str) and written.startswith("="):
                place = formulas.cell(row, column).coordinate
                cells[column - 1] = Uncalculated(written, place)


def _struck(sheet: Any) -> tuple[frozenset[int], list[tuple[int, str]]]:
    """Rows of which every filled cell is struck through; and single cells that are, as remarks."""
    if sheet.max_row * sheet.max_column > MOST_CELLS_STRUCK:
        return frozenset(), []
    found, single = [], []
    for cells in sheet.iter_rows():
        filled = [cell for cell in cells if not is_blank(cell.value)]
        struck = [cell for cell in filled if cell.font is not None and cell.font.strike]
        if struck and len(struck) == len(filled):
            found.append(filled[0].row)
        single += [(cell.row, crossed_out(cell.value)) for cell in struck if struck != filled]
    return frozenset(found), single
