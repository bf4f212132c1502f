"""Cells of a table understood: numbers in the units of their names, texts, and what is amiss."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from campaigns.exchange.tables.columns import QUANTITY_OF, RESULTS, Column
from campaigns.exchange.tables.numbers import Reading, read_number, uses_decimal_comma
from campaigns.exchange.tables.read_file import RawRow, RawTable
from campaigns.exchange.tables.units import (
    Convert,
    Geometry,
    converter,
    quantity_of_unit,
    unit_of_word,
)

_MOST_PLAUSIBLE = {"mpa": 1500.0, "degc": 400.0}
"""Above it a number is in another unit: no pellet bears 1.5 GPa in a laboratory press."""

_TROUBLE = {
    "date": "dates ({shown}): Excel has taken a number for a date. Format the column as text, "
    "type them anew",
    "excel error": "an error of the spreadsheet ({shown}). Mend the formula",
    "ambiguous comma": "{shown}: a thousand or a decimal comma? Write 1234 or 1.234",
    "text": "{shown} where a number belongs",
    "not finite": "{shown}, which is no number",
    "clock time": "a clock time ({shown}) where no duration belongs",
    "unit": "{shown}, a unit that does not belong there",
    "implausible": "{shown}, more than a pellet or a die bears: another unit? Say it with "
    "--column 'TITLE=NAME:bar' or correct the rows",
    "negative": "{shown}, which must be above zero",
    "flag": "{shown}; write yes or no",
    "grade": "{shown}; damage is 0 intact, 1 hairline, 2 cracked, 3 delaminated",
    "share": "{shown}, more than the whole; write a share of 1 or percent",
}
_YES = {"yes", "y", "true", "ja", "j", "x", "1", "1.0", "wahr", "oui", "short", "shorted"}
_NO = {"no", "n", "false", "nein", "0", "0.0", "falsch", "non", "ok", "-", "none", "not shorted"}
_GRADES = {
    "intact": 0, "none": 0, "ok": 0, "whole": 0, "0": 0, "hairline": 1, "1": 1, "microcrack": 1,
    "microcracks": 1, "cracked": 2, "crack": 2, "2": 2, "delaminated": 3, "delamination": 3,
    "3": 3, "broken": 3, "in pieces": 3,
}  # fmt: skip


@dataclass
class Complaints:
    """What is amiss, gathered so that each kind of slip in a column is said once."""

    found: dict[tuple[str, str], list[tuple[int, object]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def add(self, column: Column, row: int, trouble: str, cell: object) -> None:
        """One cell that cannot be used."""
        self.found[column.title, trouble].append((row, cell))

    def as_sentences(self) -> list[str]:
        """One sentence a column and kind of slip."""
        return [
            f"{title}: {_rows(cells)} {'holds' if len(cells) == 1 else 'hold'} "
            f"{_TROUBLE[trouble].format(shown=_shown(cells[0][1]))}; "
            "set aside until then."
            for (title, trouble), cells in self.found.items()
        ]


@dataclass(frozen=True)
class ReadCells:
    """One row as read: numbers by (role, name), texts by name; whether something was unreadable."""

    number: int
    values: Mapping[tuple[str, str], float]
    texts: Mapping[str, str]
    spoilt: frozenset[str]


def read_cells(
    raw: RawTable, columns: Sequence[Column], geometry: Geometry, complaints: Complaints
) -> tuple[list[ReadCells], list[str]]:
    """Every cell read and converted; notes on units that single cells brought along.

    Raises:
        WrongInputError: a unit that needs a die, a ram or an area which is not given.
    """
    every = [cell for row in raw.rows for cell in row.cells]
    comma = raw.semicolons or uses_decimal_comma(every)
    converters = {
        column.title: converter(column.title, _quantity(column), column.unit, geometry)
        for column in columns
        if column.role != "text" and _quantity(column)
    }
    reader = _Reader(columns, converters, geometry, comma, complaints)
    rows = [reader.row(row) for row in raw.rows]
    notes = [
        f"{title}: {_rows([(n, None) for n in numbers])} in {unit}, converted."
        for (title, unit), numbers in reader.own_units.items()
    ]
    bounds = [
        f"{title}: {_rows([(n, None) for n in numbers])} give a bound or an estimate (<, >, ~); "
        "taken at face value."
        for title, numbers in reader.inexact.items()
    ]
    return rows, notes + bounds


@dataclass
class _Reader:
    columns: Sequence[Column]
    converters: Mapping[str, Convert]
    geometry: Geometry
    decimal_comma: bool
    complaints: Complaints
    own_units: dict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(list))
    inexact: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def row(self, raw: RawRow) -> ReadCells:
        values: dict[tuple[str, str], float] = {}
        texts: dict[str, str] = {}
        spoilt: set[str] = set()
        for column, cell in zip(self.columns, raw.cells, strict=True):
            if column.role == "text":
                if cell is not None and str(cell).strip():
                    texts.setdefault(column.name, str(cell).strip())
                continue
            value, std = self._value(column, raw.number, cell, spoilt)
            if value is not None:
                values[column.role, column.name] = value
            if std is not None and column.name == "asr_ohm_cm2":
                values.setdefault(("achieved", "asr_std_ohm_cm2"), std)
        return ReadCells(raw.number, values, texts, frozenset(spoilt))

    def _value(
        self, column: Column, number: int, cell: object, spoilt: set[str]
    ) -> tuple[float | None, float | None]:
        if column.name in ("shorted", "intact", "damage"):
            return self._flag(column, number, cell, spoilt), None
        quantity = _quantity(column)
        reading = read_number(cell, decimal_comma=self.decimal_comma, duration=quantity == "s")
        trouble = reading.trouble if reading.trouble != "inexact" else None
        if reading.trouble == "inexact":
            self.inexact[column.title].append(number)
        if trouble is None and reading.value is not None:
            return self._converted(column, number, cell, reading, spoilt)
        if trouble is not None:
            self.complaints.add(column, number, trouble, cell)
            spoilt.add(column.name)
        return None, None

    def _converted(
        self, column: Column, number: int, cell: object, reading: Reading, spoilt: set[str]
    ) -> tuple[float | None, float | None]:
        convert = self.converters.get(column.title, _as_it_is)
        if reading.unit:
            unit = unit_of_word(reading.unit)
            if unit is None or quantity_of_unit(unit) != _quantity(column):
                self.complaints.add(column, number, "unit", cell)
                spoilt.add(column.name)
                return None, None
            if unit != column.unit:
                convert = converter(column.title, _quantity(column), unit, self.geometry)
                self.own_units[column.title, unit].append(number)
        value = convert(reading.value or 0.0)
        if trouble := _implausible(column, value):
            self.complaints.add(column, number, trouble, cell)
            spoilt.add(column.name)
            return None, None
        return value, None if reading.std is None else convert(reading.std)

    def _flag(self, column: Column, number: int, cell: object, spoilt: set[str]) -> float | None:
        text = "" if cell is None else str(cell).strip().lower()
        if not text:
            return None
        if column.name == "damage":
            grade = _GRADES.get(text.removesuffix(".0"))
            if grade is not None:
                return float(grade)
        elif text in _YES or text in _NO:
            return float(text in _YES)
        self.complaints.add(column, number, "grade" if column.name == "damage" else "flag", cell)
        spoilt.add(column.name)
        return None


def _as_it_is(number: float) -> float:
    return number


def _quantity(column: Column) -> str:
    if column.name in QUANTITY_OF:
        return QUANTITY_OF[column.name]
    endings = {"_mpa_s": "mpa_s", "_mpa": "mpa", "_s": "s", "_degc": "degc", "_ohm_cm2": "ohm_cm2"}
    return next((q for ending, q in endings.items() if column.name.endswith(ending)), "")


def _implausible(column: Column, value: float) -> str | None:
    if column.name in RESULTS and value <= 0:
        return "negative"
    if column.name in ("retention", "relative_density"):
        return None if value <= 1.05 or 2.0 < value <= 105.0 else "share"
    quantity = _quantity(column)
    if quantity in ("mpa", "s", "mpa_s", "ohm_cm2") and value < 0:
        return "negative"
    return "implausible" if value > _MOST_PLAUSIBLE.get(quantity, float("inf")) else None


def _rows(cells: Sequence[tuple[int, object]]) -> str:
    numbers = [str(number) for number, _ in cells]
    shown = ", ".join(numbers[:5]) + (f" and {len(numbers) - 5} more" if len(numbers) > 5 else "")
    return f"row {shown}" if len(numbers) == 1 else f"rows {shown}"


def _shown(cell: object) -> str:
    text = str(cell).strip()
    return repr(text if len(text) <= 30 else text[:27] + "...")
