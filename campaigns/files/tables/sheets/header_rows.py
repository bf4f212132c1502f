"""Where titles, units and cells begin among what else stands on a sheet."""

from __future__ import annotations

import re
from collections.abc import Sequence

from campaigns.errors import WrongInputError
from campaigns.files.tables.cell_numbers import clock_form, read_number
from campaigns.files.tables.column_units import read_unit, split_unit
from campaigns.files.tables.columns.table_columns import Title, is_named
from campaigns.files.tables.sheets.raw_table import Cell, RawRow, is_blank

_HEAD_ROWS = 40  # chosen: what stands above the titles of an export is shorter
_MOSTLY = 0.6  # of the cells of a row of units; chosen: columns such as a note have none
_SPOILT_NUMBERS = ("date", "ambiguous comma", "ambiguous point", "formula", "excel error")
_RECIPROCAL = re.compile(r"\s*1(?:000)?\s*/\s*[^\W\d]")
"""`1/P (1/MPa)` is a title."""
_UNIT_AND_REMARK = re.compile(r"([^\s(\[]+)\s+[(\[](.+)[)\]]$")
LABELS = {
    "long name", "units", "unit", "comments", "comment", "einheit", "einheiten", "kommentar",
    "单位", "単位", "단위", "unité", "unités", "f(x)", "f(x)=", "sparklines",
}  # fmt: skip
"""What stands in the first cell of a row under the titles in exports of plotting programs."""


def head_of(rows: Sequence[RawRow]) -> tuple[int, int]:
    """Index of the row of titles, and of the first row of cells.

    Raises:
        WrongInputError: the first row holds numbers already.
    """
    first = _first_cells(rows)
    if first == 0:
        raise WrongInputError(
            "the table has no header: the first row holds numbers. Write a title above each "
            "column, such as copress_mpa, stack_mpa, asr_ohm_cm2. Where settings stand across the "
            "top, write a row for each cell, with each setting in a column of its own."
        )
    best, found = 0.0, 0
    end = units_place(rows[:first]) or first
    for place in range(end):
        cells = filled_cells(rows[place])
        words = {str(cell).strip() for cell in cells}
        units = sum(map(is_unit, words))
        named = sum(is_named(Title(w, w)) for w in words) - units
        with_unit = sum(split_unit(word)[1] is not None for word in words) - units
        score = named + 0.1 * len(words) + 0.6 * with_unit - 0.5 * units
        if len(words) > 1 and score > best:
            best, found = score, place
    if best == 0.0:
        found = end - 1
    return found, first


def units_place(rows: Sequence[RawRow]) -> int:
    """Index of the first row of units, under which no titles stand; 0 without one."""
    for place, row in enumerate(rows):
        cells = [c for c in filled_cells(row) if str(c).casefold().rstrip(":") not in LABELS]
        if len(cells) > 1 and are_units(cells):
            return place
    return 0


def are_units(cells: Sequence[Cell]) -> bool:
    """Whether most cells of a row are units."""
    return bool(cells) and sum(map(is_unit, cells)) >= _MOSTLY * len(cells)


def _first_cells(rows: Sequence[RawRow]) -> int:
    """Index of the first row that holds the numbers of a cell."""
    wide = max(len(filled_cells(row)) for row in rows)
    for place, row in enumerate(rows[:_HEAD_ROWS]):
        cells = filled_cells(row)
        numbers = [str(cell).strip() for cell in cells if _is_number(cell)]
        enough = numbers and len(cells) >= 0.3 * wide and not _count_up(numbers, wide)
        enough = enough and not _are_units_and_codes(cells, numbers)
        if enough and not (_is_pair(cells, wide) and _titles_follow(rows[place + 1 :])):
            return place
    return _first_below_titles(rows)


def _are_units_and_codes(cells: Sequence[Cell], numbers: Sequence[str]) -> bool:
    """`kN`, `min`, `1=yes`: more units than numbers, under titles and not among the cells."""
    units = sum(is_unit(cell) and any(map(str.isalpha, str(cell))) for cell in cells)
    return units > max(1, len(numbers))


def _is_pair(cells: Sequence[Cell], wide: int) -> bool:
    """`Pressure (MPa)`, 300: a setting above a table and no cell of it."""
    return len(cells) == 2 < wide and not _is_number(cells[0]) and _is_number(cells[1])


def is_line(row: RawRow, titles: int) -> bool:
    """A line of text above a table, its setting or its commas in cells of their own.

    `Pressure`, 300 MPa; `pressed at 300 MPa`, `dry`. Heads over columns stand above them, and hold
    no number.
    """
    cells = filled_cells(row)
    count = len(cells)
    if count < 2 or count > max(2, titles - 2) or titles < 3 or are_units(cells):
        return False
    starts = all(not is_blank(cell) for cell in row.cells[:count])
    pair = count == 2 and _is_number(cells[1]) and not _is_number(cells[0])
    texts = [str(cell) for cell in cells]
    return starts and (pair or any(re.search(r"\d\s?\w|\w \w.*\d", text) for text in texts))


def _titles_follow(rows: Sequence[RawRow]) -> bool:
    """Whether a row of three words and more, none of them a number, comes further down."""
    every = map(filled_cells, rows[:_HEAD_ROWS])
    return any(len(cells) > 2 and not any(map(_is_number, cells)) for cells in every)


def _count_up(numbers: Sequence[str], wide: int) -> bool:
    """Whether the numbers of a row are 1, 2, 3 ...: titles of replicates under a common head."""
    counted = [str(k) for k in range(1, len(numbers) + 1)]
    return 1 < len(numbers) < wide and list(numbers) == counted


def _first_below_titles(rows: Sequence[RawRow]) -> int:
    """Where no row holds numbers: the row under the widest one."""
    widths = [len(filled_cells(row)) for row in rows[:_HEAD_ROWS]]
    return widths.index(max(widths)) + 1


def _is_number(cell: Cell) -> bool:
    if isinstance(cell, bool) or is_blank(cell) or _RECIPROCAL.match(str(cell)):
        return False
    reading = read_number(cell, decimal_comma=True, duration=True)
    return reading.value is not None or reading.trouble in _SPOILT_NUMBERS


def is_unit(cell: Cell) -> bool:
    """Whether a cell holds a unit, perhaps with a remark, or the stroke that stands for none."""
    text = without_remark(str(cell).strip()) if isinstance(cell, str) else ""
    if text in ("-", "–", "[-]", "(-)"):
        return True
    return bool(text) and (read_unit(text) is not None or _is_clock_form(text))


def without_remark(unit: str) -> str:
    """`kN (die 10 mm)` as `kN`; other texts, such as the title `t (min)`, as they are."""
    found = _UNIT_AND_REMARK.match(unit)
    if found is None or read_unit(unit) or read_unit(found[2]):
        return unit
    return found[1] if read_unit(found[1]) else unit


def _is_clock_form(text: str) -> bool:
    """`mm:ss` alone, perhaps in brackets."""
    return clock_form(text) != "" and " " not in text.strip("()[] ")


def filled_cells(row: RawRow) -> list[Cell]:
    """The cells of a row that hold anything."""
    return [cell for cell in row.cells if not is_blank(cell)]
