"""A table as the file holds it: header and cells, before anything is understood.

CSV in whatever dialect a spreadsheet exports, XLSX, ODS, Parquet where pyarrow is installed.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from campaigns.errors import WrongInputError
from campaigns.files.tables.cell_numbers import read_number
from campaigns.files.tables.columns.table_columns import KNOBS, RESULTS, guess
from campaigns.files.tables.sheets.framed_table import framed
from campaigns.files.tables.sheets.igor_text import is_igor_text, rows_of_igor_text
from campaigns.files.tables.sheets.open_document import is_open_document, sheets_of_document
from campaigns.files.tables.sheets.raw_table import RawRow, RawTable
from campaigns.files.tables.sheets.side_by_side import stacked
from campaigns.files.tables.sheets.workbook import sheets_of

_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK\x03\x04"
_REGIONS = {
    "gb18030": "Chinese (GB 18030)", "cp932": "Japanese (Shift JIS)", "cp949": "Korean (CP 949)",
    "cp1251": "Cyrillic (Windows-1251)",
}  # fmt: skip
_EASTERN = re.compile(
    r"压力|压|阻抗|电阻|电导|时间|样品|编号|备注|状态|短路|圧力|抵抗|時間|試料|備考|状態|プレス|"
    r"압력|하중|저항|시간|시료|번호|비고|판정|상태|"
    r"[Дд]авление|[Уу]силие|[Нн]агрузка|[Сс]опротивление|[Вв]ыдержка|[Вв]ремя|[Пп]роводимость|"
    r"[Оо]бразец|[Сс]остояние|[Пп]римечани"
)
"""Words of tables: bytes read in a wrong code page give other characters."""
_DELIMITERS = (";", "\t", ",", "|", "，")
_COLUMNS = (re.compile(r"\s{2,}|\t"), re.compile(r"\s+"))
"""Between columns that are set by blanks: two of them where titles hold single ones."""


def read_raw(path: Path, sheet: str | None = None) -> RawTable:
    """Read a file into header and cells.

    Args:
        path: .csv, .tsv, .txt, .xlsx, .xlsm, .ods or .parquet; the content counts, not the name.
        sheet: worksheet of a workbook; None for the one that holds the most cells.

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
        return _from_workbook(path, sheet, open_document=is_open_document(content))
    return _from_text(path.name, content)


def _from_text(name: str, content: bytes) -> RawTable:
    text, notes = _decoded(name, content)
    if "<html" in text[:2000].lower():
        raise WrongInputError(f"{name} is a web page, not a table. Export it as CSV or XLSX.")
    if is_igor_text(text):
        rows = rows_of_igor_text(name, text)
        return _best_framed(name, rows, semicolons=False, notes=notes)
    lines = text.splitlines(keepends=True)
    first = lines[0].strip().strip('"').lower()
    separator = first[4:5] if first.startswith("sep=") else ""
    skipped = bool(separator)
    delimiter = separator or _delimiter(lines)
    rows = [] if separator else _set_by_blanks(lines)
    if not rows:
        read = csv.reader(io.StringIO("".join(lines[skipped:])), delimiter=delimiter)
        try:
            rows = [RawRow(k, tuple(row)) for k, row in enumerate(read, 1 + skipped)]
        except csv.Error as error:
            raise WrongInputError(f"{name} cannot be read as CSV: {error}.") from error
    rows = _without_comments(rows)
    return _best_framed(name, rows, semicolons=delimiter == ";", notes=notes)


def _set_by_blanks(lines: Sequence[str]) -> list[RawRow]:
    """Rows of a text whose columns are set by blanks; [] where another sign parts them."""
    filled = [line for line in lines if line.strip() and not line.startswith("#")]
    if any(sign in line for sign in _DELIMITERS for line in filled):
        return []
    for between in _COLUMNS:
        counts = {len(between.split(line.strip())) for line in filled}
        if len(counts) == 1 and counts != {1}:
            return [
                RawRow(k, tuple(between.split(line.strip())))
                for k, line in enumerate(lines, 1)
                if line.strip()
            ]
    return []


def _without_comments(rows: Sequence[RawRow]) -> list[RawRow]:
    """Rows without lines that begin with `#`, unless such a line is the row of titles.

    It is where its first title is `#` alone, or where it is the last one above rows of numbers and
    as wide as they are (`# pressure,dwell,asr`).
    """
    kept = [row for row in rows if not _is_comment(row)]
    first = next((k for k, row in enumerate(rows) if any(row.cells) and not _is_comment(row)), 0)
    if first == 0 or not kept:
        return kept
    head, below = rows[first - 1], rows[first]
    if not _is_comment(head) or sum(map(bool, head.cells)) < max(2, sum(map(bool, below.cells))):
        return kept
    bare = str(head.cells[0]).strip() == "#"
    if not bare and read_number(below.cells[0], decimal_comma=True).value is None:
        return kept
    title = "#" if bare else str(head.cells[0]).lstrip("# ")
    return [RawRow(head.number, (title, *head.cells[1:])), *kept]


def _is_comment(row: RawRow) -> bool:
    return bool(row.cells) and str(row.cells[0]).startswith("#")


def _decoded(name: str, content: bytes) -> tuple[str, list[str]]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16"), []
    if b"\x00" in content:
        raise WrongInputError(f"{name} is not text. Export the table as CSV or XLSX.")
    try:
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        return _of_a_region(name, content)


