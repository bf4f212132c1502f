"""Sheets of an OpenDocument spreadsheet, as LibreOffice writes them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError, fromstring
from zipfile import BadZipFile, ZipFile

from campaigns.errors import WrongInputError
from campaigns.files.tables.cell_numbers import Uncalculated
from campaigns.files.tables.sheets.raw_table import RawRow, is_blank
from campaigns.files.tables.sheets.sheet_marks import SheetMarks
from campaigns.files.tables.sheets.workbook import Sheet

_MIMETYPE = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"
_NAME = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}%s"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_WIDEST = 1000  # columns; LibreOffice repeats a blank cell to the end of the sheet, 16384
_DURATION = re.compile(r"PT(?:(?P<h>\d+)H)?(?:(?P<m>\d+)M)?(?:(?P<s>\d+(?:\.\d+)?)S)?")


def is_open_document(content: bytes) -> bool:
    """Whether the bytes of a file are those of an OpenDocument spreadsheet."""
    return _MIMETYPE in content[:200]


@dataclass(frozen=True)
class _CellStyle:
    """What a style makes of a cell: its colours, and whether it is struck through."""

    colour: str = ""
    struck: bool = False


@dataclass(frozen=True)
class _Cell:
    value: object
    look: _CellStyle
    remark: str
    across: int
    down: int


def sheets_of_document(path: Path) -> list[Sheet]:
    """The sheets of the document that hold anything; merged cells filled over their range.

    Raises:
        WrongInputError: the document is damaged.
    """
    try:
        with ZipFile(path) as archive:
            root = fromstring(archive.read("content.xml"))  # noqa: S314  a file of one's own
    except (BadZipFile, KeyError, ParseError) as error:
        raise WrongInputError(
            f"{path.name} is a damaged spreadsheet ({error}). Save it again."
        ) from error
    looks = {
        _said(style, "style", "name"): _look(style)
        for style in root.iter(_NAME % ("style", "style"))
    }
    sheets = [_sheet(table, looks) for table in root.iter(_NAME % ("table", "table"))]
    return [sheet for sheet in sheets if sheet.rows]


def _said(element: Element, space: str, name: str) -> str:
    return element.get(_NAME % (space, name), "")


def _look(style: Element) -> _CellStyle:
    colours, struck = [], False
    for properties in style:
        behind = properties.get(f"{_FO}background-color", "").lstrip("#").upper()
        letters = properties.get(f"{_FO}color", "").lstrip("#").upper()
        colours += [behind] if behind not in ("", "TRANSPARENT", "FFFFFF") else []
        colours += [f"letters {letters}"] if letters not in ("", "000000") else []
        struck |= _said(properties, "style", "text-line-through-style") not in ("", "none")
    return _CellStyle(" ".join(colours), struck)


def _sheet(table: Element, looks: Mapping[str, _CellStyle]) -> Sheet:
    """One sheet: every row with its number, from 1."""
    number, rows, hidden = 0, {}, set()
    for row in table.iter(_NAME % ("table", "table-row")):
        cells = list(_cells(row, looks))
        while cells and _is_void(cells[-1]):
            cells.pop()
        repeated = int(_said(row, "table", "number-rows-repeated") or 1)
        for _ in range(repeated if cells else 0):
            number += 1
            rows[number] = cells
            if _said(row, "table", "visibility") in ("collapse", "filter"):
                hidden.add(number)
        number += 0 if cells else repeated
    grid = {n: [cell.value for cell in cells] for n, cells in rows.items()}
    _fill_merged(grid, rows)
    return Sheet(
        _said(table, "table", "name"),
        tuple(RawRow(n, tuple(cells)) for n, cells in sorted(grid.items())),
        _marks(rows, hidden),
    )


def _marks(rows: Mapping[int, list[_Cell]], hidden: set[int]) -> SheetMarks:
    every = [((n, k), cell) for n, cells in rows.items() for k, cell in enumerate(cells, 1)]
    return SheetMarks(
        tuple((place, cell.remark) for place, cell in every if cell.remark),
        frozenset(place for place, cell in every if cell.look.struck and not is_blank(cell.value)),
        {place: cell.look.colour for place, cell in every if cell.look.colour},
        frozenset(hidden),
    )


def _is_void(cell: _Cell) -> bool:
    return is_blank(cell.value) and not cell.remark and cell.across == 1


def _fill_merged(grid: dict[int, list[object]], rows: Mapping[int, list[_Cell]]) -> None:
    for number, cells in rows.items():
        for k, cell in enumerate(cells):
            last = number + cell.down if cell.across > 1 or cell.down > 1 else number
            for below in range(number, last):
                row = grid.setdefault(below, [])
                row += [None] * (k + cell.across - len(row))
                row[k : k + cell.across] = [cell.value] * cell.across


def _cells(row: Element, looks: Mapping[str, _CellStyle]) -> Iterator[_Cell]:
    count = 0
    for cell in row:
        if not cell.tag.endswith("table-cell"):
            continue
        repeated = int(_said(cell, "table", "number-columns-repeated") or 1)
        note = cell.find(_NAME % ("office", "annotation"))
        made = _Cell(
            _value(cell),
            looks.get(_said(cell, "table", "style-name"), _CellStyle()),
            "" if note is None else _text(note),
            int(_said(cell, "table", "number-columns-spanned") or 1),
            int(_said(cell, "table", "number-rows-spanned") or 1),
        )
        for _ in range(min(repeated, _WIDEST - count)):
            count += 1
            yield made


def _text(cell: Element) -> str:
    lines = ["".join(line.itertext()) for line in cell.findall(_NAME % ("text", "p"))]
    return "\n".join(lines).strip()


def _value(cell: Element) -> object:
    """What a cell holds: a number, a day, a time, a text; None for nothing."""
    kind = _said(cell, "office", "value-type")
    formula = _said(cell, "table", "formula")
    if kind in ("float", "percentage", "currency"):
        return float(_said(cell, "office", "value"))
    if kind == "date":
        return datetime.fromisoformat(_said(cell, "office", "date-value"))
    if kind == "time" and (found := _DURATION.fullmatch(_said(cell, "office", "time-value"))):
        h, m, s = (float(part or 0) for part in found.group("h", "m", "s"))
        return timedelta(hours=h, minutes=m, seconds=s)
    if kind == "boolean":
        return _said(cell, "office", "boolean-value") == "true"
    text = _text(cell)
    return Uncalculated(formula, "a cell") if formula and not text else text or None
