"""Several measurements in one table: next to each other, or one below another."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import pairwise

from hardware.eis.parsing.column_names import ColumnQuantity
from hardware.eis.parsing.quantity_columns import are_headings, find_columns, quantity_named
from hardware.eis.parsing.text_table import TextTable, is_number, over_units, with_units
from hardware.errors import SpectrumRefusedError
from hardware.units import unit_of_word

_PARTS = frozenset(
    {
        ColumnQuantity.REAL,
        ColumnQuantity.IMAGINARY,
        ColumnQuantity.MODULUS,
        ColumnQuantity.PHASE,
    }
)
"""What an impedance is written in."""


def side_by_side(table: TextTable) -> list[TextTable]:
    """The tables in a table: one from each column of frequencies to the next.

    PSTrace and people in spreadsheets put measurements next to each other; the shorter ones have
    empty cells below. One column of frequencies may be that of all of them.
    """
    quantities = [quantity_named(heading) for heading in table.headings]
    starts = [at for at, named in enumerate(quantities) if named is ColumnQuantity.FREQUENCY]
    if len(starts) < 2:
        return _of_one_frequency(table, quantities)
    parts = []
    for start, end in pairwise([*starts, len(table.headings)]):
        if not are_headings(table.headings[start:end]):
            return [table]
        rows = tuple(
            replace(row, cells=row.cells[start:end])
            for row in table.rows
            if not row.cells or any(row.cells[start:end])
        )
        parts.append(replace(table, headings=table.headings[start:end], rows=rows))
    return parts


def _of_one_frequency(
    table: TextTable, quantities: Sequence[ColumnQuantity | None]
) -> list[TextTable]:
    """Several measurements over one column of frequencies: headings that come again as they are."""
    parts = [at for at, named in enumerate(quantities) if named in _PARTS]
    headings = [table.headings[at] for at in parts]
    each = len(set(headings))
    starts = parts[:: max(each, 1)]
    again = len(starts) > 1 and headings == headings[:each] * len(starts)
    if not again or _is_read(table):
        return [table]
    first, tables = starts[0], []
    for start, end in pairwise([*starts, len(quantities)]):
        rows = tuple(
            replace(row, cells=(*row.cells[:first], *row.cells[start:end]))
            for row in table.rows
            if not row.cells or any(row.cells[start:end])
        )
        own = (*table.headings[:first], *table.headings[start:end])
        tables.append(replace(table, headings=own, rows=rows))
    return tables


def _is_read(table: TextTable) -> bool:
    """Whether the columns that come again hold the same numbers, so that one of them counts."""
    try:
        find_columns(table)
    except SpectrumRefusedError:
        return False
    return True


def one_below_another(table: TextTable) -> list[TextTable]:
    """The tables in a table: each begins at a row that names other columns, or other units of them.

    Reports and sheets put several samples, or measured and fitted values, below each other, at
    times in another unit or order. Headings that are repeated as they are begin no other table.
    """
    whose, since, parts, rows = table, 0, list[TextTable](), table.rows
    repeated: set[int] = set()
    for at, row in enumerate(rows):
        written = tuple(whose.written or whose.headings)
        if at < since or not row.cells:
            continue
        if _names_a_frequency(row.cells) and row.cells != written:
            below = rows[at + 1].cells if at + 1 < len(rows) else ()
            begun = replace(table, headings=over_units(row.cells, below), written=row.cells)
            first = at + (1 if begun.headings == row.cells else 2)
        elif _holds_units(row.cells):
            begun, first = replace(whose, headings=with_units(written, row.cells)), at + 1
        else:
            repeated |= {at} if row.cells == written else set()
            continue
        if begun.headings == whose.headings:
            repeated.add(at)
            continue
        if at > since:
            parts.append(_part(whose, since, at, repeated))
        whose, since = begun, first
    return [*parts, replace(_part(whose, since, len(rows), repeated), cut=table.cut)]


def _part(whose: TextTable, start: int, end: int, repeated: Collection[int]) -> TextTable:
    """Some rows under headings of theirs, without those that repeat the headings."""
    rows = tuple(whose.rows[at] for at in range(start, end) if at not in repeated)
    return replace(whose, rows=rows, cut=False)


def _holds_units(cells: Sequence[str]) -> bool:
    """A row of units alone, that of a frequency among them."""
    units = [unit_of_word(cell.strip("[](){}<> ")) for cell in cells if cell]
    known = [unit.quantity for unit in units if unit is not None]
    return len(known) == len(units) > 1 and "frequency" in known


def _names_a_frequency(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell]
    return (
        len(filled) > 1
        and not any(map(is_number, filled))
        and any(quantity_named(cell) is ColumnQuantity.FREQUENCY for cell in filled)
    )
