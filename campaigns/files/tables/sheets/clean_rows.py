"""Rows that are no cells: means, repeated headers, rows struck through; and knobs left blank."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from campaigns.errors import WrongInputError
from campaigns.files.tables.cell_numbers import read_number
from campaigns.files.tables.column_units import TableUnit, read_unit
from campaigns.files.tables.columns.column_words import SUMMARY
from campaigns.files.tables.columns.table_columns import RESULTS, TableColumn, Title, knob_columns
from campaigns.files.tables.question import TableQuestionError
from campaigns.files.tables.sheets.raw_table import RawRow, RawTable, is_blank

_BLANK_SHARE = 1.0 / 3.0
"""From a third of the rows on, blank knobs are a habit (the cell above holds) and no slip."""
_WITH_UNIT = re.compile(r"\S\s*[(\[/,]\s*([^()\[\]/,]+)[)\]]?\s*$")
_MARK = re.compile(r"\*+|†+|‡+|§+|[¹²³⁴-⁹ᵃ-ᶻ]|\(?[a-z\d]\)", re.IGNORECASE)
_HEADED = {
    "stress": "pressure", "force": "load", "time": "hold", "temperature": "temperature",
}  # fmt: skip
"""Quantities that a line among the cells may hold, and the title of a column of them."""
_MEAN_WITHIN = 1e-3  # relative; chosen: as exact as spreadsheets print a mean


def without_summaries(raw: RawTable) -> tuple[RawTable, list[str], list[RawRow]]:
    """Rows of means, repeated headers and footers are no cells; nor are those struck through.

    Returns:
        The table without them, what was left out in sentences, and the rows that are no cells.

    Raises:
        WrongInputError: no other row is left, or a second table with other columns begins.
    """
    _refuse_second_table(raw)
    dropped: list[RawRow] = []
    struck: list[RawRow] = []
    kept: list[RawRow] = []
    for row in raw.rows:
        if row.number in raw.struck:
            struck.append(row)
        else:
            (dropped if _is_no_cell(raw, row) else kept).append(row)
    if kept and len(kept) > 3 and _is_mean(kept[-1], kept[:-1]):
        dropped.append(kept.pop())
    if not kept:
        raise WrongInputError("the table holds nothing but titles and means; no cell is left.")
    notes = []
    if dropped:
        rows = _all_rows(dropped)
        hold = "hold" if len(dropped) > 1 else "holds"
        notes.append(f"{rows} {hold} a mean, a footnote or a repeated header, no cell: left out.")
    if struck:
        are = "are" if len(struck) > 1 else "is"
        notes.append(f"{_all_rows(struck)} {are} struck through: left out.")
    if unseen := [str(row.number) for row in kept if row.number in raw.hidden]:
        many = len(unseen) > 1
        notes.append(
            f"{'Rows' if many else 'Row'} {', '.join(unseen)} {'are' if many else 'is'} hidden in "
            f"the workbook and read like the others; strike {'them' if many else 'it'} through "
            f"there if {'they do' if many else 'it does'} not count."
        )
    return replace(raw, rows=tuple(kept)), notes, dropped


def _all_rows(rows: Sequence[RawRow]) -> str:
    """`Row 5`, `Rows 5, 7`: each of them, as they are no cells."""
    numbers = ", ".join(str(row.number) for row in rows)
    return f"{'Rows' if len(rows) > 1 else 'Row'} {numbers}"


def _refuse_second_table(raw: RawTable) -> None:
    """A header further down whose titles are others than above: what follows is another table.

    Raises:
        WrongInputError: there is one; its numbers would be read in the units of the first.
    """
    own = [title.own for title in raw.titles]
    for row in raw.rows:
        texts = [None if is_blank(cell) else " ".join(str(cell).split()) for cell in row.cells]
        said = [text for text in texts if text is not None]
        if len(said) < 2 or any(_is_number(text) for text in said):
            continue
        pairs = [(text, title) for text, title in zip(texts, own, strict=False) if text is not None]
        other = [(text, title) for text, title in pairs if text != title]
        headed = [text for text in said if text in own or _has_unit(text)]
        named = [pair for pair in other if _has_unit(pair[0])] if len(headed) >= 2 else []
        if not named and len(other) < len(pairs):
            named = [pair for pair in other if pair[1] and pair[0] not in own]
        if named:
            text, title = named[0]
            raise WrongInputError(
                f"row {row.number} is the header of a second table on the same sheet: {text!r} "
                f"stands there under {title!r}. Put that table on a sheet or into a file of its "
                "own; nothing was read, because its numbers belong to other columns or units"
            )


def _has_unit(text: str) -> bool:
    """Whether a text ends in a unit, as titles do: `P (kN)`, `t / min`."""
    found = _WITH_UNIT.search(text)
    return found is not None and read_unit(found[1]) is not None


def _is_no_cell(raw: RawTable, row: RawRow) -> bool:
    texts = [" ".join(str(cell).split()) for cell in row.cells if not is_blank(cell)]
    if not texts:
        return True
    own = [title.own for title in raw.titles if title.own]
    if texts == own[: len(texts)] or all(text in own for text in texts):
        return True
    if len(texts) > 1 and all(read_unit(text) is not None for text in texts):
        return True
    words = [text for text in texts if not _is_number(text)]
    first = texts[0].casefold()
    if SUMMARY.match(first) or (len(words) == 1 and SUMMARY.match(words[0].casefold())):
        return True
    return _is_line(raw, row, texts)


def _is_line(raw: RawTable, row: RawRow, texts: Sequence[str]) -> bool:
    """A line of text, perhaps with its mark in the first cell: `*`, `cracked on ejection`."""
    if is_blank(row.cells[0]) or len(raw.titles) <= 2 or _is_quantity(texts[-1]):
        return False
    return len(texts) == 1 or (len(texts) == 2 and _MARK.fullmatch(texts[0]) is not None)


def _is_quantity(text: str) -> bool:
    """A number, perhaps with its unit; `1) cracked` and `2 = short` are none."""
    reading = read_number(text, decimal_comma=True)
    return reading.value is not None and (not reading.unit or read_unit(reading.unit) is not None)


def _is_number(text: str) -> bool:
    return read_number(text, decimal_comma=True).value is not None


def _is_mean(row: RawRow, others: Sequence[RawRow]) -> bool:
    """Whether a last row without a label holds the means of its columns."""
    if not is_blank(row.cells[0]) or any(is_blank(each.cells[0]) for each in others):
        return False
    same = []
    for k, cell in enumerate(row.cells):
        value = read_number(cell, decimal_comma=True).value
        column = [read_number(each.cells[k], decimal_comma=True).value for each in others]
        numbers = [number for number in column if number is not None]
        if value is not None and numbers:
            mean = sum(numbers) / len(numbers)
            same.append(abs(value - mean) <= _MEAN_WITHIN * abs(mean) + 0.06)
    return len(same) > 1 and all(same)


def with_headings(raw: RawTable, *, asked: bool) -> tuple[RawTable, list[str]]:
    """Lines such as `300 MPa` among the cells as a column, where a person says that they count.

    Raises:
        TableQuestionError: there are such lines; whether they hold for the rows below is asked.
    """
    found = {row.number: unit for row in raw.rows if (unit := _heading(row)) is not None}
    kinds = {unit.unit.quantity for unit in found.values()}
    if not found or len(kinds) > 1 or raw.rows[0].number not in found:
        return raw, []
    lines = [str(row.cells[0]).strip() for row in raw.rows if row.number in found]
    said = f"lines {', '.join(map(repr, lines[:3]))} among the cells"
    if not asked:
        raise TableQuestionError(
            f"{said}: does each count for the rows below it?", "", ("--fill-down",)
        )
    title = f"{_HEADED[kinds.pop()]} of the heading above"
    rows, current = [], None
    for row in raw.rows:
        if row.number in found:
            current = row.cells[0]
        else:
            rows.append(RawRow(row.number, (*row.cells, current)))
    titles = (*raw.titles, Title(title, title))
    return replace(raw, titles=titles, rows=tuple(rows)), [f"The {said} are the column {title!r}."]


def _heading(row: RawRow) -> TableUnit | None:
    """The unit of a quantity that stands alone in the first cell of a row."""
    filled = [cell for cell in row.cells if not is_blank(cell)]
    if len(filled) != 1 or is_blank(row.cells[0]) or not isinstance(filled[0], str):
        return None
    reading = read_number(filled[0], decimal_comma=True)
    unit = read_unit(reading.unit) if reading.value is not None and reading.unit else None
    return unit if unit is not None and unit.unit.quantity in _HEADED else None


def without_twins(raw: RawTable) -> tuple[RawTable, dict[int, str]]:
    """A row that equals an earlier one in every cell is the same cell copied."""
    first: dict[tuple[str, ...], int] = {}
    aside = {}
    for row in raw.rows:
        key = tuple(str(cell) for cell in row.cells)
        if key in first:
            aside[row.number] = (
                f"equals row {first[key]} in every cell: counted once (two cells? number them)"
            )
        first.setdefault(key, row.number)
    return replace(raw, rows=tuple(row for row in raw.rows if row.number not in aside)), aside


def filled_down(
    raw: RawTable, columns: Sequence[TableColumn], *, asked: bool
) -> tuple[RawTable, list[str]]:
    """Knobs that are written once for several rows, where a person said so.

    Raises:
        TableQuestionError: many rows have a result and no knob; whether the row above holds is
            for a person to say.
    """
    knobs = [columns.index(c) for c in knob_columns(columns)]
    results = [k for k, c in enumerate(columns) if c.name in RESULTS]
    blank = [
        row
        for row in raw.rows
        if any(is_blank(row.cells[k]) for k in knobs)
        and any(not is_blank(row.cells[k]) for k in results)
    ]
    planned = any(c.role == "planned" for c in columns)
    habit = len(blank) >= max(2.0, _BLANK_SHARE * len(raw.rows)) and not planned
    starts = bool(raw.rows) and not any(is_blank(raw.rows[0].cells[k]) for k in knobs)
    if not knobs or not habit or not starts:
        return raw, []
    titles = [columns[k].title for k in knobs if any(is_blank(row.cells[k]) for row in blank)]
    if not asked:
        raise TableQuestionError(
            f"{len(blank)} rows have a result, and nothing under {', '.join(map(repr, titles))}, "
            "as if a value counted for the rows below it. Does it?",
            titles[0],
            ("--fill-down",),
        )
    last = list(raw.rows[0].cells)
    rows = []
    for row in raw.rows:
        cells = list(row.cells)
        for k in knobs:
            cells[k] = last[k] if is_blank(cells[k]) else cells[k]
        last = cells
        rows.append(RawRow(row.number, tuple(cells)))
    said = f"Blanks under {', '.join(map(repr, titles))} repeat the row above."
    return replace(raw, rows=tuple(rows)), [said]
