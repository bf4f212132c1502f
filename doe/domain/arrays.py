"""Observations of a campaign as arrays for the models."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from doe.domain.goal import Goal, Measured, log_loss, log_resistance
from doe.domain.learners import Failures
from doe.space import Space
from doe.trials import Observation

Array = NDArray[np.float64]


BROKEN_RUN = 3
"""Broken cells one after another that make the program stop and say what it believes: bisecting a
limit costs two or three cells, more say that something is not understood."""


def last_run(intact: Sequence[bool] | NDArray[np.bool_]) -> int:
    """Cells that broke one after another up to the last one, from whether each is intact (n,)."""
    held = np.flatnonzero(intact)
    return len(intact) - (int(held[-1]) + 1 if len(held) else 0)


@dataclass(frozen=True, eq=False)
class TargetColumn:
    """A measured value of the cells that have it.

    Attributes:
        rows: which cells (m,).
        values: their values (m,).
        variance: each value's own variance (m,).
    """

    rows: NDArray[np.int64]
    values: Array
    variance: Array


@dataclass(frozen=True, eq=False)
class Cells:
    """All observations of a campaign.

    Attributes:
        units: achieved points (n, d) in the unit cube; may lie outside of it.
        damage: grades (n,).
        shorted: shorts (n,).
        failures: how they failed.
        intact: neither damaged nor shorted (n,).
        refused: spectra (n,) from which no resistance could be read.
        resistance: ln ASR of intact cells.
        target: the goal's value of intact cells.
        loss: ln of the capacity that intact cells lost.
        lots: of each cell, as a code (n,); -1 where none was noted.
        of_cell: cell of each row (n,), codes from 0.
        fresh: rows (n,) that are the first of their cell.
        trials: trial numbers (n,); the position in the history where none was given.
    """

    units: Array
    damage: NDArray[np.int64]
    shorted: NDArray[np.bool_]
    failures: Failures
    intact: NDArray[np.bool_]
    refused: NDArray[np.bool_]
    resistance: TargetColumn
    target: TargetColumn
    loss: TargetColumn
    lots: NDArray[np.int64]
    of_cell: NDArray[np.int64]
    fresh: NDArray[np.bool_]
    trials: tuple[int, ...]

    def __len__(self) -> int:
        """Number of rows: cells, each rung of a series counted."""
        return len(self.units)

    @property
    def pressed(self) -> int:
        """Number of cells that were pressed, whatever the number of their rungs."""
        return int(np.sum(self.fresh))

    @property
    def ended_intact(self) -> NDArray[np.bool_]:
        """Whether each cell was intact at its last rung, by cell."""
        last = np.append(np.flatnonzero(self.fresh)[1:], len(self)) - 1
        return self.intact[last] if len(self) else self.intact

    @property
    def unread(self) -> NDArray[np.bool_]:
        """Which cells (n,) stayed whole, and no resistance could be read from their spectrum."""
        read = np.zeros(len(self), dtype=bool)
        read[self.resistance.rows] = True
        return self.intact & self.refused & ~read

    def fingerprint(self) -> bytes:
        """Equal for equal tables, different for different ones."""
        columns = (self.resistance, self.target, self.loss)
        parts = [part for c in columns for part in (c.rows, c.values, c.variance)]
        said = repr((self.failures.failed_by, self.failures.failed_by_one_of)).encode()
        arrays = (
            self.units,
            self.damage,
            self.shorted,
            self.refused,
            self.lots,
            self.of_cell,
            self.fresh,
            np.array(self.trials),
        )
        return sha256(b"|".join(array.tobytes() for array in (*arrays, *parts)) + said).digest()


def tabulate(space: Space, goal: Goal, history: Sequence[Observation]) -> Cells:
    """Observations to arrays.

    Raises:
        ValueError: an observation lacks a parameter of the space, or stands at or below zero on a
            log scale; the message names the trial.
    """
    trials = tuple(n if o.trial is None else o.trial for n, o in enumerate(history))
    damage = np.array([cell.damage for cell in history], dtype=np.int64)
    shorted = np.array([cell.shorted for cell in history], dtype=bool)
    fresh = _first_of_cell(history)
    return Cells(
        _units(space, history, trials),
        damage,
        shorted,
        Failures(
            damage,
            shorted,
            tuple(cell.failed_by for cell in history),
            tuple(cell.failed_by_one_of for cell in history),
            _rung_before(history),
        ),
        np.array([cell.intact for cell in history], dtype=bool),
        np.array([cell.refused for cell in history], dtype=bool),
        _column([log_resistance(cell) for cell in history]),
        _column([goal.measure(cell) for cell in history]),
        _column([log_loss(cell) for cell in history]),
        _codes([o.lot for o in history]),
        _of_cell(history),
        fresh,
        trials,
    )


def _units(space: Space, history: Sequence[Observation], trials: Sequence[int]) -> Array:
    """Coordinates (n, d) of the cells."""
    try:
        return space.units([cell.point for cell in history])
    except ValueError:  # whose is it?
        for trial, cell in zip(trials, history, strict=True):
            try:
                space.units([cell.point])
            except ValueError as error:
                raise ValueError(f"Trial {trial}: {error}") from error
        raise


def _of_cell(history: Sequence[Observation]) -> NDArray[np.int64]:
    """Cell of each row, by code in the order of their first rows."""
    codes: dict[str, int] = {}
    names = [f"row {row}" if o.rung is None else f"cell {o.cell}" for row, o in enumerate(history)]
    return np.array([codes.setdefault(name, len(codes)) for name in names], dtype=np.int64)


def _first_of_cell(history: Sequence[Observation]) -> NDArray[np.bool_]:
    seen: set[str] = set()
    first = []
    for o in history:
        first.append(o.rung is None or o.cell not in seen)
        if o.rung is not None and o.cell is not None:
            seen.add(o.cell)
    return np.array(first, dtype=bool)


def _rung_before(history: Sequence[Observation]) -> tuple[int, ...]:
    """The row of each cell's rung before; () where no cell has several."""
    last: dict[str, int] = {}
    found = []
    for row, o in enumerate(history):
        known = None if o.rung is None or o.cell is None else o.cell
        found.append(-1 if known is None else last.get(known, -1))
        if known is not None:
            last[known] = row
    return tuple(found) if any(row >= 0 for row in found) else ()


def _codes(lots: Sequence[str | None]) -> NDArray[np.int64]:
    """Lots by number, in the order of their names."""
    names = {name: code for code, name in enumerate(sorted({lot for lot in lots if lot}))}
    return np.array([names.get(lot or "", -1) for lot in lots], dtype=np.int64)


def _column(measured: Sequence[Measured | None]) -> TargetColumn:
    found = [(row, m.value, m.variance) for row, m in enumerate(measured) if m is not None]
    table = np.array(found, dtype=float).reshape(-1, 3)
    return TargetColumn(table[:, 0].astype(np.int64), table[:, 1], table[:, 2])
