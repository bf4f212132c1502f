"""Which rows of a file are cells: those asked for, without means, footers and struck rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from campaigns.errors import WrongInputError
from campaigns.files.tables.cell_numbers import read_number
from campaigns.files.tables.column_units import read_unit
from campaigns.files.tables.columns.column_words import LEGEND
from campaigns.files.tables.columns.table_columns import (
    KNOBS,
    RESULTS,
    Title,
    guess,
    is_state,
    recognise,
)
from campaigns.files.tables.outcome.footnotes import lone_text, with_footnotes
from campaigns.files.tables.outcome.reading import finding_of_text, plain
from campaigns.files.tables.outcome.titles import codes_in
from campaigns.files.tables.outcome.words import NOT_MEASURED
from campaigns.files.tables.sheets.clean_rows import with_headings, without_summaries
from campaigns.files.tables.sheets.common_settings import with_common_settings
from campaigns.files.tables.sheets.ditto_marks import with_dittos
from campaigns.files.tables.sheets.layouts.long_format import widened
from campaigns.files.tables.sheets.layouts.settings_together import with_settings_apart
from campaigns.files.tables.sheets.layouts.sheets_of_one_table import ask_about_names
from campaigns.files.tables.sheets.raw_table import RawRow, RawTable, is_blank
from campaigns.files.tables.sheets.read_file import read_raw

_GRADES = {float(k) for k in range(11)}
"""Numbers that stand for words in a column of states: 0 and 1, marks of 1 to 5 or 1 to 10."""

_MOST_OF_A_NOTE = 0.5  # of the rows; chosen: a column of the table has a cell in most of them


@dataclass(frozen=True)
class RowsOfCells:
    """The rows of a table that are cells.

    Attributes:
        raw: titles and rows; footnotes hang on the rows that they belong to.
        overrides: column title to what a person said that it is.
        numeric: whether a column, by its full title, holds numbers.
        footers: lines below the cells.
        footnotes: which of them belong to which rows, one sentence each.
        notes: what was left out and chosen, one sentence each.
    """

    raw: RawTable
    overrides: Mapping[str, str]
    numeric: Mapping[str, bool]
    footers: tuple[RawRow, ...]
    footnotes: tuple[str, ...]
    notes: tuple[str, ...]


def rows_of_cells(
    path: Path,
    sheet: str | None,
    only: Mapping[str, str],
    overrides_for: Callable[[RawTable], Mapping[str, str]],
    *,
    fill_down: bool,
) -> RowsOfCells:
    """The rows of a file that are cells.

    Args:
        path: of the file.
        sheet: of a workbook; None for the one that holds the most cells.
        only: column title to the text that a row must have there.
        overrides_for: what a person said of the columns of a table.
        fill_down: lines such as `300 MPa` among the cells count for the rows below them.

    Raises:
        TableQuestionError: there are such lines, and nobody has said that they count; or several
            sheets hold the same titles, and nobody has said what their names mean.
        WrongInputError: no row is a cell.
    """
    raw, chosen = widened(with_dittos(_without_legend(read_raw(path, sheet))), only)
    raw = with_settings_apart(raw, overrides_for(raw))
    overrides = overrides_for(raw)
    if raw.left_open and raw.left_open not in {*overrides, *chosen.only}:
        ask_about_names(raw)
    raw, picked = _picked(raw, chosen.only, overrides)
    raw, dropped, footers = without_summaries(raw)
    raw, headed = with_headings(raw, asked=fill_down)
    raw, footnotes = with_footnotes(raw, footers)
    raw = with_units_of_cells(raw, numeric_columns(raw))
    raw, common = _with_settings_of_lines(raw, footers, overrides)
    notes = (*raw.notes, *chosen.notes, *picked, *dropped, *headed, *footnotes, *common)
    return RowsOfCells(
        raw, overrides, numeric_columns(raw), tuple(footers), tuple(footnotes), notes
    )


def _without_legend(raw: RawTable) -> RawTable:
    """The table with a legend next to it or below it, `B = cracked`, as lines above it.

    The rows of a legend have nothing to do with the cells next to which they stand.
    """
    headed = [k for k in range(len(raw.titles)) if _is_line_in_a_column(raw, k)]
    legends = [k for k in range(len(raw.titles)) if _is_legend(raw, k) or k in headed]
    kept = [k for k in range(len(raw.titles)) if k not in legends]
    lines = [
        f"{raw.titles[k].own} {row.cells[k]}" if k in headed else str(row.cells[k])
        for k in legends for row in raw.rows if not is_blank(row.cells[k])
    ]  # fmt: skip
    lines += [raw.titles[k].own for k in legends if codes_in(raw.titles[k].own)]
    rows = []
    for row in raw.rows:
        cells = tuple(row.cells[k] for k in kept)
        if _explains_codes(cells):
            lines.append(", ".join(str(cell).strip() for cell in cells if not is_blank(cell)))
        elif any(not is_blank(cell) for cell in cells):
            rows.append(RawRow(row.number, cells))
    if not lines:
        return raw
    said = f"The lines {', '.join(map(repr, lines))} by the table are a legend and no cells."
    return replace(
        raw,
        titles=tuple(raw.titles[k] for k in kept),
        rows=tuple(rows),
        above=(*raw.above, *lines),
        notes=(*raw.notes, said),
    )


def _is_line_in_a_column(raw: RawTable, column: int) -> bool:
    """Whether a title is the beginning of a note next to the table: `failed cells:`, 400 MPa."""
    filled = sum(not is_blank(row.cells[column]) for row in raw.rows)
    ends = raw.titles[column].own.rstrip().endswith((":", "："))
    return ends and 0 < filled < _MOST_OF_A_NOTE * len(raw.rows)


def _explains_codes(cells: Sequence[object]) -> bool:
    """Whether a row is a line of a legend whose commas have parted it: `0 = ok`, `1 = crack`."""
    filled = [cell for cell in cells if not is_blank(cell)]
    return len(filled) > 1 and all(isinstance(c, str) and len(codes_in(c)) == 1 for c in filled)


def _is_legend(raw: RawTable, column: int) -> bool:
    """Whether every cell of a column says what a code means, each another one, or a colour."""
    texts = [row.cells[column] for row in raw.rows if not is_blank(row.cells[column])]
    if texts and not raw.titles[column].own and all(map(_explains_a_colour, texts)):
        return True
    codes = [tuple(codes_in(text)) if isinstance(text, str) else () for text in texts]
    each_once = len({*codes}) == len(codes)
    return len(codes) > 1 and each_once and all(len(code) == 1 for code in codes)


def _explains_a_colour(text: object) -> bool:
    """`red = cracked` in a column without a title has nothing to do with the cell of its row."""
    return isinstance(text, str) and LEGEND.match(plain(text)) is not None


def _with_settings_of_lines(
    raw: RawTable, footers: Sequence[RawRow], overrides: Mapping[str, str]
) -> tuple[RawTable, list[str]]:
    """The table with the settings that stand only in a line or in the name of the sheet."""
    columns = recognise(raw.titles, _of_titles(raw, overrides), numeric_columns(raw))
    lines = [("line", text) for text in (*raw.above, *map(lone_text, footers)) if text]
    lines += [("name of the sheet", raw.sheet)] if raw.sheet else []
    there = {column.name for column in columns if column.role in ("achieved", "planned")}
    return with_common_settings(raw, lines, there, overrides)


def _of_titles(raw: RawTable, overrides: Mapping[str, str]) -> dict[str, str]:
    """What a person said of the columns of the file; the lines by it come later."""
    there = {name for title in raw.titles for name in (title.full, title.own)}
    return {title: said for title, said in overrides.items() if title in there}


def numeric_columns(raw: RawTable) -> dict[str, bool]:
    """Columns in which numbers, or numbers spoilt by Excel, outnumber words.

    Twice, unless the title says that numbers belong there.
    """
    mostly: dict[str, bool] = {}
    for k, title in enumerate(raw.header):
        readings = [read_number(row.cells[k], decimal_comma=True) for row in raw.rows]
        texts = [
            row.cells[k] for row, r in zip(raw.rows, readings, strict=True) if r.trouble == "text"
        ]
        words = sum(map(_is_other_word, texts))
        numbers = sum(r.value is not None or r.trouble not in (None, "text") for r in readings)
        codes = {r.value for r in readings if r.value is not None} <= _GRADES
        enough = numbers > 2 * words or (numbers >= words and _names_a_quantity(raw.titles[k]))
        mostly[title] = bool(numbers) and enough and not (codes and is_state(raw.titles[k]))
    return mostly


def with_units_of_cells(raw: RawTable, numeric: Mapping[str, bool]) -> RawTable:
    """Titles that say nothing known here with the unit that stands in most of their cells.

    `Temps` over `1 min` and `90 s` is a time.
    """
    titles = list(raw.titles)
    for k, title in enumerate(raw.titles):
        if not numeric[title.full] or title.unit or not guess(title, numeric=True).ignored:
            continue
        readings = [
            read_number(row.cells[k], decimal_comma=True, duration=True) for row in raw.rows
        ]
        units = [read_unit(one.unit) for one in readings if one.value is not None and one.unit]
        known = [unit for unit in units if unit is not None]
        if 2 * len(known) > len(raw.rows) and len({unit.unit.quantity for unit in known}) == 1:
            titles[k] = replace(title, unit=known[0].unit.name)
    return replace(raw, titles=tuple(titles))


def _names_a_quantity(title: Title) -> bool:
    """`dwell`, `ASR (ohm cm2)`: a few words among its numbers do not make it a column of words."""
    return guess(title, numeric=True).name in (*KNOBS, *RESULTS)


def _is_other_word(text: object) -> bool:
    """Whether a text among numbers is neither a failure nor a note that nothing was measured."""
    return finding_of_text(text).verdict != "failed" and not NOT_MEASURED.search(plain(text))


def _picked(
    raw: RawTable, only: Mapping[str, str], overrides: Mapping[str, str]
) -> tuple[RawTable, list[str]]:
    """The rows that are asked for; of several materials, the one with most rows."""
    notes = []
    for title, wanted in only.items():
        if title not in raw.header:
            raise WrongInputError(
                f"--only {title}={wanted}: no such column; there are {', '.join(raw.header)}."
            )
        raw = _kept(raw, title, wanted)
    kinds = recognise(raw.titles, _of_titles(raw, overrides), numeric_columns(raw))
    material = next((c.title for c in kinds if c.name == "material"), None)
    if material is not None and material not in only:
        where = raw.header.index(material)
        counts = Counter(str(row.cells[where] or "").strip() for row in raw.rows)
        if len(counts) > 1:
            (wanted, count), *rest = counts.most_common()
            raw = _kept(raw, material, wanted)
            others = ", ".join(f"{name or 'blank'} ({n})" for name, n in rest)
            notes.append(
                f"{len(counts)} materials stand in the table; looked at: {wanted}, {count} rows. "
                f"For another: --only '{material}=...': {others}."
            )
    return raw, notes


def _kept(raw: RawTable, title: str, wanted: str) -> RawTable:
    where = raw.header.index(title)
    rows = tuple(row for row in raw.rows if str(row.cells[where] or "").strip() == wanted)
    if not rows:
        known = sorted({str(row.cells[where] or "").strip() for row in raw.rows})
        raise WrongInputError(
            f"--only '{title}={wanted}': no row has that; there are {', '.join(known[:12])}."
        )
    return replace(raw, rows=rows)
