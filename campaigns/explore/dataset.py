"""A table of past cells as knobs, cells and a quantity: what the models can learn from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import floor
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from campaigns.errors import WrongInputError
from campaigns.explore.avoided import avoided, doubt_said
from campaigns.explore.quantity import QUANTITIES, MeasuredQuantity
from campaigns.files.tables.cell_table import CellTable
from campaigns.files.tables.past_cells import PastCell, rungs_together
from campaigns.optimiser.avoided_settings import NotAt
from campaigns.trial.cell_labels import in_labels
from doe.domain.constraints import Constraint, Mask
from doe.knobs.knob_values import round_step
from doe.space import Parameter, Space
from doe.trials import FAILURE_MODES, FailureMode, Observation

FEWEST_CELLS = 4  # chosen: a level, a scatter and one slope
_LOG_RATIO = 15.0  # chosen: a column that spans more than this ratio is read on a logarithmic scale
_LOG_RATIO_OF_TIMES = 8.0  # chosen: times and rates are usually varied by ratios
_STEPS = 100  # chosen: a hundred settings over a range are as fine as a dial


@dataclass(frozen=True, eq=False)
class Within:
    """Where a campaign looks: its knobs, ranges and rules.

    Attributes:
        space: the knobs and their ranges.
        rules: what may be pressed.
        fixed: every other value of the protocol.
        file_name: of the campaign file.
    """

    space: Space
    rules: tuple[Constraint, ...]
    fixed: Mapping[str, float]
    file_name: str


@dataclass(frozen=True, eq=False)
class Past:
    """Past cells, ready to learn from.

    Attributes:
        table: the file as it was understood.
        quantity: what was measured.
        space: the knobs that were moved, over the range they were moved in (or a campaign's own).
        history: the cells in order of the table; a cell's trial number is its row in the file.
        rules: what may be pressed, of the campaign file.
        held: knobs that never moved, and where they stood.
        looked_at: somebody looked whether the cells were whole.
        lots: lot of each cell (n,), None where unknown.
        simulated: the cells are of the simulated laboratory.
        notes: what had to be left out here.
        numbered: what a cell's number counts: a row of the file, or the cells of a campaign.
        label_of: what is written on the cell of that number; None where rows have no labels.
    """

    table: CellTable
    quantity: MeasuredQuantity
    space: Space
    history: tuple[Observation, ...]
    rules: tuple[Constraint, ...]
    held: Mapping[str, float]
    looked_at: bool
    simulated: bool
    notes: tuple[str, ...] = ()
    numbered: Literal["row", "cell"] = "row"
    label_of: Callable[[int], str] | None = None

    def named(self, numbers: Iterable[int]) -> str:
        """`row 7`, `rows 7, 9`, or the labels: `cell-0007, cell-0009`."""
        listed = list(numbers)
        if self.label_of is not None:
            return ", ".join(map(self.label_of, listed))
        return f"{self.numbered}{'s' * (len(listed) > 1)} {', '.join(map(str, listed))}"

    def in_words(self, sentence: str) -> str:
        """A sentence of the models with cells as `named`: `#7` is `the cell of row 7`."""
        own = "the cell of row" if self.numbered == "row" else "cell"
        said = in_labels(sentence, self.label_of or (lambda number: f"{own} {number}"))
        return said[:1].upper() + said[1:] if self.label_of is None else said

    @property
    def warning(self) -> str:
        """What must stand at the head of every recommendation; "" where nothing must."""
        unseen = "" if self.looked_at else self.table.unseen
        return " ".join(filter(None, (unseen, doubt_said(self.table.doubted))))

    @cached_property
    def masks(self) -> tuple[Mask, ...]:
        """The rules, and the settings at which nothing is recommended."""
        settings = avoided(self.table.doubted, self.table.cells, self.space)
        return (*self.rules, NotAt(self.space, settings)) if settings else self.rules

    @cached_property
    def of_cell(self) -> NDArray[np.int64] | None:
        """Cell of each measured row, codes from 0; None where every row is a cell of its own."""
        names = [f"row {n}" if c.rung is None else f"cell {c.cell}"
                 for n, c in enumerate(self.measured)]  # fmt: skip
        if len(set(names)) == len(names):
            return None
        return np.unique(names, return_inverse=True)[1].astype(np.int64)

    @property
    def series_said(self) -> str:
        """How many cells the rows are of, where some were measured at several pressures."""
        rungs = [c for c in self.history if c.rung is not None]
        names = {c.cell for c in rungs}
        if len(names) == len(rungs):
            return ""
        return (
            f"{len(rungs)} rows are {len(names)} {'cells' if len(names) > 1 else 'cell'}, measured "
            "at several pressures one after the other. The rungs of a cell share what is peculiar "
            "to it: they count as one cell, and are left out together."
        )

    @cached_property
    def measured(self) -> tuple[Observation, ...]:
        """Whole cells with a result: those that teach the surface, in order."""
        return tuple(c for c in self.history if c.intact and c.asr_ohm_cm2 is not None)


def cells_counted(past: Past) -> str:
    """`18 cells, 14 of them intact with a known ...`; nothing is called intact unseen."""
    condition = "intact with" if past.looked_at else "not known to be short-circuited, with"
    rows = "cells" if past.of_cell is None else f"readings of {number_of_cells(past.history)} cells"
    return (
        f"{len(past.history)} {rows}, {len(past.measured)} of them {condition} "
        f"{past.quantity.words}"
    )


def number_of_cells(rows: Sequence[Observation]) -> int:
    """How many cells the rows are of; the rungs of one are one cell."""
    return len({("row", n) if c.rung is None else ("cell", c.cell) for n, c in enumerate(rows)})


def past_of(table: CellTable, within: Within | None = None) -> Past:
    """Make a table ready to learn from.

    Args:
        table: the file as it was understood.
        within: knobs, ranges and rules of a campaign, which count instead of the table's own.

    Raises:
        WrongInputError: no knob was ever moved, a knob of the campaign is no column, or fewer than
            four intact cells were measured.
    """
    quantity = QUANTITIES[table.result]
    if within is None:
        space, held = _own_space(table)
    else:
        space, held = within.space, dict(within.fixed)
        _check_columns(table, within)
    rules = within.rules if within is not None else ()
    usable, refused = _possible(rungs_together(table.cells), quantity)
    history = tuple(_observation(cell, quantity, space) for cell in usable)
    simulated = any(_is_true(c.texts.get("simulated", "")) for c in usable)
    numbered: Literal["row", "cell"] = "cell" if any(c.part for c in usable) else "row"
    past = Past(
        table, quantity, space, history, rules, held, table.looked_at, simulated, refused, numbered
    )
    if past.series_said:
        past = replace(past, notes=(*past.notes, past.series_said))
    if len(past.measured) < FEWEST_CELLS:
        raise WrongInputError(
            f"{table.path.name}: intact cells with a known {quantity.words}: {len(past.measured)}, "
            f"too few to learn from; at least {FEWEST_CELLS} are needed. Press more cells, or "
            "give the column of the result: --column 'TITLE=asr_ohm_cm2'."
        )
    return past


def cells_in(
    table: CellTable, quantity: MeasuredQuantity, space: Space
) -> tuple[tuple[Observation, ...], tuple[bool, ...]]:
    """Cells of a table as another table's knobs, and whether somebody looked at each.

    Those with an impossible result are left out.
    """
    cells = _possible(rungs_together(table.cells), quantity)[0]
    return (
        tuple(_observation(cell, quantity, space) for cell in cells),
        tuple(cell.looked_at for cell in cells),
    )


def _possible(
    cells: Sequence[PastCell], quantity: MeasuredQuantity
) -> tuple[list[PastCell], tuple[str, ...]]:
    """Cells whose result can be; a resistance or conductivity of zero or below cannot."""
    impossible = [c.row for c in cells if c.results.get(quantity.name, 1.0) <= 0]
    kept = [c for c in cells if c.row not in impossible]
    if not impossible:
        return kept, ()
    rows = ", ".join(map(str, impossible))
    return kept, (f"Row {rows}: a {quantity.words} of zero or below cannot be; set aside.",)


def _observation(cell: PastCell, quantity: MeasuredQuantity, space: Space) -> Observation:
    measured = cell.results.get(quantity.name)
    std = cell.results.get("asr_std_ohm_cm2") if quantity.name == "asr_ohm_cm2" else None
    retention = cell.results.get("retention")
    return Observation(
        point={name: cell.achieved[name] for name in space.names},
        damage=cell.damage or 0,
        shorted=bool(cell.shorted),
        asr_ohm_cm2=None if measured is None else quantity.cost(measured),
        asr_std_ohm_cm2=std if measured is not None else None,
        lot=cell.lot,
        planned={n: cell.planned[n] for n in space.names if n in cell.planned} or None,
        retention=retention if retention is None or 0 <= retention <= 1 else None,
        trial=cell.number or cell.row,
        failure=_modes(cell),
        cell=cell.cell,
        rung=cell.rung,
    )


def _modes(cell: PastCell) -> tuple[FailureMode, ...]:
    """How the cell failed, in the words of a campaign."""
    return tuple(mode for mode in FAILURE_MODES if mode in cell.failure)


def _own_space(table: CellTable) -> tuple[Space, dict[str, float]]:
    """Knobs that were moved, over the range they were moved in, rounded outwards."""
    parameters, held = [], {}
    for name in table.knobs:
        values = np.array([cell.achieved[name] for cell in table.cells])
        low, high = float(values.min()), float(values.max())
        if high - low <= 1e-9 * max(abs(low), abs(high)):
            held[name] = low
        else:
            parameters.append(_parameter(name, low, high))
    if not parameters:
        raise WrongInputError(
            f"{table.path.name}: every cell was pressed at the same settings "
            f"({', '.join(f'{n} = {v:g}' for n, v in held.items())}); nothing can be learned of "
            "what a knob does. Press cells at other settings: copress design lists some."
        )
    return Space(tuple(parameters)), held


def _parameter(name: str, low: float, high: float) -> Parameter:
    ratio = _LOG_RATIO_OF_TIMES if name.endswith(("_s", "_mpa_s")) else _LOG_RATIO
    if low > 0 and high / low >= ratio:
        return Parameter(name, low, high, scale="log")
    step = round_step((high - low) / _STEPS)
    first, last = floor(low / step + 1e-9) * step, -floor(-high / step + 1e-9) * step
    return Parameter(name, round(first, 12), round(last, 12), step)


def _check_columns(table: CellTable, within: Within) -> None:
    if missing := [name for name in within.space.names if name not in table.knobs]:
        raise WrongInputError(
            f"{table.path.name} has no column for {', '.join(missing)}, which "
            f"{within.file_name} varies. Name the column: --column 'TITLE={missing[0]}', or "
            "leave --space away to look at the table's own knobs."
        )


def _is_true(text: str) -> bool:
    return text.strip().lower() in ("true", "1", "yes")
