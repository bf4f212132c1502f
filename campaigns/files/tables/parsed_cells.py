"""Cells of a table understood: numbers in the units of their names, and texts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from campaigns.errors import WrongInputError
from campaigns.files.tables.cell_numbers import (
    ReadNumber,
    clock_of,
    read_number,
)
from campaigns.files.tables.column_units import (
    Convert,
    Geometry,
    TableUnit,
    converter,
    ending_of,
    fits,
    read_unit,
)
from campaigns.files.tables.columns.column_words import LINE
from campaigns.files.tables.columns.table_columns import RESULT_LIKE, RESULTS, TableColumn
from campaigns.files.tables.complaints import Complaints, rows_said
from campaigns.files.tables.number_marks import NumberMarks, number_marks
from campaigns.files.tables.outcome.reading import finding_of_text
from campaigns.files.tables.outcome.sources import OutcomeColumn
from campaigns.files.tables.sheets.raw_table import RawRow, RawTable
from doe.trials import LEAST_ASR_OHM_CM2, MOST_ASR_OHM_CM2

_MOST_PLAUSIBLE = {"mpa": 1500.0, "degc": 400.0}
"""Above it a number is in another unit: no pellet bears 1.5 GPa in a laboratory press."""
_POSSIBLE = {"asr": (LEAST_ASR_OHM_CM2, MOST_ASR_OHM_CM2), "s": (0.0, 1e7)}
"""Outside a number is a slip: nobody holds a pressure for 1e7 s, four months (chosen)."""
_ANY = (-float("inf"), float("inf"))


@dataclass(frozen=True)
class ReadCells:
    """One cell as read.

    Attributes:
        number: its row in the file.
        part: which of several replicates in the row; "" for the only one.
        values: numbers by (role, name).
        texts: by name.
        spoilt: names of quantities that were unreadable.
        with_unit: names of quantities whose unit stands in the cell itself.
    """

    number: int
    part: str
    values: Mapping[tuple[str, str], float]
    texts: Mapping[str, str]
    spoilt: frozenset[str]
    with_unit: frozenset[str] = frozenset()


def read_cells(
    raw: RawTable, columns: Sequence[TableColumn], geometry: Geometry, complaints: Complaints
) -> tuple[list[ReadCells], list[str]]:
    """Every cell read and converted; notes on units that single cells brought along.

    Raises:
        TableQuestionError: a unit that needs a die, a ram or an area which is not given.
    """
    marks = number_marks(raw, columns, geometry)
    reader = _Reader(columns, geometry, marks, complaints)
    parts = list(dict.fromkeys(c.part for c in columns if c.part)) or [""]
    rows = [reader.row(row, part) for row in raw.rows for part in parts]
    rows = [row for row in rows if not row.part or _holds_anything(row, columns)]
    notes = [
        f"{title}: {rows_said(numbers)} in {unit}, converted."
        for (title, unit), numbers in reader.own_units.items()
    ]
    estimates = [
        f"{title}: {rows_said(numbers)} {'gives' if len(numbers) == 1 else 'give'} an estimate "
        "(~); taken at face value."
        for title, numbers in reader.inexact.items()
    ]
    rows, percent = _percent_as_share(rows)
    said = marks.as_sentence(raw)
    return rows, [*([said] if said else []), *notes, *estimates, *percent]


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


def _holds_anything(row: ReadCells, columns: Sequence[TableColumn]) -> bool:
    """Whether a replicate was pressed: blanks stand where a row has fewer of them."""
    own = {c.name for c in columns if c.part}
    return bool(own & (row.spoilt | {name for _, name in row.values}))


@dataclass
class _Reader:
    columns: Sequence[TableColumn]
    geometry: Geometry
    marks: NumberMarks
    complaints: Complaints
    own_units: dict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(list))
    inexact: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    units_in_cells: set[tuple[str, int]] = field(default_factory=set)
    made: dict[tuple[str, TableUnit | None, Geometry], Convert] = field(default_factory=dict)

    def row(self, raw: RawRow, part: str) -> ReadCells:
        values: dict[tuple[str, str], float] = {}
        texts: dict[str, str] = {}
        spoilt: set[str] = set()
        of_part = [
            (column, cell)
            for column, cell in zip(self.columns, raw.cells, strict=True)
            if column.part in ("", part)
        ]
        own: dict[str, float] = {}
        for column, cell in of_part:
            if column.role == "geometry":
                value, _ = self._value(column, raw.number, cell, spoilt, self.geometry)
                own |= {} if value is None or value <= 0 else {column.name: value}
        geometry = self.geometry.with_own(own) if own else self.geometry
        for column, cell in of_part:
            if column.role in ("text", "outcome"):
                if cell is not None and str(cell).strip():
                    texts.setdefault(column.name, str(cell).strip())
            elif column.role != "geometry":
                value, std = self._value(column, raw.number, cell, spoilt, geometry)
                if value is not None:
                    values[column.role, column.name] = value
                if std is not None and column.name == "asr_ohm_cm2":
                    values.setdefault(("achieved", "asr_std_ohm_cm2"), std)
        values |= {("geometry", name): value for name, value in own.items()}
        with_unit = frozenset(
            column.name
            for column, _ in of_part
            if (column.title, raw.number) in self.units_in_cells
        )
        return ReadCells(raw.number, part, values, texts, frozenset(spoilt), with_unit)

    def _value(
        self, column: TableColumn, number: int, cell: object, spoilt: set[str], geometry: Geometry
    ) -> tuple[float | None, float | None]:
        duration = ending_of(column.name) == "s"
        reading = read_number(
            cell,
            decimal_comma=self.marks.decimal_comma,
            duration=duration,
            grouped=self.marks.grouped,
        )
        if column.clock == "mm:ss" and _is_clock_of_hours(cell, reading):
            reading = ReadNumber(trouble="ambiguous clock")
        if reading.trouble == "ambiguous clock" and column.clock:
            clock = clock_of(cell, column.clock)
            if clock is not None:
                return clock, None
        if reading.trouble == "inexact":
            self.inexact[column.title].append(number)
        elif reading.trouble is not None:
            if reading.trouble != "text" or finding_of_text(cell).verdict != "failed":
                self.complaints.add(column, number, reading.trouble, cell)
                spoilt.add(column.name)
            return None, None
        if reading.value is None:
            return None, None
        return self._converted(column, number, cell, reading, spoilt, geometry)

    def _converted(
        self,
        column: TableColumn,
        number: int,
        cell: object,
        reading: ReadNumber,
        spoilt: set[str],
        geometry: Geometry,
    ) -> tuple[float | None, float | None]:
        unit = column.unit
        if reading.unit and (said := _own_unit(reading.unit)):
            own = read_unit(said)
            if own is None or not fits(own, column.name):
                kind = "unit" if any(map(str.isalpha, said)) else "mark"
                self.complaints.add(column, number, kind, cell)
                spoilt.add(column.name)
                return None, None
            if own.unit.quantity == "stress" and _is_of_line(column):
                own = TableUnit(own.unit, of_line=True)
            self.units_in_cells.add((column.title, number))
            if own != unit:
                self.own_units[column.title, own.name].append(number)
            unit = own
        convert = self._convert(column, unit, geometry)
        value = convert(reading.value or 0.0)
        if trouble := _implausible(column, value):
            self.complaints.add(column, number, trouble, cell)
            spoilt.add(column.name)
            return None, None
        std = None if reading.std is None else _std(convert, reading.value or 0.0, reading.std)
        return value, std

    def _convert(self, column: TableColumn, unit: TableUnit | None, geometry: Geometry) -> Convert:
        key = (column.title, unit, geometry)
        if key not in self.made:
            self.made[key] = converter(column.title, column.name, unit, geometry)
        return self.made[key]


def _is_clock_of_hours(cell: object, reading: ReadNumber) -> bool:
    """`01:30:00` under mm:ss: a spreadsheet writes so what was typed as a minute and a half."""
    whole = reading.value or 0.0
    return isinstance(cell, str) and cell.count(":") == 2 and whole >= 3600.0 and whole % 60 == 0


def _is_of_line(column: TableColumn) -> bool:
    """Whether the pressures of a column are those of the hydraulic line."""
    if column.unit is not None:
        return column.unit.of_line
    return not column.sure and LINE.search(column.title.casefold()) is not None


def _own_unit(text: str) -> str:
    """A unit behind a number; "" where a remark about a failure stands there."""
    inner = text.strip().strip("()[],;").strip()
    return "" if finding_of_text(inner).verdict in ("failed", "doubtful", "intact") else inner


def _std(convert: Convert, value: float, std: float) -> float:
    """Uncertainty after conversion; by its share of the value, as some conversions are inverse."""
    return abs(convert(value)) * std / abs(value) if value else convert(std)


def _implausible(column: TableColumn, value: float) -> str | None:
    if column.name in RESULTS and value <= 0:
        return "negative"
    if column.name in ("retention", "relative_density"):
        return None if value <= 1.05 or 2.0 < value <= 105.0 else "share"
    ending = ending_of(column.name)
    if ending in ("mpa", "s", "mpa_s", "ohm_cm2") and value < 0:
        return "negative"
    least, most = _POSSIBLE.get("asr" if column.name == "asr_ohm_cm2" else ending, _ANY)
    if not least <= value <= most:
        return "impossible"
    return "implausible" if value > _MOST_PLAUSIBLE.get(ending, float("inf")) else None


def result_of(
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
