"""Which columns of a table matter, and their cells as numbers in SI units."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

import numpy as np

from hardware.eis.parsing.column_names import (
    ColumnQuantity,
    Meaning,
    UnknownUnitError,
    meaning,
    meaning_of_unit,
    why_not_read,
)
from hardware.eis.parsing.immittance import way_of
from hardware.eis.parsing.stated_columns import StatedColumns, column_named
from hardware.eis.parsing.text_table import (
    TextTable,
    over_units,
)
from hardware.eis.spectrum import Floats
from hardware.errors import SpectrumRefusedError
from hardware.numbers import AmbiguousNumbersError, may_be_cut, number, spelling

_CARTESIAN = (ColumnQuantity.REAL, ColumnQuantity.IMAGINARY)


@dataclass(frozen=True)
class QuantityColumn:
    """One column that matters: its place, its heading and what that means."""

    at: int
    heading: str
    says: Meaning


def find_columns(
    table: TextTable, stated: StatedColumns | None = None
) -> dict[ColumnQuantity, QuantityColumn]:
    """Which column holds what.

    Args:
        table: The table.
        stated: What the owner says; its columns count instead of what the headings say.

    Raises:
        SpectrumRefusedError: frequency, or every way to an impedance, are missing or ambiguous.
    """
    if stated is not None:
        return _stated(table, stated)
    found: dict[ColumnQuantity, QuantityColumn] = {}
    unknown: list[UnknownUnitError] = []
    twins: list[tuple[QuantityColumn, QuantityColumn]] = []
    for at, heading in enumerate(table.headings):
        try:
            says = meaning(heading)
        except UnknownUnitError as trouble:  # ohm cm2 next to a column in ohm is left alone
            unknown.append(trouble)
            continue
        if says is None:
            continue
        column = QuantityColumn(at, heading, says)
        twin = found.setdefault(says.quantity, column)
        if twin.at != at:
            twins.append((twin, column))
    needed = (ColumnQuantity.FREQUENCY, *_CARTESIAN, *(way_of(found) or ()))
    for twin, column in twins:
        if twin.says.quantity in needed and not _say_the_same(table, twin, column):
            raise SpectrumRefusedError(
                f"'{twin.heading}' and '{column.heading}' could both be the"
                f" {twin.says.quantity.value}; leave only one of them in the export, or name it"
                f" ({TO_NAME_THEM})"
            )
    refusal = next((each for each in unknown if each.quantity not in found), None)
    if refusal and (ColumnQuantity.FREQUENCY not in found or way_of(found) is None):
        raise refusal
    _refuse_incomplete(found, table.headings)
    return found


SAME = 1e-3  # relative; chosen: as two columns of three digits agree


def _say_the_same(table: TextTable, one: QuantityColumn, other: QuantityColumn) -> bool:
    """Whether two columns hold the same numbers, as `z_im_ohm` and `minus_z_im_ohm` do."""
    first, second = (
        read_numbers(table, {each.says.quantity: each})[each.says.quantity] for each in (one, other)
    )
    return bool(np.allclose(first, second, rtol=SAME, atol=0.0, equal_nan=True))


TO_NAME_THEM = "--columns frequency=...,real=...,imag=..."


def _stated(table: TextTable, stated: StatedColumns) -> dict[ColumnQuantity, QuantityColumn]:
    written = table.written or table.headings
    found = {}
    for quantity, (heading, says) in stated.columns.items():
        at = column_named(heading, written)
        if at is None:
            raise SpectrumRefusedError(
                f"there is no column '{heading}'; {seen(written)}: {TO_NAME_THEM}"
            )
        below = table.headings[at].removeprefix(written[at]).lstrip("/")
        in_unit = meaning_of_unit(quantity, below) if below and not says.unit_given else None
        if in_unit is None:
            found[quantity] = QuantityColumn(at, heading, says)
        else:
            signed = replace(in_unit, factor=math.copysign(in_unit.factor, says.factor))
            found[quantity] = QuantityColumn(at, heading, signed)
    _refuse_incomplete(found, written)
    return found


def _refuse_incomplete(found: Mapping[ColumnQuantity, object], headings: Sequence[str]) -> None:
    missing = ""
    if ColumnQuantity.FREQUENCY not in found:
        missing = "frequency"
    elif way_of(found) is None:
        missing = " and the ".join(each.value for each in _CARTESIAN if each not in found)
    if missing:
        raise SpectrumRefusedError(
            f"there is no column for the {missing}; {seen_and_named(headings)}"
        )


def seen(headings: Sequence[str]) -> str:
    """The headings of a table in words."""
    more = f" and {len(headings) - 12} more" if len(headings) > 12 else ""
    why = "; ".join(dict.fromkeys(why for heading in headings if (why := why_not_read(heading))))
    named = ", ".join(repr(heading) for heading in headings[:12])
    return f"the headings are {named}{more}{f' ({why})' if why else ''}"


def seen_and_named(headings: Sequence[str]) -> str:
    """The headings in words and, where they may hold an impedance, how to name them."""
    left = sum(not why_not_read(heading) for heading in headings)
    return f"{seen(headings)}. Name them: {TO_NAME_THEM}" if left > 2 else seen(headings)


def unread_temperature(headings: Sequence[str]) -> list[str]:
    """A sentence for a column of temperatures whose unit is not known; none without one."""
    return [
        f"no temperature correction: the unit of '{heading}' is not known (degC, K, degF)"
        for heading in headings
        if _TEMPERATURE.fullmatch(heading.strip()) and quantity_named(heading) is None
    ]


_TEMPERATURE = re.compile(r"temp(?:erature|eratur)?\.?(?:\s*[\[(/ ].{1,12})?", re.I)


def read_numbers(
    table: TextTable, columns: Mapping[ColumnQuantity, QuantityColumn]
) -> dict[ColumnQuantity, Floats]:
    """Columns in Hz, ohm, degrees, seconds and degC, shape (rows,); NaN where a cell is damaged.

    A phase whose heading does not say degree or radian is taken as degrees when it exceeds a full
    turn in radians; otherwise it stays as it is, under a factor of NaN (see `points`).

    Raises:
        SpectrumRefusedError: decimal commas and separators of thousands cannot be separated.
    """
    filled = [row.cells for row in table.rows if row.cells]
    try:
        mark, grouped = spelling(
            [cells[column.at] for cells in filled for column in columns.values()]
        )
    except AmbiguousNumbersError as trouble:
        raise SpectrumRefusedError(str(trouble)) from trouble
    numbers: dict[ColumnQuantity, Floats] = {}
    for quantity, column in columns.items():
        raw = np.array(
            [
                number(row.cells[column.at], mark, grouped=grouped) if row.cells else math.nan
                for row in table.rows
            ]
        )
        factor = column.says.factor
        if math.isnan(factor):
            factor = math.copysign(1.0, factor)
        numbers[quantity] = factor * raw + column.says.offset
    return numbers


def last_row_is_doubtful(
    table: TextTable, columns: Mapping[ColumnQuantity, QuantityColumn]
) -> bool:
    """Whether the file ends within a cell that matters, so that its number may have been longer."""
    last = len(table.headings) - 1
    ends_in_it = any(column.at == last for column in columns.values())
    if not (table.cut and ends_in_it and table.rows[-1].cells):
        return False
    others = [row.cells[last] for row in table.rows[:-1] if row.cells]
    return may_be_cut(table.rows[-1].cells[last], others)


SEARCHED_LINES = 400  # chosen: heads of instrument files are shorter
_NO_IMPEDANCE = {
    ColumnQuantity.FREQUENCY,
    ColumnQuantity.ELAPSED,
    ColumnQuantity.LOOP,
    ColumnQuantity.TEMPERATURE,
}


def are_headings(cells: Sequence[str], stated: StatedColumns | None = None) -> bool:
    """Whether a row names a frequency and at least a part of an impedance.

    Args:
        cells: The row.
        stated: Headings that the owner named; then a row that has all of them.
    """
    if stated is not None:
        return all(column_named(said, cells) is not None for said, _ in stated.columns.values())
    if len(cells) < 3:
        return False
    named = {quantity for cell in cells if (quantity := quantity_named(cell)) is not None}
    return ColumnQuantity.FREQUENCY in named and bool(named - _NO_IMPEDANCE)


def name_columns(
    cells: Sequence[str], below: Sequence[str], stated: StatedColumns | None = None
) -> bool:
    """Whether a row names the columns, by itself or with the row of units below it."""
    if stated is not None or are_headings(cells):
        return are_headings(cells, stated)
    return are_headings(over_units(cells, below))


def heading_row(rows: Sequence[Sequence[str]], stated: StatedColumns | None = None) -> int | None:
    """Index of the first row of headings; None when there is none near the top."""
    searched = rows[: SEARCHED_LINES + 1]
    return next(
        (at for at, pair in enumerate(pairwise(searched)) if name_columns(*pair, stated)), None
    )


@lru_cache(maxsize=4096)
def quantity_named(cell: str) -> ColumnQuantity | None:
    """What a cell names; a known name with an unknown unit is a heading all the same."""
    try:
        says = meaning(cell)
    except SpectrumRefusedError:
        return (
            ColumnQuantity.FREQUENCY
            if cell.lower().startswith(("f", "ω", "om"))
            else ColumnQuantity.REAL
        )
    return says.quantity if says else None
