"""Which columns of a table matter, and their cells as numbers in SI units."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from hardware.eis.parsing.column_names import Meaning, Quantity, meaning
from hardware.eis.parsing.numbers import decimal_mark, may_be_cut, number
from hardware.eis.parsing.text_table import Table
from hardware.eis.spectrum import Floats
from hardware.errors import SpectrumRefusedError

_CARTESIAN = (Quantity.REAL, Quantity.IMAGINARY)
_POLAR = (Quantity.MODULUS, Quantity.PHASE)


@dataclass(frozen=True)
class Column:
    """One column that matters: its place, its heading and what that means."""

    at: int
    heading: str
    says: Meaning


def find_columns(table: Table, aliases: Mapping[str, str]) -> dict[Quantity, Column]:
    """Which column holds what.

    Args:
        table: The table.
        aliases: A maker's own headings and what they mean, e.g. `Z'(a)` for `Re(Z)/ohm`.

    Raises:
        SpectrumRefusedError: frequency, or both ways to an impedance, are missing or ambiguous.
    """
    found: dict[Quantity, Column] = {}
    for at, heading in enumerate(table.headings):
        says = meaning(aliases.get(heading, heading))
        if says is None:
            continue
        twin = found.setdefault(says.quantity, Column(at, heading, says))
        if twin.at != at and says.quantity in (Quantity.FREQUENCY, *_CARTESIAN):
            raise SpectrumRefusedError(
                f"'{twin.heading}' and '{heading}' could both be the {says.quantity.value};"
                " leave only one of them in the export"
            )
    missing = _missing(found)
    if missing:
        raise SpectrumRefusedError(
            f"there is no column for the {missing}; the headings are"
            f" {', '.join(repr(heading) for heading in table.headings[:12])}"
        )
    return found


def _missing(found: Mapping[Quantity, object]) -> str:
    if Quantity.FREQUENCY not in found:
        return "frequency"
    if all(q in found for q in _CARTESIAN) or all(q in found for q in _POLAR):
        return ""
    return " and the ".join(quantity.value for quantity in _CARTESIAN if quantity not in found)


def read_numbers(table: Table, columns: Mapping[Quantity, Column]) -> dict[Quantity, Floats]:
    """Columns in Hz, ohm, degrees, seconds and degC, shape (rows,); NaN where a cell is damaged.

    A phase whose heading does not say degree or radian is taken as degrees when it exceeds a full
    turn in radians; otherwise it is left out.

    Raises:
        SpectrumRefusedError: decimal commas and separators of thousands cannot be separated.
    """
    whole = [row.cells for row in table.rows if row.cells]
    mark = decimal_mark(cells[column.at] for cells in whole for column in columns.values())
    numbers: dict[Quantity, Floats] = {}
    for quantity, column in columns.items():
        raw = np.array(
            [number(row.cells[column.at], mark) if row.cells else math.nan for row in table.rows]
        )
        factor = column.says.factor
        if math.isnan(factor):
            if np.max(np.abs(raw), initial=0.0, where=np.isfinite(raw)) <= 2.0 * math.pi:
                continue
            factor = math.copysign(1.0, factor)
        numbers[quantity] = factor * raw
    return numbers


def last_row_is_doubtful(table: Table, columns: Mapping[Quantity, Column]) -> bool:
    """Whether the file ends within a cell that matters, so that its number may have been longer."""
    last = len(table.headings) - 1
    ends_in_it = any(column.at == last for column in columns.values())
    if not (table.cut and ends_in_it and table.rows[-1].cells):
        return False
    others = [row.cells[last] for row in table.rows[:-1] if row.cells]
    return may_be_cut(table.rows[-1].cells[last], others)


SEARCHED_LINES = 400
_IMPEDANCE = {Quantity.REAL, Quantity.IMAGINARY, Quantity.MODULUS, Quantity.PHASE}


def are_headings(cells: Sequence[str]) -> bool:
    """Whether a row names a frequency and at least a part of an impedance."""
    if len(cells) < 3:
        return False
    named = {quantity for cell in cells if (quantity := _quantity(cell)) is not None}
    return Quantity.FREQUENCY in named and bool(named & _IMPEDANCE)


def heading_row(rows: Iterable[Sequence[str]]) -> int | None:
    """Index of the first row of headings; None when there is none near the top."""
    for index, cells in enumerate(rows):
        if index >= SEARCHED_LINES:
            return None
        if are_headings(cells):
            return index
    return None


def _quantity(cell: str) -> Quantity | None:
    """What a cell names; a known name with an unknown unit is a heading all the same."""
    try:
        says = meaning(cell)
    except SpectrumRefusedError:
        return Quantity.FREQUENCY if cell.lower().startswith(("f", "ω", "om")) else Quantity.REAL
    return says.quantity if says else None
