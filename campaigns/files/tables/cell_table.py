"""A table of past cells: what the file holds, what it was taken for, what was set aside and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from campaigns.errors import WrongInputError
from campaigns.files.tables.cell_numbers import read_number
from campaigns.files.tables.column_units import Geometry, split_unit
from campaigns.files.tables.columns import (
    KNOBS,
    RESULT_LIKE,
    RESULTS,
    TableColumn,
    is_state,
    knob_columns,
    recognise,
)
from campaigns.files.tables.outcome.fates import fate
from campaigns.files.tables.outcome.footnotes import ask_about_lines, with_footnotes
from campaigns.files.tables.outcome.reading import finding_of_text, plain
from campaigns.files.tables.outcome.sources import OutcomeColumn, sources_of
from campaigns.files.tables.outcome.unknown_words import (
    ask_about_habits,
    ask_about_remarks,
    unread_remarks,
)
from campaigns.files.tables.outcome.words import NOT_MEASURED
from campaigns.files.tables.parsed_cells import Complaints, ReadCells, read_cells, rows_said
from campaigns.files.tables.past_cells import PastCell, doubted_cells, past_cells, with_rungs
from campaigns.files.tables.plausibility import (
    ask_for_units,
    refuse_spoilt,
    without_shorts,
)
from campaigns.files.tables.preview import ColumnPreview, preview_of
from campaigns.files.tables.rivals import by_the_ram, settled, totals
from campaigns.files.tables.sheets.clean_rows import filled_down, without_summaries
from campaigns.files.tables.sheets.long_format import widened
from campaigns.files.tables.sheets.raw_table import RawTable
from campaigns.files.tables.sheets.read_file import read_raw
from campaigns.files.tables.title_questions import ask_about_titles
from doe.trials import FAILURE_MODES

_GRADES = {float(k) for k in range(11)}
"""Numbers that stand for words in a column of states: 0 and 1, marks of 1 to 5 or 1 to 10."""
MEANINGS = ("intact", *FAILURE_MODES, "nothing")
NOBODY_LOOKED = (
    "Nobody noted whether these cells were intact: a short reads lowest of all and cannot be "
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
    meanings = _meanings(how.words or {})
    raw = read_raw(path, how.sheet)
    raw, chosen = widened(raw, dict(how.only or {}))
    overrides = how.overrides_for(raw)
    raw, picked = _picked(raw, dict(chosen.only), overrides)
    raw, dropped, footers = without_summaries(raw)
    raw, footnotes = with_footnotes(raw, footers)
    numeric = _numeric(raw)
    columns = recognise(raw.titles, overrides, numeric)
    ask_about_titles(columns, numeric, _answered(raw, overrides))
    columns = totals(raw, by_the_ram(raw, how.geometry, columns))
    columns, decided = settled(raw, columns)
    raw, filled = filled_down(raw, columns, asked=how.fill_down)
    complaints = Complaints()
    rows, unit_notes = read_cells(raw, columns, how.geometry or Geometry(), complaints)
    refuse_spoilt(path, columns, rows, complaints)
    ask_for_units(columns, rows, how.as_written)
    sources = sources_of(raw, columns, meanings)
    judged = any(source.judges for source in sources)
    ask_about_lines(raw, footers, meanings, footnotes, judged=judged)
    if judged:
        ask_about_habits(raw, columns, meanings)
    else:
        ask_about_remarks(raw, columns, meanings)
    preview = preview_of(raw, columns, rows, sources)
    result = _result(path, columns, rows, sources, complaints)
    place = {row.number: k for k, row in enumerate(raw.rows)}
    rows, twins = _without_twins(raw, rows)
    rows, percent = _percent_as_share(rows)
    fates = [fate(sources, place[row.number], row.part) for row in rows]
    for row, became in zip(rows, fates, strict=True):
        complaints.withdraw(row.number, became.deciding)
    cells, aside = past_cells(rows, columns, result, fates, how.choices)
    looked_at = bool(cells) and all(cell.looked_at for cell in cells)
    judging = () if looked_at else sources
    unread = _unread(unread_remarks(raw, columns, meanings, judging), {c.row for c in cells})
    cells, shorts = without_shorts(cells, result, how.as_written)
    cells, series = with_rungs(cells, columns)
    guesses = [c.as_guess() for c in columns if not c.sure and c.role != "text"]
    said = [
        *raw.notes,
        *chosen.notes,
        *picked,
        *dropped,
        *footnotes,
        *decided,
        *filled,
        *unit_notes,
        *percent,
    ]
    guessed = [f"Columns taken for: {'; '.join(guesses)}."] if guesses else []
    if not cells:
        raise WrongInputError(_nothing_left(path, complaints, aside, result))
    return CellTable(
        path,
        columns,
        tuple(cells),
        {**twins, **aside},
        (
            *said, *guessed, *complaints.as_sentences(), *_sentences(twins),
            *_sentences(aside), *shorts, *_outcomes(cells, sources),
            *series, *unread,
        ),
        result,
        preview,
        looked_at,
        tuple(doubted_cells(rows, columns, fates)),
    )  # fmt: skip


def _meanings(words: Mapping[str, str]) -> dict[str, str]:
    for word, meaning in words.items():
        if meaning not in MEANINGS:
            raise WrongInputError(
                f"--word '{word}={meaning}': a word means one of {', '.join(MEANINGS)}."
            )
    return {plain(word): meaning for word, meaning in words.items()}


def _outcomes(cells: Sequence[PastCell], sources: Sequence[OutcomeColumn]) -> list[str]:
    """Which rows count as failed, each with the word that decided; and what blanks were taken for.

    Columns that are there for it and say it in our own words need no remark.
    """
    by_word: dict[str, list[int]] = {}
    plainly = {f"{s.title}: " for s in sources if s.kind in ("damage", "shorted")}
    for cell in cells:
        failed = cell.shorted or cell.damage
        if failed and cell.deciding and not any(cell.deciding.startswith(p) for p in plainly):
            by_word.setdefault(cell.deciding, []).append(cell.row)
    said = [f"{rows_said(rows).capitalize()} failed ({word})." for word, rows in by_word.items()]
    blank = {c.deciding for c in cells if c.deciding.endswith(": blank")}
    said += [
        f"{titled.removesuffix(': blank')} notes only what went wrong: a blank counts as intact."
        for titled in sorted(blank)
    ]
    return said


def _unread(remarks: Mapping[str, Sequence[tuple[int, str]]], used: Collection[int]) -> list[str]:
    """Remarks that are not understood on cells that are used all the same."""
    said = []
    for title, every in remarks.items():
        found = [(row, word) for row, word in every if row in used]
        if not found:
            continue
        rows = rows_said([row for row, _ in found])
        row, word = found[0]
        said.append(
            f"{title}: {rows} {'says' if len(found) == 1 else 'say'} what is not known here "
            f"({row}: {word!r}); taken for no failure. If it is one: --word '{word}=cracked' (or "
            "shorted ...)."
        )
    return said


def _numeric(raw: RawTable) -> dict[str, bool]:
    """Columns in which numbers, or numbers spoilt by Excel, outnumber words.

    Twice, unless a unit in the title says that numbers belong there.
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
        most = 1 if split_unit(title)[1] is not None else 2
        mostly[title] = numbers > most * words and not (codes and is_state(raw.titles[k]))
    return mostly


