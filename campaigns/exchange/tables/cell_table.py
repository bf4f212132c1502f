"""A table of past cells: what the file holds, what it was taken for, what was set aside and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from campaigns.errors import WrongInputError
from campaigns.exchange.tables.cells import Complaints, ReadCells, read_cells
from campaigns.exchange.tables.columns import RESULT_LIKE, RESULTS, Column, recognise
from campaigns.exchange.tables.long_format import widened
from campaigns.exchange.tables.numbers import read_number
from campaigns.exchange.tables.past_cells import PastCell, past_cells
from campaigns.exchange.tables.read_file import RawRow, RawTable, read_raw
from campaigns.exchange.tables.units import Geometry

_SUMMARY = {
    "mean",
    "average",
    "mittelwert",
    "sum",
    "summe",
    "total",
    "std",
    "sd",
    "median",
    "count",
}


@dataclass(frozen=True)
class CellTable:
    """A table understood.

    Attributes:
        path: the file.
        columns: what each column was taken for.
        cells: the usable rows.
        set_aside: row and reason of each row that is not used.
        notes: what was guessed or converted, and what is amiss; one sentence each.
        result: the measured quantity that the table is about.
    """

    path: Path
    columns: tuple[Column, ...]
    cells: tuple[PastCell, ...]
    set_aside: Mapping[int, str]
    notes: tuple[str, ...]
    result: str

    @property
    def knobs(self) -> tuple[str, ...]:
        """Names of the knobs that any usable cell has, in the order of the columns."""
        names = [c.name for c in self.columns if c.role != "text" and c.name not in RESULT_LIKE]
        present = {name for cell in self.cells for name in cell.achieved}
        return tuple(name for name in dict.fromkeys(names) if name in present)


def read_table(
    path: Path,
    *,
    overrides: Mapping[str, str] | None = None,
    geometry: Geometry | None = None,
    only: Mapping[str, str] | None = None,
    sheet: str | None = None,
) -> CellTable:
    """Read a table of past cells.

    Args:
        path: CSV, XLSX or Parquet.
        overrides: column title to `NAME[:UNIT]` where the guess is wrong.
        geometry: die, ram and area, where units need them.
        only: column title to the text that a row must have there.
        sheet: worksheet of a workbook.

    Returns:
        The cells, the guesses, and what was set aside.

    Raises:
        WrongInputError: nothing can be made of the file; one sentence says what to do.
    """
    raw = read_raw(path, sheet)
    raw, chosen = widened(raw, dict(only or {}))
    raw, picked = _picked(raw, dict(chosen.only), overrides or {})
    raw, dropped = _without_summaries(raw)
    columns = recognise(raw.header, overrides or {}, _numeric(raw))
    complaints = Complaints()
    rows, unit_notes = read_cells(raw, columns, geometry or Geometry(), complaints)
    result = _result(path, columns, rows)
    rows, twins = _without_twins(raw, rows)
    rows, percent = _percent_as_share(rows)
    cells, aside = past_cells(rows, columns, result)
    guesses = [c.as_guess() for c in columns if not c.sure and c.role != "text"]
    said = [*raw.notes, *chosen.notes, *picked, *dropped, *unit_notes, *percent]
    guessed = [f"Columns taken for: {'; '.join(guesses)}."] if guesses else []
    if not cells:
        raise WrongInputError(_nothing_left(path, complaints, aside, result))
    return CellTable(
        path,
        columns,
        tuple(cells),
        {**twins, **aside},
        (*said, *guessed, *complaints.as_sentences(), *_told(twins), *_told(aside)),
        result,
    )


def _numeric(raw: RawTable) -> dict[str, bool]:
    """Columns in which numbers, or numbers spoilt by Excel, outnumber words."""
    told = {}
    for k, title in enumerate(raw.header):
        readings = [read_number(row.cells[k], decimal_comma=True) for row in raw.rows]
        words = sum(r.trouble == "text" for r in readings)
        told[title] = sum(r.value is not None or bool(r.trouble) for r in readings) > 2 * words
    return told


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
    kinds = recognise(raw.header, overrides, _numeric(raw))
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


def _without_summaries(raw: RawTable) -> tuple[RawTable, list[str]]:
    """Rows of means and repeated headers are no cells."""
    dropped: list[RawRow] = []
    kept: list[RawRow] = []
    for row in raw.rows:
        texts = [str(cell).strip() for cell in row.cells if cell is not None and str(cell).strip()]
        is_summary = bool(texts) and texts[0].lower().rstrip(":") in _SUMMARY
        is_header = texts and texts == [title for title in raw.header if title][: len(texts)]
        (dropped if is_summary or is_header else kept).append(row)
    if not kept:
        raise WrongInputError("the table holds nothing but titles and means; no cell is left.")
    rows = ", ".join(str(row.number) for row in dropped)
    note = [f"Row {rows} holds a mean or a repeated header, no cell: left out."] if dropped else []
    return replace(raw, rows=tuple(kept)), note


def _result(path: Path, columns: Sequence[Column], rows: Sequence[ReadCells]) -> str:
    """The measured quantity that most rows have; resistance before all others."""
    counts = Counter(name for row in rows for role, name in row.values if role == "achieved")
    measured = [name for name in RESULTS if counts[name]]
    if measured:
        return max(measured, key=lambda name: (counts[name], -RESULTS.index(name)))
    if any(counts[name] for name in ("damage", "shorted", "intact")):
        return "asr_ohm_cm2"
    if blank := [column.title for column in columns if column.name in RESULT_LIKE]:
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
    kept, aside = [], {}
    for source, row in zip(raw.rows, rows, strict=True):
        key = tuple(str(cell) for cell in source.cells)
        if key in first:
            aside[row.number] = (
                f"equals row {first[key]} in every cell: counted once (two cells? number them)"
            )
        else:
            first[key] = row.number
            kept.append(row)
    return kept, aside


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


def _told(aside: Mapping[int, str]) -> list[str]:
    """One sentence a reason."""
    by_reason: dict[str, list[int]] = {}
    for row, reason in aside.items():
        by_reason.setdefault(reason, []).append(row)
    return [
        f"Row{'s' if len(rows) > 1 else ''} {', '.join(map(str, rows))}: {reason}; set aside."
        for reason, rows in by_reason.items()
    ]


def _nothing_left(path: Path, complaints: Complaints, aside: Mapping[int, str], result: str) -> str:
    reasons = [*complaints.as_sentences(), *_told(aside)]
    return f"{path.name}: no row can be used ({result} and every knob are needed). {reasons[0]}"
