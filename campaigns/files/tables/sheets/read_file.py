"""A table as the file holds it: header and cells, before anything is understood.

CSV in whatever dialect a spreadsheet exports, XLSX, ODS, Parquet where pyarrow is installed.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from campaigns.errors import WrongInputError
from campaigns.files.tables.cell_numbers import read_number
from campaigns.files.tables.sheets.choose_sheet import table_of_workbook
from campaigns.files.tables.sheets.igor_text import is_igor_text, rows_of_igor_text
from campaigns.files.tables.sheets.layouts.best_frame import best_framed
from campaigns.files.tables.sheets.open_document import is_open_document
from campaigns.files.tables.sheets.raw_table import RawRow, RawTable

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
_CUT = re.compile(r"[^\W\d]\W{1,3}\d+,\d+\s?[^\W\d]")
"""Words, a number with a decimal comma, its unit."""
_MOST_OF_A_COMMENT = 2
"""Cells of a row under `#` alone that may be a comment; more are titles or units."""
_COLUMNS = (re.compile(r"\s{2,}|\t"), re.compile(r"\s+"))
"""Between columns that are set by blanks: two of them where titles hold single ones."""
_CAMPAIGN_FILE = re.compile(rb"^\[campaign\]\s*(?:#.*)?$", re.MULTILINE)


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
    if content.startswith(b"SQLite format 3") or _CAMPAIGN_FILE.search(content):
        raise WrongInputError(
            f"{path.name} belongs to a campaign and is no table. Its cells as a table: copress "
            "export CAMPAIGN.toml --out cells.csv; what they say: copress recommend CAMPAIGN.toml, "
            "or its page: copress review CAMPAIGN.toml."
        )
    if content.startswith(b"%PDF"):
        raise WrongInputError(f"{path.name} is a PDF, not a table. Export it as CSV or XLSX.")
    if content.startswith(b"PAR1"):
        return _from_parquet(path)
    if content.startswith(_ZIP):
        return table_of_workbook(path, sheet, open_document=is_open_document(content))
    return _from_text(path.name, content)


def _from_text(name: str, content: bytes) -> RawTable:
    text, notes = _decoded(name, content)
    if "<html" in text[:2000].lower():
        raise WrongInputError(f"{name} is a web page, not a table. Export it as CSV or XLSX.")
    if is_igor_text(text):
        rows = rows_of_igor_text(name, text)
        return best_framed(name, rows, semicolons=False, notes=notes)
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
    rows = _with_whole_lines(rows) if delimiter == "," else rows
    kept = _without_comments(rows)
    table = best_framed(name, kept, semicolons=delimiter == ";", notes=notes)
    return replace(table, above=(*_comments(rows, kept), *table.above))


def _with_whole_lines(rows: Sequence[RawRow]) -> list[RawRow]:
    """Lines around a table put together again where the commas of their numbers have cut them.

    `Presskraft 12,5 kN` is one line, and above a table `Presskraft (kN),12,5` a setting and its
    number.
    """
    widths = [sum(map(bool, row.cells)) for row in rows]
    usual = max({*widths} - {0}, key=widths.count, default=0)
    first = next(
        (k for k, width in enumerate(widths) if width >= usual and not _holds_numbers(rows[k])), 0
    )
    last = max((k for k, width in enumerate(widths) if width >= usual), default=0)
    return [
        _whole_line(row) if k < first or (k > last and _is_cut(row)) else row
        for k, row in enumerate(rows)
    ]


def _is_cut(row: RawRow) -> bool:
    """`Presskraft 12`, `5 kN`; or a sentence with its commas."""
    return _CUT.search(",".join(map(str, row.cells))) is not None or _is_sentence(row)


def _is_sentence(row: RawRow) -> bool:
    """`Dwell in min, force in kN`: a blank after each comma, and no blank cells behind it."""
    first, *others = [str(cell) for cell in row.cells] or [""]
    return bool(others) and " " in first and all(cell[:2].strip() != cell[:2] for cell in others)


def _holds_numbers(row: RawRow) -> bool:
    return any(read_number(cell, decimal_comma=True).value is not None for cell in row.cells)


def _whole_line(row: RawRow) -> RawRow:
    cells = [str(cell) for cell in row.cells if cell]
    line = ",".join(cells)
    if _is_sentence(row):
        return RawRow(row.number, (line,))
    if not re.search(r"\d,\d", line):
        return row
    head, *numbers = cells
    if len(numbers) == 2 and all(part.strip().isdigit() for part in numbers):
        return RawRow(row.number, (head, ",".join(numbers)))
    return RawRow(row.number, (line,))


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


def _comments(rows: Sequence[RawRow], kept: Sequence[RawRow]) -> list[str]:
    """Lines that begin with `#`, without it."""
    there = {row.number for row in kept}
    lines = [row for row in rows if row.number not in there and _is_comment(row)]
    texts = [", ".join(str(cell).strip() for cell in row.cells if cell) for row in lines]
    return [text for one in texts if (text := one.lstrip("# ").strip())]


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
    first = str(row.cells[0]) if row.cells else ""
    numbered = first.strip() == "#" and sum(map(bool, row.cells)) > _MOST_OF_A_COMMENT
    return first.startswith("#") and not numbered


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
    return best_framed(path.name, [header, *rows], semicolons=False, notes=[])
