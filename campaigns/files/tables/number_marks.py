"""Which mark parts decimals in a table, and whether the other one sets thousands apart.

`29,000` alone is 29 or 29000. What else stands in the table decides, or the pressure that either
reading gives; where nothing does, the row is asked about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from campaigns.files.tables.cell_numbers import (
    read_number,
    uses_decimal_comma,
    uses_decimal_point,
)
from campaigns.files.tables.column_units import Convert, Geometry, converter
from campaigns.files.tables.columns.table_columns import TableColumn
from campaigns.files.tables.question import TableQuestionError
from campaigns.files.tables.sheets.raw_table import RawTable
from hardware.numbers import same_signs

_GROUPS_AND_POINT = re.compile(r"[+-]?\d{1,3}(?:(?:,\d{3})+\.\d+|(?:,\d{3}){2,}(?:\.\d+)?)(?!\d)")
_GROUPS_AND_COMMA = re.compile(r"[+-]?\d{1,3}(?:(?:\.\d{3})+,\d+|(?:\.\d{3}){2,}(?:,\d+)?)(?!\d)")
_EITHER = re.compile(r"([1-9]\d{0,2})([.,])(\d{3})(?![\d.,])")
_UNDER_A_THOUSAND = re.compile(r"\d{1,3}(?!\d|[.,]\d)")
_PRESSINGS = ("copress_mpa", "prepress_mpa")
_LEAST_MPA, _MOST_MPA = 50.0, 1500.0
"""No pellet is pressed below 50 MPa, and none bears 1.5 GPa in a laboratory press."""

_NEAR, _FAR = 3.0, 10.0
"""A number within three times the range of its column may be one of it, one ten times outside is
none. A short reads 20 times below the rest and more."""
_FEWEST_OTHERS = 2  # one number has no range


@dataclass(frozen=True)
class NumberMarks:
    """How the numbers of a table are written.

    Attributes:
        decimal_comma: decimals stand behind a comma.
        grouped: the other mark sets thousands apart: 1,250 or 1.250 is twelve hundred and fifty.
    """

    decimal_comma: bool
    grouped: bool = False

    def as_sentence(self, raw: RawTable) -> str:
        """What a number of the table was taken for; "" where none could be read in two ways."""
        for body, _, _ in _either_way(raw, "." if self.decimal_comma else ","):
            if self.grouped:
                return f"{body} is read as {re.sub('[.,]', '', body)}: thousands are set apart."
        return ""


def decimal_comma(raw: RawTable) -> bool:
    """Whether the numbers of a table are written with a decimal comma."""
    every = _texts(raw)
    return uses_decimal_comma(every) or (raw.semicolons and not uses_decimal_point(every))


def number_marks(raw: RawTable, columns: Sequence[TableColumn], geometry: Geometry) -> NumberMarks:
    """The marks of a table.

    Args:
        raw: the table.
        columns: what its columns were taken for.
        geometry: die and ram, for columns in kN or bar.
    """
    comma = decimal_comma(raw)
    texts = _texts(raw)
    with_point = any(_GROUPS_AND_POINT.match(text) for text in texts)
    with_comma = any(_GROUPS_AND_COMMA.match(text) for text in texts)
    if with_point != with_comma:
        return NumberMarks(decimal_comma=with_comma, grouped=True)
    mark = "." if comma else ","
    said = _by_the_pressure(raw, columns, geometry, mark) or _by_the_others(raw, columns, mark)
    if said == "thousands":
        return NumberMarks(comma, grouped=True)
    certain = uses_decimal_comma(texts) if comma else uses_decimal_point(texts)
    if said == "decimals" and not certain:
        return NumberMarks(not comma)
    return NumberMarks(comma, grouped=certain and _some_lack_it(raw, "." if comma else ","))


def _texts(raw: RawTable) -> list[str]:
    return [same_signs(c) for row in raw.rows for c in row.cells if isinstance(c, str)]


def _either_way(raw: RawTable, mark: str) -> Iterator[tuple[str, int, bool]]:
    """Numbers with three figures behind the mark, their columns; whether a unit stands behind."""
    for row in raw.rows:
        for k, cell in enumerate(row.cells):
            text = same_signs(cell) if isinstance(cell, str) else ""
            found = _EITHER.match(text)
            if found is not None and found[2] == mark:
                yield found[0], k, found.end() < len(text)


def _by_the_pressure(
    raw: RawTable, columns: Sequence[TableColumn], geometry: Geometry, mark: str
) -> str:
    """`thousands` or `decimals`, where a pellet bears the pressing only in that reading."""
    bodies: dict[int, list[str]] = {}
    for body, k, with_unit in _either_way(raw, mark):
        if columns[k].name in _PRESSINGS and columns[k].unit is not None and not with_unit:
            bodies.setdefault(k, []).append(body)
    said = set()
    for k, mine in bodies.items():
        convert = _converter(columns[k], geometry)
        if convert is None:
            continue
        whole = [convert(float(body.replace(mark, ""))) for body in mine]
        parts = [convert(float(body.replace(mark, "."))) for body in mine]
        fits = [all(map(_is_pressing, whole)), all(map(_is_pressing, parts))]
        if fits[0] != fits[1] and not any(map(_is_pressing, parts if fits[0] else whole)):
            said.add("thousands" if fits[0] else "decimals")
    return said.pop() if len(said) == 1 else ""


def _by_the_others(raw: RawTable, columns: Sequence[TableColumn], mark: str) -> str:
    """`thousands` or `decimals`, where only that reading lies among the other numbers of a column.

    `1,250` next to 930 and 870 is twelve hundred and fifty.
    """
    bodies: dict[int, list[str]] = {}
    for body, k, _ in _either_way(raw, mark):
        if columns[k].role in ("achieved", "planned"):
            bodies.setdefault(k, []).append(body)
    said = set()
    for k, mine in bodies.items():
        others = [n for row in raw.rows if (n := _plain_number(row.cells[k], mark)) is not None]
        if len(others) < _FEWEST_OTHERS:
            continue
        whole = [float(body.replace(mark, "")) for body in mine]
        parts = [float(body.replace(mark, ".")) for body in mine]
        if _lie_among(whole, others, _NEAR) and not _lie_near(parts, others, _FAR):
            said.add("thousands")
        elif _lie_among(parts, others, _NEAR) and not _lie_near(whole, others, _FAR):
            said.add("decimals")
        else:
            return ""
    return said.pop() if len(said) == 1 else ""


def _plain_number(cell: object, mark: str) -> float | None:
    """A number above zero that can be read in one way only."""
    text = same_signs(cell) if isinstance(cell, str) else ""
    found = _EITHER.match(text)
    if found is not None and found[2] == mark:
        return None
    reading = read_number(cell, decimal_comma=mark == ".")
    number = reading.value
    return number if number is not None and number > 0 and reading.std is None else None


def _lie_among(numbers: Sequence[float], others: Sequence[float], factor: float) -> bool:
    """Whether all numbers lie in the range of the others, widened by a factor."""
    return all(min(others) / factor <= number <= max(others) * factor for number in numbers)


def _lie_near(numbers: Sequence[float], others: Sequence[float], factor: float) -> bool:
    """Whether any number does."""
    return any(min(others) / factor <= number <= max(others) * factor for number in numbers)


def _is_pressing(mpa: float) -> bool:
    return _LEAST_MPA <= mpa <= _MOST_MPA


def _converter(column: TableColumn, geometry: Geometry) -> Convert | None:
    try:
        return converter(column.title, column.name, column.unit, geometry)
    except TableQuestionError:
        return None  # asked when the column is read


def _some_lack_it(raw: RawTable, mark: str) -> bool:
    """Whether a column holds `1,250`, `1,410` and 980: thousands have a mark, smaller ones none.

    A column of three decimals, as instruments write them, has one in every number; one such number
    alone may be a slip.
    """
    places = [k for _, k, _ in _either_way(raw, mark)]
    return bool(places) and all(
        places.count(k) > 1
        and any(_UNDER_A_THOUSAND.fullmatch(str(row.cells[k] or "").strip()) for row in raw.rows)
        for k in places
    )
