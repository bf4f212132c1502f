"""Long tables: one measured value a row, what it is in a column of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from campaigns.errors import WrongInputError
from campaigns.files.tables.cell_numbers import read_number
from campaigns.files.tables.column_units import read_unit
from campaigns.files.tables.columns.table_columns import Title
from campaigns.files.tables.sheets.raw_table import RawTable

_RESULTS = (
    "resistance", "area-specific resistance", "conductance", "conductivity", "resistivity", "share",
)  # fmt: skip
_NAMES = ("observable", "quantity", "property", "measurand", "variable")


@dataclass(frozen=True)
class Chosen:
    """Which quantity of a long table is looked at, and what was said about it."""

    only: Mapping[str, str]
    notes: tuple[str, ...]


def widened(raw: RawTable, only: Mapping[str, str]) -> tuple[RawTable, Chosen]:
    """A long table made wide: the value column gets the title `OBSERVABLE (UNIT)`.

    Tables that are not long come back as they are. Unless one is asked for, the observable with
    most numbers in a unit of resistance, conductivity or share is taken.

    Raises:
        WrongInputError: the observable asked for is not there, or none can be used.
    """
    lower = [title.lower() for title in raw.header]
    name = next((n for n in _NAMES if n in lower), None)
    if name is None or "value" not in lower:
        return raw, Chosen(only, ())
    what, value = lower.index(name), lower.index("value")
    unit = lower.index("unit") if "unit" in lower else None
    title = raw.header[what]
    counts = _counts(raw, what, value, unit)
    wanted = only.get(title)
    if wanted is None:
        if not counts:
            raise WrongInputError(f"no {name} of the table has numbers in a unit known here.")
        wanted = counts.most_common(1)[0][0]
    rows = tuple(row for row in raw.rows if str(row.cells[what] or "").strip() == wanted)
    if not rows:
        known = ", ".join(sorted({str(row.cells[what]) for row in raw.rows}))
        raise WrongInputError(f"--only '{title}={wanted}': no row has that; there are {known}.")
    others = [f"{other} ({n})" for other, n in counts.items() if other != wanted]
    note = f"A table of several quantities; looked at: {wanted}, {len(rows)} rows."
    if others:
        note += f" For another: --only '{title}=...': {', '.join(others)}."
    units = {str(row.cells[unit] or "").strip() for row in rows} if unit is not None else set()
    word = f" ({next(iter(units))})" if len(units) == 1 else ""
    titles = list(raw.titles)
    named = f"{wanted.replace(',', '')}{word}"
    titles[value] = Title(named, named)
    rest = {key: text for key, text in only.items() if key != title}
    return replace(raw, titles=tuple(titles), rows=rows), Chosen(rest, (note,))


def _counts(raw: RawTable, what: int, value: int, unit: int | None) -> Counter[str]:
    """Rows with a number in a unit of a result, by observable."""
    counts: Counter[str] = Counter()
    for row in raw.rows:
        said = read_unit(str(row.cells[unit] or "")) if unit is not None else None
        measures = said.unit.quantity if said else None
        is_number = read_number(row.cells[value], decimal_comma=False).value is not None
        if is_number and measures in _RESULTS:
            counts[str(row.cells[what] or "").strip()] += 1
    return counts