def _is_other_word(text: object) -> bool:
    """Whether a text among numbers is neither a failure nor a note that nothing was measured."""
    return finding_of_text(text).verdict != "failed" and not NOT_MEASURED.search(plain(text))


def _answered(raw: RawTable, overrides: Mapping[str, str]) -> set[str]:
    """Full titles of the columns of which a person has said what they are."""
    return {title.full for title in raw.titles if {title.full, title.own} & overrides.keys()}


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
    kinds = recognise(raw.titles, overrides, _numeric(raw))
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


def _result(
    path: Path,
    columns: Sequence[TableColumn],
    rows: Sequence[ReadCells],
    sources: Sequence[OutcomeColumn],
    complaints: Complaints,
) -> str:
    """The measured quantity that most rows have; resistance before all others."""
    counts = Counter(name for row in rows for role, name in row.values if role == "achieved")
    measured = [name for name in RESULTS if counts[name]]
    if measured:
        return max(measured, key=lambda name: (counts[name], -RESULTS.index(name)))
    dedicated = [source for source in sources if source.dedicated]
    if any(f.verdict in ("failed", "intact") for s in dedicated for f in s.findings):
        return "asr_ohm_cm2"
    if invalid := complaints.as_sentences():
        raise WrongInputError(f"{path.name}: no cell has a result. {invalid[0]}")
    asked_for = [column for column in columns if column.name in RESULT_LIKE]
    if blank := [column.title for column in asked_for if column.name != "remark"]:
        raise WrongInputError(
            f"{path.name}: {', '.join(blank)} are there, but no cell is filled in yet."
        )
    raise WrongInputError(
        f"{path.name}: no column holds a result. Columns: "
        f"{'; '.join(column.as_guess() for column in columns)}. Name one: "
        "--column 'TITLE=asr_ohm_cm2' (or sigma_ms_cm, relative_density, retention, damage)."
    )


def _without_twins(
    raw: RawTable, rows: Sequence[ReadCells]
) -> tuple[list[ReadCells], dict[int, str]]:
    """A row that equals an earlier one in every cell is the same cell copied."""
    first: dict[tuple[str, ...], int] = {}
    aside = {}
    for source in raw.rows:
        key = tuple(str(cell) for cell in source.cells)
        if key in first:
            aside[source.number] = (
                f"equals row {first[key]} in every cell: counted once (two cells? number them)"
            )
        first.setdefault(key, source.number)
    return [row for row in rows if row.number not in aside], aside


def _percent_as_share(rows: Sequence[ReadCells]) -> tuple[list[ReadCells], list[str]]:
    """Retention and density above 2 are percent."""
    notes, changed = [], [dict(row.values) for row in rows]
    for name in ("retention", "relative_density"):
        key = ("achieved", name)
        if any(values.get(key, 0.0) > 2.0 for values in changed):
            notes.append(f"{name}: numbers above 2 are read as percent.")
            for values in changed:
                if key in values:
                    values[key] /= 100.0
    return [replace(row, values=v) for row, v in zip(rows, changed, strict=True)], notes


def _sentences(aside: Mapping[int, str]) -> list[str]:
    """One sentence a reason."""
    by_reason: dict[str, list[int]] = {}
    for row, reason in aside.items():
        by_reason.setdefault(reason, []).append(row)
    return [
        f"Row{'s' if len(rows) > 1 else ''} {', '.join(map(str, rows))}: {reason}; set aside."
        for reason, rows in by_reason.items()
    ]


def _nothing_left(path: Path, complaints: Complaints, aside: Mapping[int, str], result: str) -> str:
    reasons = [*complaints.as_sentences(), *_sentences(aside)]
    return f"{path.name}: no row can be used ({result} and every knob are needed). {reasons[0]}"
