"""Columns that mean the same quantity: replicates, one written twice, or a question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from campaigns.files.tables.cell_numbers import read_number
from campaigns.files.tables.column_units import Geometry, TableUnit, fits, read_unit, split_unit
from campaigns.files.tables.columns.table_columns import RESULTS, TableColumn, without_index
from campaigns.files.tables.number_marks import decimal_comma
from campaigns.files.tables.question import TableQuestionError
from campaigns.files.tables.sheets.raw_table import RawTable

_SAME_RATIO = 0.05
"""Two columns of one quantity in different units keep their ratio within 5 %: they are rounded."""
_PARTS_OF_A_CIRCUIT = {"r", "z", "r ", "resistance r"}
LEAST_PELLET_MPA = 100.0
"""Sulfide and halide electrolytes are pressed at 100 MPa or more (Cronau 2021, Doux 2020)."""
_GAUGE_UNITS = ("bar", "psi", "kg/cm2")
_PRESSURES = ("prepress_mpa", "copress_mpa", "anode_mpa", "stack_mpa")
_SHARE_OF = re.compile(
    r"(?:%|percent|prozent)\s*(?:of|von|de|du)\b(?:.*\d\s*(?P<unit>[^\W\d][^)\]]*))?", re.IGNORECASE
)
_TOTAL = re.compile(r"\btot|^[rz][ _]?tot\b|total|gesamt|\bsum\b|总|合計|전체", re.IGNORECASE)


def settled(
    raw: RawTable, columns: Sequence[TableColumn]
) -> tuple[tuple[TableColumn, ...], list[str]]:
    """Columns with replicates numbered and rivals decided; and what was decided.

    Raises:
        TableQuestionError: two columns are the same quantity, and which counts is not clear.
    """
    made = _with_parts(raw, list(columns))
    notes = []
    parts = list(dict.fromkeys(c.part for c in made if c.part))
    if parts:
        titles = ", ".join(repr(c.title) for c in made if c.part)
        notes.append(f"Replicates side by side ({titles}): each is a cell of its own.")
    seen: dict[tuple[str, str, str], int] = {}
    for k, column in enumerate(made):
        if column.role not in ("achieved", "planned"):
            continue
        key = (column.role, column.name, column.part)
        if key in seen:
            kept, left = _decided(raw, made, seen[key], k)
            made[left] = replace(made[left], name=made[left].title, unit=None, role="text")
            made[left] = replace(made[left], sure=True)
            notes.append(f"{made[left].title!r} is not used: {made[kept].title!r} says the same.")
            seen[key] = kept
        else:
            seen[key] = k
    return tuple(made), notes


def refuse_shares(columns: Sequence[TableColumn]) -> None:
    """`P (% of 700 MPa)`: the unit is that of the whole, and the numbers are shares of it.

    Raises:
        TableQuestionError: a column holds shares of a pressure or a force.
    """
    for column in columns:
        found = _SHARE_OF.search(column.title)
        of = read_unit(found["unit"] or "") if found else None
        load = column.name in _PRESSURES or (of is not None and fits(of, "copress_mpa"))
        if found and load and not column.sure:
            raise TableQuestionError(
                f"column {column.title!r} holds shares of a whole, not the values themselves. "
                "Write the values into the table, or leave the column out.",
                column.title,
                (f"--column '{column.title}=text'",),
            )


def _with_parts(raw: RawTable, columns: list[TableColumn]) -> list[TableColumn]:
    """Result columns of one name that differ by a number only, and what goes with each."""
    indexed = [without_index(title) for title in raw.titles]
    groups: dict[tuple[str, str, TableUnit | None], list[int]] = {}
    for k, (column, (words, index)) in enumerate(zip(columns, indexed, strict=True)):
        if column.role == "achieved" and column.name in RESULTS and (index or column.sure):
            base = "" if column.sure else words
            groups.setdefault((column.name, base, column.unit), []).append(k)
    numbered: set[str] = set()
    for (_, base, _), members in groups.items():
        if len(members) < 2:
            continue
        if base in _PARTS_OF_A_CIRCUIT:
            raise _replicates_or_circuit([columns[k] for k in members])
        for place, k in enumerate(members, 1):
            index = indexed[k][1] or str(place)
            columns[k] = replace(columns[k], part=index)
            numbered.add(index)
    if not numbered:
        return columns
    return [
        replace(column, part=index)
        if index in numbered and not column.part and _goes_with_a_cell(column)
        else column
        for column, (_, index) in zip(columns, indexed, strict=True)
    ]


def _goes_with_a_cell(column: TableColumn) -> bool:
    return column.role == "outcome" or column.name in (*RESULTS, "asr_std_ohm_cm2")


def _replicates_or_circuit(columns: Sequence[TableColumn]) -> TableQuestionError:
    titles = [column.title for column in columns]
    as_cells = " ".join(f"--column '{c.title}={c.name}{_unit(c)}'" for c in columns)
    return TableQuestionError(
        f"columns {', '.join(map(repr, titles))} both look like {columns[0].name}: are they cells "
        "of one setting (replicates), or parts of one spectrum, of which one counts?",
        titles[0],
        (f"{as_cells} for replicates", *(f"--column '{t}=text' for each that does not count"
                                         for t in titles[1:2])),
    )  # fmt: skip


def _unit(column: TableColumn) -> str:
    return f":{column.unit.name}" if column.unit else ""


def _decided(
    raw: RawTable, columns: Sequence[TableColumn], one: int, other: int
) -> tuple[int, int]:
    """Which of two columns counts and which is left out.

    Raises:
        TableQuestionError: only a person can say.
    """
    for kept, left in ((one, other), (other, one)):
        if _is_preferred(columns[kept], columns[left]) and _keep_their_ratio(raw, kept, left):
            return kept, left
    first, second = columns[one], columns[other]
    names = f" (NAME: {', '.join(_PRESSURES)})" if first.name in _PRESSURES else ""
    raise TableQuestionError(
        f"columns {first.title!r} and {second.title!r} both look like {first.name}. Which is "
        "which?",
        second.title,
        (
            f"--column '{second.title}=NAME:UNIT'{names}",
            *(f"--column '{each.title}=text' to leave it out" for each in (second, first)),
        ),
    )


def _is_preferred(column: TableColumn, other: TableColumn) -> bool:
    """Whether a column says the quantity itself and the other one what it is worked out from."""
    if column.unit is None or other.unit is None:
        return False
    mine, its = column.unit, other.unit
    if mine.unit.quantity == "stress" and not mine.of_line:
        return its.unit.quantity == "force" or its.of_line
    if mine.unit.quantity == "force" and its.of_line:
        return True
    return (mine.unit.quantity, its.unit.quantity) == ("area-specific resistance", "resistance")


def _keep_their_ratio(raw: RawTable, one: int, other: int) -> bool:
    """Whether two columns are the same but for a factor."""
    comma = decimal_comma(raw)
    ratios = []
    for row in raw.rows:
        a = read_number(row.cells[one], decimal_comma=comma).value
        b = read_number(row.cells[other], decimal_comma=comma).value
        if a and b:
            ratios.append(a / b)
    return bool(ratios) and max(ratios) - min(ratios) <= _SAME_RATIO * max(ratios)


def totals(raw: RawTable, columns: Sequence[TableColumn]) -> tuple[TableColumn, ...]:
    """Of several resistances, the one that says it is the total counts; the parts are text."""
    mine = [k for k, c in enumerate(columns) if c.name == "asr_ohm_cm2" and not c.sure]
    total = [k for k in mine if _TOTAL.search(split_unit(raw.titles[k].own)[0])]
    if len(mine) < 2 or len(total) != 1:
        return tuple(columns)
    return tuple(
        replace(c, name=c.title, unit=None, role="text") if k in mine and k not in total else c
        for k, c in enumerate(columns)
    )


def by_the_ram(
    raw: RawTable, geometry: Geometry | None, columns: Sequence[TableColumn]
) -> tuple[TableColumn, ...]:
    """Where a person gave the ram and no column says gauge, pressings too low for a pellet are its.

    A pressing in bar, psi or kg/cm2 that never reaches 100 MPa is read on the gauge of the ram.
    """
    of_line = any(c.unit is not None and c.unit.of_line for c in columns)
    if geometry is None or geometry.ram_mm is None or of_line:
        return tuple(columns)
    comma = decimal_comma(raw)
    return tuple(
        replace(c, unit=replace(c.unit, of_line=True))
        if c.unit is not None
        and not c.sure
        and c.unit.unit.name in _GAUGE_UNITS
        and c.name in ("copress_mpa", "prepress_mpa", "anode_mpa")
        and max(_numbers(raw, k, comma), default=0.0) * c.unit.unit.factor < LEAST_PELLET_MPA
        else c
        for k, c in enumerate(columns)
    )


def _numbers(raw: RawTable, column: int, comma: bool) -> list[float]:
    read = [read_number(row.cells[column], decimal_comma=comma).value for row in raw.rows]
    return [number for number in read if number is not None]
