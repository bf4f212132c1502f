"""Past cells: the usable rows of a table, and why another row cannot be one.

Rows may be one cell at several pressures, one after the other: a pressure series. A column `rung`
says so. Without one, rows that share the name of a cell and differ in nothing but a rising pressure
are one: no other cell can have that name. A name in a column `sample` may be that of a powder of
many cells, and says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from campaigns.errors import WrongInputError
from campaigns.files.tables.column_units import asr_of_conductivity
from campaigns.files.tables.columns.table_columns import RESULTS, TableColumn, knob_columns
from campaigns.files.tables.complaints import rows_said
from campaigns.files.tables.outcome.fates import CellFate
from campaigns.files.tables.parsed_cells import ReadCells
from doe.knobs.knob_values import Value
from doe.trials import MOST_STD

_ROLES = ("achieved", "planned")


@dataclass(frozen=True)
class PastCell:
    """One cell of the table.

    Attributes:
        row: its row in the file, from 1.
        achieved: knobs as they were, by name.
        planned: set-points, where the table tells them apart.
        results: `asr_ohm_cm2`, `sigma_ms_cm`, `retention` ... as far as they were measured.
        damage: grade 0..3; None where nobody looked.
        shorted: None where nobody looked.
        lot: batch of powder.
        texts: everything else, as it stands in the file.
        failure: how it failed, as far as words say it.
        deciding: column and word that say what became of it; "" where nobody noted it.
        no_short: somebody says of this very cell that it is not short-circuited.
        number: counts the cells of a table with replicates side by side; else its row.
        part: which of several replicates in the row; "" for the only one.
        cell: name of the cell, where it has several rows: a pressure series.
        rung: which of its pressures, counted from 1.
    """

    row: int
    achieved: Mapping[str, Value]
    planned: Mapping[str, Value]
    results: Mapping[str, float]
    damage: int | None
    shorted: bool | None
    lot: str | None
    texts: Mapping[str, str]
    failure: tuple[str, ...] = ()
    deciding: str = ""
    no_short: bool = False
    number: int = 0
    part: str = ""
    cell: str | None = None
    rung: int | None = None

    @property
    def looked_at(self) -> bool:
        """Somebody noted what became of the cell."""
        return self.damage is not None or self.shorted is not None


def past_cells(
    rows: Sequence[ReadCells],
    columns: Sequence[TableColumn],
    result: str,
    fates: Sequence[CellFate],
    choices: Mapping[str, tuple[str, ...]] | None = None,
) -> tuple[list[PastCell], dict[int, str]]:
    """The usable rows as cells, and by row why another is set aside.

    Args:
        rows: as read.
        columns: what they were taken for.
        result: the measured quantity that the table is about.
        fates: what became of each, in the order of the rows.
        choices: of each knob that is not a number, what it may be.

    Raises:
        WrongInputError: no column holds a knob.
    """
    knobs = list(dict.fromkeys(c.name for c in knob_columns(columns)))
    knobs = [k for k in knobs if any((role, k) in row.values for row in rows for role in _ROLES)]
    if not knobs and not choices:
        raise WrongInputError(
            "no column holds a knob of the pressing (copress_mpa, copress_dwell_s, stack_mpa ...). "
            f"Columns: {'; '.join(c.as_guess() for c in columns)}. Name one: "
            "--column 'TITLE=copress_mpa:MPa'."
        )
    side_by_side = any(row.part for row in rows)
    there = {title.strip().lower() for row in rows for title in row.texts}
    known = {name: c for name, c in (choices or {}).items() if name in there}
    cells: list[PastCell] = []
    aside: dict[int, str] = {}
    for row, fate in zip(rows, fates, strict=True):
        reason = _why_not(row, knobs, result, fate)
        chosen = {name: _chosen(row.texts, name, known[name]) for name in known}
        odd = [name for name, choice in chosen.items() if choice is None]
        if reason is None and odd:
            reason = _no_choice(row.texts, odd[0], known[odd[0]])
        if reason is None:
            number = len(cells) + 1 if side_by_side else row.number
            cell = _cell(row, knobs, fate, number)
            named = {name: choice for name, choice in chosen.items() if choice}
            cells.append(replace(cell, achieved={**cell.achieved, **named}))
        elif reason:
            aside[row.number] = reason
    return cells, aside


def doubted_cells(
    rows: Sequence[ReadCells], columns: Sequence[TableColumn], fates: Sequence[CellFate]
) -> list[PastCell]:
    """Cells kept out because what is written of them is in doubt, or in words not known here.

    They teach nothing, but one of them may have cracked: nothing is recommended at their settings.
    """
    knobs = list(dict.fromkeys(c.name for c in knob_columns(columns)))
    knobs = [k for k in knobs if any((role, k) in row.values for row in rows for role in _ROLES)]
    return [
        _cell(row, knobs, fate, row.number)
        for row, fate in zip(rows, fates, strict=True)
        if fate.verdict == "kept out"
        and fate.deciding
        and all(any((role, k) in row.values for role in _ROLES) for k in knobs)
    ]


def _chosen(texts: Mapping[str, str], name: str, choices: Sequence[str]) -> str | None:
    """The choice that a row names; None where its cell is blank or holds something else."""
    said = [text.casefold() for title, text in texts.items() if title.strip().lower() == name]
    meant = [one for one in choices if said and one.casefold() == said[0]]
    return meant[0] if len(meant) == 1 else None


def _no_choice(texts: Mapping[str, str], name: str, choices: Sequence[str]) -> str:
    said = [text for title, text in texts.items() if title.strip().lower() == name]
    return f"{name} is {said[0]!r}, none of {', '.join(choices)}" if said else f"{name} is blank"


def _why_not(row: ReadCells, knobs: Sequence[str], result: str, fate: CellFate) -> str | None:
    """Why a row cannot be used; "" where that has been said already; None for a usable row."""
    missing = [k for k in knobs if all((role, k) not in row.values for role in _ROLES)]
    if missing:
        return "" if row.spoilt & set(missing) else f"{', '.join(missing)} is blank"
    if fate.verdict == "kept out":
        return fate.why
    asr, std = (row.values.get(("achieved", n)) for n in ("asr_ohm_cm2", "asr_std_ohm_cm2"))
    if asr and std and std > MOST_STD * asr:
        return f"an uncertainty of {std / asr:.3g} times the resistance says nothing of it"
    has = {name for role, name in row.values if role == "achieved"}
    noted = fate.deciding and not fate.deciding.endswith(": blank")
    if result in has or (fate.verdict in ("intact", "failed") and noted):
        return None
    return "" if result in row.spoilt else f"{result} is blank"


def _cell(row: ReadCells, knobs: Sequence[str], fate: CellFate, number: int) -> PastCell:
    own = {name: value for (role, name), value in row.values.items() if role == "achieved"}
    planned = {name: value for (role, name), value in row.values.items() if role == "planned"}
    results = {n: v for n, v in own.items() if n in (*RESULTS, "asr_std_ohm_cm2")}
    thickness_mm = row.values.get(("geometry", "thickness_mm"))
    if thickness_mm and "sigma_ms_cm" in results and "asr_ohm_cm2" not in results:
        results["asr_ohm_cm2"] = asr_of_conductivity(results["sigma_ms_cm"], thickness_mm)
    return PastCell(
        row=row.number,
        achieved={name: own.get(name, planned.get(name, 0.0)) for name in knobs},
        planned=planned,
        results=results,
        damage=fate.damage,
        shorted=fate.shorted,
        lot=row.texts.get("lot"),
        texts=row.texts,
        failure=fate.failure,
        deciding=fate.deciding,
        no_short=fate.no_short,
        number=number,
        part=row.part,
    )


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
        WrongInputError: a rung that is not a number from 1, or stands twice.
    """
    named = [column for column in columns if column.name == "cell_id"]
    numbered = any(column.name == RUNG for column in columns)
    if not named or not (numbered or any(_OF_A_CELL.match(one.title) for one in named)):
        return list(cells), []
    groups: dict[str, list[PastCell]] = {}
    for cell in cells:
        if name := cell.texts.get("cell_id", ""):
            groups.setdefault(name, []).append(cell)
    if not numbered and _counted_again(cells, groups):
        return list(cells), []
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


def _counted_again(cells: Sequence[PastCell], groups: Mapping[str, Sequence[PastCell]]) -> bool:
    """Whether the cells of each setting are counted from 1: other cells, and not the same again.

    Their names are bare numbers that begin with 1 again wherever a pressure does.
    """
    if not all(re.fullmatch(r"\d{1,2}(?:\.0)?", name) for name in groups):
        return False
    names = [cell.texts.get("cell_id", "").removesuffix(".0") for cell in cells]
    starts = [k for k, name in enumerate(names) if name == "1"]
    runs = [names[a:b] for a, b in pairwise([*starts, len(names)])]
    counted = all(run == [str(k) for k in range(1, len(run) + 1)] for run in runs)
    of_one = all(
        len({cell.achieved.get(name) for cell in cells[a:b]}) == 1
        for a, b in pairwise([*starts, len(names)])
        for name in _CLIMBING
    )
    return starts[:1] == [0] and len(runs) > 1 and max(map(len, runs)) > 1 and counted and of_one


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
