"""A table of past cells: what the file holds, what it was taken for, what was set aside and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from campaigns.errors import WrongInputError
from campaigns.files.tables.column_units import Geometry
from campaigns.files.tables.columns.table_columns import (
    KNOBS,
    TableColumn,
    knob_columns,
    recognise,
)
from campaigns.files.tables.complaints import Complaints, rows_said
from campaigns.files.tables.doubts.bores_in_lines import with_bores_of_lines
from campaigns.files.tables.doubts.plausibility import ask_for_units, refuse_spoilt, without_shorts
from campaigns.files.tables.doubts.rivals import by_the_ram, refuse_shares, settled, totals
from campaigns.files.tables.doubts.settings_in_names import ask_about_names_of_cells
from campaigns.files.tables.doubts.title_questions import ask_about_titles
from campaigns.files.tables.doubts.units_in_lines import ask_about_units_in_lines
from campaigns.files.tables.outcome.fates import fate
from campaigns.files.tables.outcome.footnotes import ask_about_lines, lone_text
from campaigns.files.tables.outcome.other_places import (
    ask_about_cells_named_elsewhere,
    ask_about_other_sheets,
)
from campaigns.files.tables.outcome.reading import plain
from campaigns.files.tables.outcome.sources import OutcomeColumn, sources_of
from campaigns.files.tables.outcome.titles import codes_of_columns
from campaigns.files.tables.outcome.unknown_words import (
    ask_about_habits,
    ask_about_remarks,
    unread_remarks,
)
from campaigns.files.tables.parsed_cells import ReadCells, read_cells, result_of
from campaigns.files.tables.past_cells import PastCell, doubted_cells, past_cells, with_rungs
from campaigns.files.tables.question import TableQuestionError
from campaigns.files.tables.rows_of_cells import RowsOfCells, rows_of_cells
from campaigns.files.tables.sheets.clean_rows import filled_down, without_twins
from campaigns.files.tables.sheets.raw_table import RawTable
from campaigns.files.tables.shown.preview import ColumnPreview, preview_of
from campaigns.files.tables.shown.table_notes import (
    aside_said,
    failures_said,
    nothing_left,
    passed_over,
)
from doe.trials import FAILURE_MODES

MEANINGS = ("intact", *FAILURE_MODES, "nothing")
_NOBODY_LOOKED = (
    "obody noted whether these cells were intact: a short reads lowest of all and cannot be "
    "distinguished from a good cell here. Look at the cells before using this, and add a column "
    "damage (0..3) and shorted."
)


@dataclass(frozen=True)
class Reading:
    """How a table is to be read, where a person has said it.

    Attributes:
        overrides: column title to `NAME[:UNIT]` where the guess is wrong.
        geometry: die, ram and area, where units need them.
        only: column title to the text that a row must have there.
        sheet: worksheet of a workbook.
        words: text to what it means for the cell: one of `MEANINGS`.
        as_written: rows whose odd numbers are right.
        fill_down: blank knobs repeat the row above.
        mapped: overrides that were kept from an earlier table.
        knobs: names of a campaign's knobs, each with its choices, () for a number: a column of that
            very name is that knob.
    """

    overrides: Mapping[str, str] | None = None
    geometry: Geometry | None = None
    only: Mapping[str, str] | None = None
    sheet: str | None = None
    words: Mapping[str, str] | None = None
    as_written: tuple[int, ...] = ()
    fill_down: bool = False
    mapped: Mapping[str, str] | None = None
    knobs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def choices(self) -> dict[str, tuple[str, ...]]:
        """Of each knob that is not a number, what it may be."""
        return {name: choices for name, choices in self.knobs.items() if choices}

    def overrides_for(self, raw: RawTable) -> dict[str, str]:
        """What is said of the columns of a table; a mapping may name columns that it lacks."""
        there = {title.full for title in raw.titles}
        own: dict[str, str] = {}
        for title in there:
            name = title.strip().lower()
            if name in self.knobs and name not in KNOBS:
                own[title] = "text" if self.knobs[name] else name
        kept = {title: said for title, said in (self.mapped or {}).items() if title in there}
        return own | kept | dict(self.overrides or {})


@dataclass(frozen=True)
class CellTable:
    """A table understood.

    Attributes:
        path: the file.
        columns: what each column was taken for.
        cells: the usable rows.
        set_aside: row and reason of each row that is not used.
        notes: what was guessed or converted, and what is invalid; one sentence each.
        result: the measured quantity that the table is about.
        preview: each column with numbers before and after.
        looked_at: somebody noted what became of the cells.
        doubted: cells kept out because what is written of them is in doubt or not understood.
        unseen: what must be said of cells at which nobody looked; "" where there is none.
    """

    path: Path
    columns: tuple[TableColumn, ...]
    cells: tuple[PastCell, ...]
    set_aside: Mapping[int, str]
    notes: tuple[str, ...]
    result: str
    preview: tuple[ColumnPreview, ...] = ()
    looked_at: bool = False
    doubted: tuple[PastCell, ...] = ()
    unseen: str = ""

    @property
    def knobs(self) -> tuple[str, ...]:
        """Names of the knobs that any usable cell has, in the order of the columns."""
        names = [c.name for c in knob_columns(self.columns)]
        present = dict.fromkeys(name for cell in self.cells for name in cell.achieved)
        numbers = [name for name in dict.fromkeys(names) if name in present]
        return (*numbers, *(name for name in present if name not in numbers))


def read_table(
    path: Path,
    *,
    overrides: Mapping[str, str] | None = None,
    geometry: Geometry | None = None,
    only: Mapping[str, str] | None = None,
    sheet: str | None = None,
    reading: Reading | None = None,
) -> CellTable:
    """Read a table of past cells.

    Args:
        path: CSV, XLSX or Parquet.
        overrides: column title to `NAME[:UNIT]` where the guess is wrong.
        geometry: die, ram and area, where units need them.
        only: column title to the text that a row must have there.
        sheet: worksheet of a workbook.
        reading: all of these and more; the arguments above are for short.

    Returns:
        The cells, the guesses, and what was set aside.

    Raises:
        TableQuestionError: the table can be read in more than one way; one question says how.
        WrongInputError: nothing can be made of the file; one sentence says what to do.
    """
    how = reading or Reading(overrides, geometry, only, sheet)
    found = rows_of_cells(
        path, how.sheet, dict(how.only or {}), how.overrides_for, fill_down=how.fill_down
    )
    raw, columns, decided, twins = _understood(found, how)
    lines = [*raw.above, *map(lone_text, found.footers)]
    rows, converted, complaints = _measured(path, raw, columns, how, lines)
    sources = _judged(found, raw, columns, how, lines)
    result = result_of(path, columns, rows, sources, complaints)
    cells, doubted, aside = _became(raw, columns, rows, sources, result, how, complaints)
    if not cells:
        raise WrongInputError(nothing_left(path, complaints, aside, result))
    unseen = _unseen(cells)
    cells, shorts = without_shorts(cells, result, how.as_written)
    cells, series = with_rungs(cells, columns)
    odd = unread_remarks(raw, columns, _meanings(how.words))
    notes = (
        *found.notes, *decided, *converted, *_guesses(columns), *complaints.as_sentences(),
        *aside_said(twins), *aside_said(aside), *shorts, *failures_said(cells, sources),
        *series, *passed_over(odd, {cell.row for cell in cells}),
    )  # fmt: skip
    preview = preview_of(raw, columns, rows, sources)
    aside = {**twins, **aside}
    return CellTable(
        path,
        columns,
        tuple(cells),
        aside,
        notes,
        result,
        preview,
        not unseen,
        tuple(doubted),
        unseen,
    )


def _understood(
    found: RowsOfCells, how: Reading
) -> tuple[RawTable, tuple[TableColumn, ...], list[str], dict[int, str]]:
    """What every column is taken for: the table, its columns, what was decided, rows twice there.

    Raises:
        TableQuestionError: a title, or two columns that look alike, leave it open.
    """
    raw = found.raw
    columns = recognise(raw.titles, found.overrides, found.numeric)
    said_of = {title.full for title in raw.titles
               if {title.full, title.own} & found.overrides.keys()}  # fmt: skip
    refuse_shares(columns)
    ask_about_titles(columns, found.numeric, said_of)
    ask_about_names_of_cells(raw, columns)
    columns = totals(raw, by_the_ram(raw, how.geometry, columns))
    columns, decided = settled(raw, columns)
    raw, filled = filled_down(raw, columns, asked=how.fill_down)
    raw, twins = without_twins(raw)
    return raw, columns, [*decided, *filled], twins


def _measured(
    path: Path,
    raw: RawTable,
    columns: Sequence[TableColumn],
    how: Reading,
    lines: Sequence[str],
) -> tuple[list[ReadCells], list[str], Complaints]:
    """Every number in the unit of its name, what was converted, and what cannot be read.

    Raises:
        TableQuestionError: a unit, a die, a ram or an area that only a person knows.
    """
    complaints = Complaints()
    try:
        rows, converted = read_cells(raw, columns, how.geometry or Geometry(), complaints)
    except TableQuestionError as asked:
        raise with_bores_of_lines(asked, lines) from asked
    ask_about_units_in_lines(columns, lines)
    refuse_spoilt(path, columns, rows, complaints)
    ask_for_units(columns, rows, how.as_written)
    return rows, converted, complaints


def _judged(
    found: RowsOfCells,
    raw: RawTable,
    columns: Sequence[TableColumn],
    how: Reading,
    lines: Sequence[str],
) -> list[OutcomeColumn]:
    """The columns, notes and footnotes that say what became of the cells.

    Raises:
        TableQuestionError: words or lines that may call a cell broken are not understood.
    """
    meanings = _meanings(how.words)
    codes, explained = codes_of_columns(raw, columns, lines)
    sources = sources_of(raw, columns, meanings, codes)
    judged = any(source.judges for source in sources)
    ask_about_lines(
        raw, found.footers, meanings, found.footnotes, judged=judged, explained=explained
    )
    ask_about_cells_named_elsewhere(raw, columns, meanings)
    ask_about_other_sheets(raw, meanings, judged=judged)
    ask = ask_about_habits if judged else ask_about_remarks
    ask(raw, columns, meanings)
    return sources


def _became(
    raw: RawTable,
    columns: Sequence[TableColumn],
    rows: Sequence[ReadCells],
    sources: Sequence[OutcomeColumn],
    result: str,
    how: Reading,
    complaints: Complaints,
) -> tuple[list[PastCell], list[PastCell], dict[int, str]]:
    """The usable cells with what became of each, those in doubt, and why a row is not used."""
    place = {row.number: k for k, row in enumerate(raw.rows)}
    fates = [fate(sources, place[row.number], row.part) for row in rows]
    for row, became in zip(rows, fates, strict=True):
        complaints.withdraw(row.number, became.deciding)
    cells, aside = past_cells(rows, columns, result, fates, how.choices)
    return cells, doubted_cells(rows, columns, fates), aside


def _unseen(cells: Sequence[PastCell]) -> str:
    rows = [cell.row for cell in cells if not cell.looked_at]
    if not rows:
        return ""
    some = len(rows) < len(cells)
    return f"In {rows_said(rows)} n{_NOBODY_LOOKED}" if some else f"N{_NOBODY_LOOKED}"


def _guesses(columns: Sequence[TableColumn]) -> list[str]:
    guesses = [c.as_guess() for c in columns if not c.sure and c.role != "text"]
    return [f"Columns taken for: {'; '.join(guesses)}."] if guesses else []


def _meanings(words: Mapping[str, str] | None) -> dict[str, str]:
    words = words or {}
    for word, meaning in words.items():
        if meaning not in MEANINGS:
            raise WrongInputError(
                f"--word '{word}={meaning}': a word means one of {', '.join(MEANINGS)}."
            )
    return {plain(word): meaning for word, meaning in words.items()}
