"""Rows that are one cell at several pressures, one after the other: a pressure series.

A column `rung` says so. Without one, rows that share the name of a cell and differ in nothing but
a rising pressure are one: no other cell can have that name. A name in a column `sample` may be that
of a powder of many cells, and says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from campaigns.errors import WrongInputError
from campaigns.files.tables.cells import rows_said
from campaigns.files.tables.columns import TableColumn
from campaigns.files.tables.past_cells import PastCell

_OF_A_CELL = re.compile(r"^(?:cell|pellet|pressling|zelle|tablette|cellule)", re.I)
_CLIMBING = ("copress_mpa", "stack_mpa")
"""Pressures that one cell may see one after the other."""

RUNG = "rung"


def with_rungs(
    cells: Sequence[PastCell], columns: Sequence[TableColumn]
) -> tuple[list[PastCell], list[str]]:
    """The cells, those of a series with name and rung; and what was taken for a series.

    Args:
        cells: usable rows in the order of the file.
        columns: what the columns were taken for.

    Raises:
        WrongInputError: a rung that is no number from 1, or stands twice.
    """
    named = [column for column in columns if column.name == "cell_id"]
    numbered = any(column.name == RUNG for column in columns)
    if not named or not (numbered or any(_OF_A_CELL.match(one.title) for one in named)):
        return list(cells), []
    groups: dict[str, list[PastCell]] = {}
    for cell in cells:
        if name := cell.texts.get("cell_id", ""):
            groups.setdefault(name, []).append(cell)
    of_row: dict[int, PastCell] = {}
    said: list[str] = []
    for name, rows in groups.items():
        climbed = _by_number(name, rows) if numbered else _by_pressure(rows)
        for rung, cell in enumerate(climbed, 1):
            of_row[cell.number] = replace(cell, cell=name, rung=rung)
        if climbed and not numbered:
            lead = rows_said([cell.row for cell in climbed]).capitalize()
            said.append(f"{lead} are one cell ({name}) at rising pressures: a pressure series.")
    return [of_row.get(cell.number, cell) for cell in cells], said


def rungs_together(cells: Sequence[PastCell]) -> list[PastCell]:
    """The same cells, those of a series one after the other from the place of its first row."""
    first: dict[str, int] = {}
    for place, cell in enumerate(cells):
        if cell.rung is not None and cell.cell is not None:
            first.setdefault(cell.cell, place)
    order = sorted(
        enumerate(cells),
        key=lambda pair: (first.get(pair[1].cell or "", pair[0]), pair[1].rung or 0),
    )
    return [cell for _, cell in order]


def _by_number(name: str, rows: Sequence[PastCell]) -> list[PastCell]:
    """The rows with a rung, in their order."""
    found: dict[int, PastCell] = {}
    for cell in rows:
        if not (text := cell.texts.get(RUNG, "")):
            continue
        number = int(float(text)) if re.fullmatch(r"\d+(?:\.0*)?", text) else 0
        if number < 1:
            raise WrongInputError(
                f"row {cell.row}: rung is {text!r}; write 1 for the first pressure of a cell"
            )
        if number in found:
            raise WrongInputError(
                f"row {cell.row}: rung {number} of {name} stands in row {found[number].row} already"
            )
        found[number] = cell
    return [found[number] for number in sorted(found)]


def _by_pressure(rows: Sequence[PastCell]) -> list[PastCell]:
    """The rows where they are one cell that was pressed higher each time; else none."""
    if len(rows) < 2 or any(cell.damage or cell.shorted for cell in rows[:-1]):
        return []
    differ = {
        name for name in rows[0].achieved if len({cell.achieved.get(name) for cell in rows}) > 1
    }
    if len(differ) != 1 or not differ <= set(_CLIMBING):
        return []
    (name,) = differ
    pressures = [float(cell.achieved[name]) for cell in rows]
    rises = all(low < high for low, high in pairwise(pressures))
    return list(rows) if rises else []
