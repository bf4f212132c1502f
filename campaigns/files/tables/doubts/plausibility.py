"""Numbers that cannot be what they were taken for: asked about, or taken for shorts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from campaigns.files.tables.columns.column_words import AREA_SPECIFIC
from campaigns.files.tables.columns.table_columns import TableColumn
from campaigns.files.tables.complaints import Complaints, rows_said
from campaigns.files.tables.doubts.rivals import LEAST_PELLET_MPA
from campaigns.files.tables.parsed_cells import ReadCells
from campaigns.files.tables.past_cells import PastCell
from campaigns.files.tables.question import TableQuestionError

LEAST_STATED_MPA = 50.0
"""Below it a cell is not pressed but held: a column that says MPa may be the gauge of the ram, or
the stack pressure. Pellets are pressed above 100 MPa, stacks are held at 1 to 50 MPa."""
MOST_PELLET_MPA = 1000.0
"""A column without a unit that goes below 100 or above this may be kN, tonnes, bar or kg/cm2."""
SHORTEST_IN_SECONDS = 30.0
"""Dwells that never reach it may as well be minutes."""
FAR_BELOW, GAP = 10.0, 5.0
"""A short reads 20 times below the rest and more. Cells of one powder pressed from 100 to 700 MPa
differ by five to ten times and lie close to each other; a group ten times below the median and five
times below its next neighbour is none of them."""
_MOST_SHORTS = 1.0 / 3.0  # chosen: were a third of the cells shorted, low values would be the usual
_ODD = 5.0  # chosen: five times below the typical is more than cells scatter


def ask_for_units(
    columns: Sequence[TableColumn], rows: Sequence[ReadCells], as_written: Sequence[int]
) -> None:
    """Ask about numbers whose unit is not stated, or cannot be the one that is.

    Raises:
        TableQuestionError: a unit that only a person knows.
    """
    for column in columns:
        values = _values(column, rows)
        if column.sure or column.role not in ("achieved", "planned"):
            continue
        if column.name in ("copress_mpa", "prepress_mpa"):
            _ask_about_units_in_cells(column, rows)
        if not values:
            continue
        if column.name in ("copress_mpa", "prepress_mpa"):
            _ask_about_pressure(column, values, as_written)
        elif not column.stated and column.name.endswith("_dwell_s"):
            if max(values.values()) <= SHORTEST_IN_SECONDS:
                raise _question(column, values, "a time", ("s", "min", "h"))
        elif not column.stated and column.name in ("asr_ohm_cm2", "sigma_ms_cm"):
            _ask_about_result(column, values)
        elif not column.stated and column.name.endswith("_mpa"):
            raise _question(column, values, "a pressure", ("MPa", "bar", "kN"))


def refuse_spoilt(
    path: Path, columns: Sequence[TableColumn], rows: Sequence[ReadCells], complaints: Complaints
) -> None:
    """A quantity of which no number can be read: without it the cells would look all alike.

    Raises:
        TableQuestionError: there is such a column.
    """
    for column in columns:
        key = (column.role, column.name)
        mine = [row for row in rows if column.part in ("", row.part)]
        spoilt = any(column.name in row.spoilt for row in mine)
        if column.role == "achieved" and spoilt and not any(key in row.values for row in mine):
            raise TableQuestionError(
                f"{path.name}: no number of {column.title!r} can be used. {complaints.of(column)}",
                column.title,
                (f"--column '{column.title}=text' to leave it out",),
            )


def _values(column: TableColumn, rows: Sequence[ReadCells]) -> dict[int, float]:
    key = (column.role, column.name)
    return {
        row.number: row.values[key]
        for row in rows
        if key in row.values and column.part in ("", row.part) and column.name not in row.with_unit
    }


def _ask_about_pressure(
    column: TableColumn, values: Mapping[int, float], as_written: Sequence[int]
) -> None:
    numbers = np.array(list(values.values()))
    units = ("MPa", "kN", "t", "kg/cm2", "gauge bar")
    if not column.stated:
        if np.median(numbers) < LEAST_PELLET_MPA or numbers.max() > MOST_PELLET_MPA:
            raise _question(column, values, "a pressure or a force", units)
    elif column.unit is not None and not column.unit.of_line and numbers.max() < LEAST_STATED_MPA:
        unit = column.unit.name
        on_die = f", {numbers.max():.3g} MPa at most on this die"
        of_force = column.unit.unit.quantity == "force"
        raise _too_low(column, unit, f"says {unit}{on_die if of_force else ''}")
    _ask_about_odd_rows(column, values, as_written)


def _too_low(column: TableColumn, unit: str, said: str) -> TableQuestionError:
    """The question for a pressing that no pellet is pressed with."""
    stack = [f"--column '{column.title}=stack_mpa:{unit}' for a stack pressure"]
    return TableQuestionError(
        f"column {column.title!r} {said}, and no pressing reaches {LEAST_STATED_MPA:g} MPa: "
        "pressed with it, held at it as stack pressure, or read on the gauge of the ram?",
        column.title,
        (
            f"--column '{column.title}={column.name}:{unit}' for the pellet",
            f"--column '{column.title}={column.name}:gauge {unit}' --ram-mm 50 --die-mm 10 for "
            "the ram",
            *(stack if column.name == "copress_mpa" else []),
        ),
    )


def _ask_about_units_in_cells(column: TableColumn, rows: Sequence[ReadCells]) -> None:
    """`200 bar` in every cell: no pellet is pressed at 20 MPa, whoever wrote the unit."""
    key = (column.role, column.name)
    mine = [row for row in rows if key in row.values and column.part in ("", row.part)]
    of_line = column.unit is not None and column.unit.of_line
    if not mine or of_line or not all(column.name in row.with_unit for row in mine):
        return
    most = max(row.values[key] for row in mine)
    if most < LEAST_STATED_MPA:
        raise _too_low(column, "MPa", f"holds {most:.3g} MPa at most")


def _ask_about_odd_rows(
    column: TableColumn, values: Mapping[int, float], as_written: Sequence[int]
) -> None:
    """A few rows far below all others: 8 where every other pressing lies above 100."""
    numbers = np.sort(list(values.values()))
    typical = float(np.median(numbers))
    high = numbers[numbers >= typical / _ODD]
    low = {row: v for row, v in values.items() if v < typical / _ODD and row not in as_written}
    few = len(low) <= max(1, len(values) // 5)
    if not low or not few or high.min() < LEAST_PELLET_MPA or max(low.values()) * _ODD > high.min():
        return
    raise TableQuestionError(
        f"column {column.title!r}: {rows_said(list(low))} gives {min(low.values()):.3g} MPa where "
        f"every other pressing lies above {high.min():.3g} MPa. Another unit in that row? Write "
        "the unit into the cell (8 kN), or say that the number is right.",
        column.title,
        (f"--as-written {','.join(map(str, low))}",),
    )


def _ask_about_result(column: TableColumn, values: Mapping[int, float]) -> None:
    if column.name == "sigma_ms_cm":
        if max(values.values()) < 0.05:  # S/cm of every electrolyte that is used lies below
            raise _question(column, values, "a conductivity", ("mS/cm", "S/cm"))
    elif not AREA_SPECIFIC.search(column.title.casefold()):
        raise _question(column, values, "a resistance", ("ohm cm2", "ohm", "kohm"))


def _question(
    column: TableColumn, values: Mapping[int, float], what: str, units: Sequence[str]
) -> TableQuestionError:
    low, high = min(values.values()), max(values.values())
    return TableQuestionError(
        f"column {column.title!r} looks like {column.name}: {what} from {low:.4g} to {high:.4g}, "
        "and its unit is written nowhere. Which?",
        column.title,
        tuple(f"--column '{column.title}={column.name}:{unit}'" for unit in units),
    )


def without_shorts(
    cells: Sequence[PastCell], result: str, as_written: Sequence[int]
) -> tuple[list[PastCell], list[str]]:
    """Cells far below the rest taken for shorts, unless somebody said that they are none.

    `ok` and `intact` do not say it: a pellet that looks sound may be shorted.

    Args:
        cells: the usable rows.
        result: asr_ohm_cm2 or sigma_ms_cm, where a short reads lowest or highest of all.
        as_written: rows that a person vouches for.
    """
    ohmic = {"asr_ohm_cm2": 1.0, "sigma_ms_cm": -1.0}.get(result)
    seen = [c for c in cells if c.results.get(result, 0.0) > 0 and not c.shorted]
    if ohmic is None or len(seen) < 4:
        return list(cells), []
    logs = ohmic * np.log([c.results[result] for c in seen])
    order = np.argsort(logs, kind="stable")
    group = _far_below(logs[order])
    vouched = {c.number for c in seen if c.row in as_written or c.no_short or c.damage}
    shorts = {seen[k].number for k in order[:group]} - vouched
    if not shorts:
        return list(cells), []
    marked = [
        replace(c, shorted=True, damage=c.damage or 0, failure=("shorted",),
                deciding=f"{result}: {c.results[result]:.4g}, far from the rest")
        if c.number in shorts else c
        for c in cells
    ]  # fmt: skip
    rows = list(dict.fromkeys(c.row for c in cells if c.number in shorts))
    side = "above" if ohmic < 0 else "below"
    said = (
        f"{rows_said(rows).capitalize()}: {result} lies {FAR_BELOW:g} times and more {side} the "
        f"rest; taken for short-circuited. If they are not: --as-written "
        f"{','.join(map(str, rows))}."
    )
    return marked, [said]


def _far_below(logs: np.ndarray) -> int:
    """How many of the sorted values form a group far below all others."""
    most = int(_MOST_SHORTS * len(logs))
    for count in range(most, 0, -1):
        rest = logs[count:]
        far = logs[count - 1] <= np.median(rest) - np.log(FAR_BELOW)
        if far and rest[0] - logs[count - 1] >= np.log(GAP):
            return count
    return 0
