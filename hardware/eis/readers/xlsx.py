"""Excel workbooks: every sheet with a line of headings; see `delimited` for what headings may be.

Cells that Excel turned into dates are damaged numbers and are reported as such.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from itertools import islice, pairwise
from xml.etree.ElementTree import ParseError

import openpyxl

from hardware.eis.parsing.instrument_file import LARGEST_MB, InstrumentFile
from hardware.eis.parsing.quantity_columns import SEARCHED_LINES, heading_row, seen_and_named
from hardware.eis.parsing.spectra_from_table import spectra_from_table
from hardware.eis.parsing.stated_columns import StatedColumns, remembered
from hardware.eis.parsing.text_table import (
    MOST_COLUMNS,
    MOST_ROWS,
    TextTable,
    as_wide_as,
    is_number,
    table,
    with_units,
)
from hardware.eis.spectrum import Spectrum
from hardware.errors import SpectrumRefusedError

NAME = "Excel workbook"
LAST_RESORT = False

_Cells = tuple[str, ...]
_DAMAGE = (
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    ParseError,
    RuntimeError,
    TypeError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
)
"""What zipfile, the XML parser and openpyxl raise on a damaged workbook."""


def recognises(head: bytes) -> bool:
    """A zip archive with the parts of a workbook."""
    return head.startswith(b"PK\x03\x04") and (b"xl/" in head or b"[Content_Types].xml" in head)


def read(file: InstrumentFile) -> list[Spectrum]:
    """The sweeps of every sheet that has an impedance table.

    Raises:
        SpectrumRefusedError: the workbook is damaged or no sheet has headings.
    """
    sheets = _sheets(file)
    if file.columns is None:
        file = replace(
            file, columns=remembered(row for _, rows in sheets for row in rows[:SEARCHED_LINES])
        )
    tables = {title: found for title, rows in sheets if (found := _table(rows, file.columns))}
    if not tables:
        raise SpectrumRefusedError(
            "no sheet has a line of headings such as 'freq/Hz', 'Re(Z)/Ohm', '-Im(Z)/Ohm'"
            f"{_what_was_seen(sheets)}"
        )
    several = len(tables) > 1
    return [
        replace(spectrum, label=f"{spectrum.label} ({title})") if several else spectrum
        for title, found in tables.items()
        for spectrum in spectra_from_table(file, found, instrument=NAME, metadata={"sheet": title})
    ]


def _sheets(file: InstrumentFile) -> list[tuple[str, list[_Cells]]]:
    """Title and rows of every sheet, all values as text."""
    try:
        _refuse_damage(file.content)
        book = openpyxl.load_workbook(BytesIO(file.content), read_only=True, data_only=True)
        return [(sheet.title, list(_rows(sheet))) for sheet in book.worksheets]
    except _DAMAGE as trouble:
        raise SpectrumRefusedError(f"the workbook is damaged ({trouble})") from trouble


def _refuse_damage(content: bytes) -> None:
    """Check sums, and the size it would unpack to, before anything is unpacked into memory."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        size_mb = sum(part.file_size for part in archive.infolist()) / 1e6
        if size_mb > 5 * LARGEST_MB:
            raise SpectrumRefusedError(f"the workbook unpacks to {size_mb:.0f} MB")
        broken = archive.testzip()
    if broken is not None:
        raise SpectrumRefusedError(f"the workbook is damaged (check sum of {broken})")


def _rows(sheet: openpyxl.worksheet._read_only.ReadOnlyWorksheet) -> Iterator[_Cells]:
    for row in islice(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), MOST_ROWS):
        cells = ["" if value is None else _as_text(value) for value in row]
        while cells and not cells[-1].strip():
            cells.pop()
        yield tuple(cells)


def _as_text(value: object) -> str:
    """Numbers in full, text as it is; a date is not a number and must not become one."""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, (int, float)):
        return repr(float(value))
    return str(value)


def _table(rows: list[_Cells], stated: StatedColumns | None) -> TextTable | None:
    at = heading_row(rows, stated)
    if at is None:
        return None
    written = rows[at]
    below = [(number, cells) for number, cells in enumerate(rows[at + 1 :], at + 2) if cells]
    headings = tuple(as_wide_as(written, below[0][1])) if below else written
    if below and not any(map(is_number, below[0][1])) and len(below[0][1]) <= len(headings):
        headings = with_units(headings, below.pop(0)[1])
    return replace(table(headings, below), written=written)


def _what_was_seen(sheets: list[tuple[str, list[_Cells]]]) -> str:
    """The headings above the first rows of numbers, and how to name them; empty without any."""
    for title, rows in sheets:
        for above, below in pairwise(rows[:SEARCHED_LINES]):
            if len(above) > 2 and sum(map(is_number, below)) > 2 and not any(map(is_number, above)):
                return f"; in sheet '{title}' {seen_and_named(above)}"
    return ""
