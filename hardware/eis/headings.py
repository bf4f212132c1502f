"""Finding the headings of an impedance table among other rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hardware.eis.column_names import Quantity, meaning
from hardware.errors import SpectrumRefusedError

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
