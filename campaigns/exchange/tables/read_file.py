"""A table as the file holds it: header and cells, before anything is understood.

CSV in whatever dialect a spreadsheet exports, XLSX, Parquet where pyarrow is installed.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import pandas as pd

from campaigns.errors import WrongInputError

Cell = object
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK\x03\x04"
_DELIMITERS = (";", "\t", ",", "|")


@dataclass(frozen=True)
class RawRow:
    """One line of a table: its number in the file, from 1, and its cells."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class RawTable:
    """A table before anything is understood.

    Attributes:
        header: column titles, each once.
        rows: every row has as many cells as the header; None and "" are blank.
        semicolons: the cells were parted by semicolons, so that a comma is a decimal one.
        notes: what had to be guessed of the file itself.
    """

    header: tuple[str, ...]
    rows: tuple[RawRow, ...]
    semicolons: bool
    notes: tuple[str, ...]


def read_raw(path: Path, sheet: str | None = None) -> RawTable:
    """Read a file into header and cells.

    Args:
        path: .csv, .tsv, .txt, .xlsx, .xlsm or .parquet; the content counts, not the name.
        sheet: worksheet of a workbook; None for the first that holds anything.

    Raises:
        WrongInputError: it is no table that can be read; says what to do.
    """
    if path.is_dir():
        raise WrongInputError(f"{path} is a folder. Name the table in it.")
    if not path.is_file():
        raise WrongInputError(f"{path}: there is no such file.")
    content = path.read_bytes()
    if not content.strip():
        raise WrongInputError(f"{path.name} is empty.")
    if content.startswith(_OLD_EXCEL):
        raise WrongInputError(
            f"{path.name} is an old or a password-protected Excel file. Save it as .xlsx, "
            "without a password."
        )
    if content.startswith(b"PAR1"):
        return _from_parquet(path)
    if content.startswith(_ZIP):
        return _from_workbook(path, sheet)
    return _from_text(path.name, content)


def _from_text(name: str, content: bytes) -> RawTable:
    text, notes = _decoded(name, content)
    if "<html" in text[:2000].lower():
        raise WrongInputError(f"{name} is a web page, not a table. Export it as CSV or XLSX.")
    lines = text.splitlines(keepends=True)
    first = lines[0].strip().strip('"').lower()
    told = first[4:5] if first.startswith("sep=") else ""
    skipped = bool(told)
    delimiter = told or _delimiter(lines)
    read = csv.reader(io.StringIO("".join(lines[skipped:])), delimiter=delimiter)
    try:
        rows = [RawRow(k, tuple(row)) for k, row in enumerate(read, 1 + skipped)]
    except csv.Error as error:
        raise WrongInputError(f"{name} cannot be read as CSV: {error}.") from error
    rows = [row for row in rows if not str(row.cells[0] if row.cells else "").startswith("#")]
    return _framed(name, rows, semicolons=delimiter == ";", notes=notes)


def _decoded(name: str, content: bytes) -> tuple[str, list[str]]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16"), []
    if b"\x00" in content:
        raise WrongInputError(f"{name} is not text. Export the table as CSV or XLSX.")
    try:
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace"), [
            f"{name} is not UTF-8; read as Windows-1252."
        ]


def _delimiter(lines: Sequence[str]) -> str:
    """The sign that cuts the first lines into the most equal number of parts, at least two."""
    sample = [line for line in lines[:20] if line.strip() and not line.startswith("#")]
    if not sample:
        return ","

    def agreement(sign: str) -> tuple[bool, int, int]:
        counts = [len(row) - 1 for row in csv.reader(sample, delimiter=sign)]
        usual = max(set(counts), key=counts.count)
        return (usual > 0, counts.count(usual), usual)

    return max(_DELIMITERS, key=agreement)


def _from_workbook(path: Path, sheet: str | None) -> RawTable:
    import openpyxl  # a second of loading that no text table needs
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = openpyxl.load_workbook(path, data_only=True)
        formulas = openpyxl.load_workbook(path)
    except (BadZipFile, InvalidFileException, KeyError, ValueError, EOFError) as error:
        raise WrongInputError(
            f"{path.name} is a damaged workbook ({error}). Save it anew."
        ) from error
    if sheet is not None and sheet not in book.sheetnames:
        raise WrongInputError(
            f"{path.name} has no sheet {sheet!r}; there are {', '.join(book.sheetnames)}."
        )
    filled = [
        one.title for one in book.worksheets if one.max_row > 1 or one["A1"].value is not None
    ]
    if not filled:
        raise WrongInputError(f"{path.name} is empty.")
    chosen = sheet or filled[0]
    notes = []
    if sheet is None and len(filled) > 1:
        notes.append(f"Sheet {chosen!r} is read; not read: {', '.join(filled[1:])} (--sheet NAME).")
    rows = []
    for number, cells in enumerate(book[chosen].iter_rows(values_only=True), 1):
        for column, cell in enumerate(cells, 1):
            written = formulas[chosen].cell(number, column).value
            if cell is None and isinstance(written, str) and written.startswith("="):
                raise WrongInputError(
                    f"{path.name} row {number}: the formula {written} was never calculated. "
                    "Open the file in Excel, save it, and come back."
                )
        rows.append(RawRow(number, tuple(cells)))
    return _framed(path.name, rows, semicolons=False, notes=notes)


