"""Which sheet of a workbook is read, and which of them are one table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from campaigns.errors import WrongInputError
from campaigns.files.tables.sheets.layouts.best_frame import best_framed, cells_in
from campaigns.files.tables.sheets.layouts.form_sheets import cells_of_sheets
from campaigns.files.tables.sheets.layouts.sheets_of_one_table import of_one_table
from campaigns.files.tables.sheets.open_document import sheets_of_document
from campaigns.files.tables.sheets.raw_table import RawTable
from campaigns.files.tables.sheets.workbook import Sheet, sheets_of


def table_of_workbook(path: Path, sheet: str | None, *, open_document: bool) -> RawTable:
    """The table of a workbook.

    Args:
        path: of the workbook.
        sheet: name of the sheet; None for the one that holds the most cells, or for all of one
            table whose names say at which pressure each was pressed.
        open_document: written by LibreOffice in its own format.

    Raises:
        WrongInputError: there is no such sheet, or none holds a table.
    """
    every = sheets_of_document(path) if open_document else sheets_of(path)
    sheets = {one.name: one for one in every}
    if not sheets:
        raise WrongInputError(f"{path.name} is empty.")
    if sheet is not None and sheet not in sheets:
        raise WrongInputError(f"{path.name} has no sheet {sheet!r}; there are {', '.join(sheets)}.")
    wanted = [one for one in every if sheet in (None, one.name)]
    if sheet is None and (of_forms := cells_of_sheets(path.name, every)) is not None:
        return of_forms
    tables = _tables(path.name, wanted)
    chosen = max(tables, key=lambda name: (not sheets[name].hidden, cells_in(tables[name])))
    if cells_in(tables[chosen])[0] < 2:
        chosen = max(tables, key=lambda name: cells_in(tables[name]))
    shown = {name: table for name, table in tables.items() if not sheets[name].hidden}
    if sheet is None and (together := of_one_table(chosen, shown)) is not None:
        read, joined = together
        rest = [name for name in sheets if name not in read]
        others = f"; not read: {', '.join(rest)} (--sheet NAME)" if rest else ""
        said = f"{joined.notes[-1].removesuffix('.')}{others}."
        return replace(joined, notes=(said, *joined.notes[:-1]))
    notes = (*_about_sheets(chosen, sheets, tables, sheet), *tables[chosen].notes)
    unread = tuple((one.name, one.rows) for one in every if sheet is None and one.name != chosen)
    return replace(tables[chosen], notes=notes, sheet=chosen, unread=unread)


def _tables(name: str, sheets: Sequence[Sheet]) -> dict[str, RawTable]:
    """The sheets that hold a table, by their names.

    Raises:
        WrongInputError: none does; why the first one does not.
    """
    tables: dict[str, RawTable] = {}
    trouble: WrongInputError | None = None
    for one in sheets:
        try:
            tables[one.name] = best_framed(
                name, one.rows, semicolons=False, notes=[], marks=one.marks
            )
        except WrongInputError as error:
            trouble = trouble or error
    if not tables:
        assert trouble is not None  # noqa: S101  one sheet at least was tried
        raise trouble
    return tables


def _about_sheets(
    chosen: str, sheets: Mapping[str, Sheet], tables: Mapping[str, RawTable], asked: str | None
) -> list[str]:
    """Which sheet is read, which others there are, and which of them hold cells too."""
    others = [name for name in sheets if name != chosen]
    if asked is not None or not others:
        return []
    not_read = [
        f"{name} ({cells_in(tables[name])[1]} rows that look like cells)"
        if name in tables and cells_in(tables[name])[0] > 1
        else name
        for name in others
    ]
    not_read = [
        f"{said}, hidden" if sheets[name].hidden else said
        for name, said in zip(others, not_read, strict=True)
    ]
    return [f"Sheet {chosen!r} is read; not read: {', '.join(not_read)} (--sheet NAME)."]