def _of_a_region(name: str, content: bytes) -> tuple[str, list[str]]:
    """Text of a spreadsheet that writes the code page of its region: the one with known words."""
    found = {}
    for encoding in _REGIONS:
        try:
            found[encoding] = content.decode(encoding)
        except UnicodeDecodeError:
            continue
    words = {encoding: len(_EASTERN.findall(text)) for encoding, text in found.items()}
    best = max(words, key=lambda encoding: words[encoding], default="")
    if best and words[best]:
        return found[best], [f"{name} is not UTF-8; read as {_REGIONS[best]}."]
    text = content.decode("cp1252", errors="replace")
    return text, [f"{name} is not UTF-8; read as Windows-1252."]


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


def _from_workbook(path: Path, sheet: str | None, *, open_document: bool) -> RawTable:
    every = sheets_of_document(path) if open_document else sheets_of(path)
    sheets = {one.name: one for one in every}
    if not sheets:
        raise WrongInputError(f"{path.name} is empty.")
    if sheet is not None and sheet not in sheets:
        raise WrongInputError(f"{path.name} has no sheet {sheet!r}; there are {', '.join(sheets)}.")
    tables = {}
    trouble: WrongInputError | None = None
    for name, one in sheets.items():
        if sheet in (None, name):
            try:
                marked = bool(one.remarks or one.struck)
                tables[name] = _best_framed(
                    path.name, one.rows, semicolons=False, notes=[], marked=marked
                )
            except WrongInputError as error:
                trouble = trouble or error
    if not tables:
        assert trouble is not None  # noqa: S101  one sheet at least was tried
        raise trouble
    chosen = max(tables, key=lambda name: _cells_in(tables[name]))
    one = sheets[chosen]
    return replace(
        tables[chosen],
        notes=(*_about_sheets(chosen, sheets, tables, sheet), *tables[chosen].notes),
        struck=one.struck,
        hidden=one.hidden,
        remarks=one.remarks,
    )


def _about_sheets(
    chosen: str, sheets: Mapping[str, object], tables: Mapping[str, RawTable], asked: str | None
) -> list[str]:
    """Which sheet is read, which others there are, and which of them hold cells too."""
    others = [name for name in sheets if name != chosen]
    if asked is not None or not others:
        return []
    not_read = [
        f"{name} ({_cells_in(tables[name])[1]} rows that look like cells)"
        if name in tables and _cells_in(tables[name])[0] > 1
        else name
        for name in others
    ]
    return [f"Sheet {chosen!r} is read; not read: {', '.join(not_read)} (--sheet NAME)."]


def _cells_in(table: RawTable) -> tuple[int, int]:
    """How far a table is one of cells: 2 with knob and result, 1 with either; rows with numbers."""
    columns = [guess(title, numeric=True) for title in table.titles]
    knob = any(c.name in KNOBS for c in columns)
    result = any(c.name in RESULTS for c in columns)
    numbers = sum(
        sum(read_number(cell, decimal_comma=True).value is not None for cell in row.cells) > 1
        for row in table.rows
    )
    return knob + result, numbers


def _from_parquet(path: Path) -> RawTable:
    import pandas as pd  # half a second of loading that no text table needs

    try:
        frame = pd.read_parquet(path)
    except ImportError as error:
        raise WrongInputError(
            f'{path.name} is Parquet, which needs pyarrow: pip install "copress[parquet]", '
            "or export the table as CSV."
        ) from error
    except (ValueError, OSError) as error:
        raise WrongInputError(f"{path.name} is damaged Parquet ({error}).") from error
    header = RawRow(1, tuple(str(name) for name in frame.columns))
    blanked = frame.astype(object).where(frame.notna(), None)
    rows = [RawRow(k, tuple(row)) for k, row in enumerate(blanked.itertuples(index=False), 2)]
    return _best_framed(path.name, [header, *rows], semicolons=False, notes=[])


def _best_framed(
    name: str,
    rows: Sequence[RawRow],
    *,
    semicolons: bool,
    notes: Sequence[str],
    marked: bool = False,
) -> RawTable:
    """The table as it stands, or turned where the cells stand side by side in columns.

    Several tables side by side are read one below the other, unless rows of the sheet are `marked`:
    a note or a colour of a row would then belong to either of them.
    """
    if not marked:
        rows, blocks = stacked(rows)
        notes = [*notes, *blocks]
    try:
        upright = framed(name, rows, semicolons=semicolons, notes=notes)
    except WrongInputError as error:
        upright, trouble = None, error
    if upright is not None and _cells_in(upright)[0] == 2:
        return upright
    try:
        turned = framed(name, _turned(rows), semicolons=semicolons, notes=notes)
    except WrongInputError:
        turned = None
    if turned is not None and _cells_in(turned)[0] == 2 and len(turned.rows) > 1:
        said = (
            "The cells stand side by side, a column each; rows are counted as columns of the file."
        )
        return replace(turned, notes=(*turned.notes, said))
    if upright is None:
        raise trouble
    return upright


def _turned(rows: Sequence[RawRow]) -> list[RawRow]:
    """Columns as rows."""
    width = max((len(row.cells) for row in rows), default=0)
    padded = [(*row.cells, *[None] * width)[:width] for row in rows]
    return [RawRow(k, tuple(column)) for k, column in enumerate(zip(*padded, strict=True), 1)]