def _from_parquet(path: Path) -> RawTable:
    try:
        frame = pd.read_parquet(path)
    except ImportError as error:
        raise WrongInputError(
            f"{path.name} is Parquet, which needs pyarrow: pip install 'copress[parquet]', "
            "or export the table as CSV."
        ) from error
    except (ValueError, OSError) as error:
        raise WrongInputError(f"{path.name} is damaged Parquet ({error}).") from error
    header = RawRow(1, tuple(str(name) for name in frame.columns))
    blanked = frame.astype(object).where(frame.notna(), None)
    rows = [RawRow(k, tuple(row)) for k, row in enumerate(blanked.itertuples(index=False), 2)]
    return _framed(path.name, [header, *rows], semicolons=False, notes=[])


def _framed(
    name: str, rows: Sequence[RawRow], *, semicolons: bool, notes: Sequence[str]
) -> RawTable:
    """Find the header, check that every row fits under it, drop blank lines and columns."""
    filled = [row for row in rows if any(not _is_blank(cell) for cell in row.cells)]
    if not filled:
        raise WrongInputError(f"{name} is empty.")
    start = _header_place(filled)
    titles = [str(cell).strip() if not _is_blank(cell) else "" for cell in filled[start].cells]
    while titles and not titles[-1]:
        titles.pop()
    body = filled[start + 1 :]
    if not body:
        raise WrongInputError(f"{name} has a header and no cells under it.")
    _refuse_ragged(name, len(titles), body)
    _refuse_twins(name, titles)
    titles, body = _with_unit_row(titles, body)
    padded = [
        RawRow(row.number, (*row.cells, *[None] * len(titles))[: len(titles)]) for row in body
    ]
    said = [*notes]
    if start:
        said.append(f"{start} lines above the header (row {filled[start].number}) are no cells.")
    header = tuple(title or f"column {k}" for k, title in enumerate(titles, 1))
    return RawTable(header, tuple(padded), semicolons, tuple(said))


def _header_place(rows: Sequence[RawRow]) -> int:
    """The first row with as many titles as the table is wide; titles above a table are narrower."""
    widths = [sum(not _is_blank(cell) for cell in row.cells) for row in rows]
    wide = max(widths)
    for place, (row, width) in enumerate(zip(rows[:20], widths, strict=False)):
        words = sum(isinstance(cell, str) and not _is_numeric(cell) for cell in row.cells if cell)
        if width >= max(1, 0.6 * wide) and words >= 0.6 * width:
            return place
    raise WrongInputError(
        "the table has no header: the first row holds numbers. Write a title above each column, "
        "such as copress_mpa, stack_mpa, asr_ohm_cm2."
    )


def _refuse_ragged(name: str, width: int, rows: Sequence[RawRow]) -> None:
    for row in rows:
        if any(not _is_blank(cell) for cell in row.cells[width:]):
            raise WrongInputError(
                f"{name} row {row.number} has {len(row.cells)} cells under {width} titles. Decimal "
                "commas in a comma-separated file? Save it with semicolons, or put it in quotes."
            )


def _refuse_twins(name: str, titles: Sequence[str]) -> None:
    twins = {title for title in titles if title and titles.count(title) > 1}
    if twins:
        raise WrongInputError(
            f"{name} has two columns called {min(twins)!r}. Rename one: which is it?"
        )


def _with_unit_row(titles: list[str], body: Sequence[RawRow]) -> tuple[list[str], list[RawRow]]:
    """A row of units under the titles goes into the titles: `stress`, `MPa` -> `stress (MPa)`."""
    units = [str(cell).strip().strip("[]()") if cell else "" for cell in body[0].cells]
    known = {
        "mpa",
        "bar",
        "kn",
        "s",
        "min",
        "h",
        "ohm",
        "ω",
        "ohm cm2",
        "ω cm²",
        "°c",
        "%",
        "-",
        "mm",
    }
    told = [unit for unit in units if unit]
    if len(body) < 2 or not told or not all(unit.lower() in known for unit in told):
        return titles, list(body)
    joined = [
        f"{title} ({unit})" if unit and unit != "-" else title
        for title, unit in zip(titles, [*units, *[""] * len(titles)], strict=False)
    ]
    return joined, list(body[1:])


def _is_blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _is_numeric(text: str) -> bool:
    try:
        float(text.strip().replace(",", "."))
    except ValueError:
        return False
    return True
