"""Lots and drift: a control chart of reference cells, or of what the surface left over.

Individuals chart of repeats with limits from the moving range (Montgomery, Introduction to
Statistical Quality Control, section 6.4): three sigma, sigma = mean moving range / 1.128; a signal
is a point outside, or eight in a row on one side. Without repeats the chart shows how far each cell
lies from what the others predict, in standard deviations. It then shows the whole table, and among
hundreds of cells chance alone goes beyond three sigma and eight in a row; so its limits are as wide
as leaves one table in twenty with a false alarm of either kind.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, log2

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri, stdtrit

from campaigns.explore.analysis.rank_trend import kendall_p, theil_slope
from campaigns.explore.models import Models
from doe.knobs.knob_values import Value
from doe.trials import Observation

Array = NDArray[np.float64]

_MOVING_RANGE = 1.128  # d2 of two values: mean moving range over sigma (ISO 7870-2)
_FEWEST_REFERENCES = 5  # chosen: a standard deviation from fewer says little
_RUN, _SIGMAS = 8, 3.0  # a run of eight on one side and three sigma (Western Electric rules, 1956)
_FALSE_ALARM = 0.05  # chosen: one chart in twenty of an undisturbed process shows a signal
_SURE = 0.01  # chosen: p below which a drift is called one


@dataclass(frozen=True)
class LotOffset:
    """How far the cells of one lot lie from what the surface expects, ln units, 90 % interval."""

    lot: str
    cells: int
    offset: float
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class ControlChart:
    """Whether cells of the same protocol stay the same.

    Attributes:
        reference: the chart shows repeats of one protocol; else what the surface left over.
        rows: rows in the file (m,).
        values: ln cost of the repeats, or measured less expected in standard deviations (m,).
        centre: of the chart.
        sigma: by the moving range; 1 where standard deviations are shown.
        limit: how many sigma a cell may stand from the centre.
        run: how many cells in a row on one side are a signal.
        signals: rows that stand outside.
        run_ends: rows at which so many lie on one side.
        drift: change of ln cost over all the rows, by a robust line; None with too few cells.
        drift_p: probability of such a trend by chance (Kendall).
        lots: each lot's offset; empty with fewer than two lots.
    """

    reference: bool
    rows: tuple[int, ...]
    values: Array
    centre: float
    sigma: float
    limit: float
    run: int
    signals: tuple[int, ...]
    run_ends: tuple[int, ...]
    drift: float | None
    drift_p: float | None
    lots: tuple[LotOffset, ...]

    @property
    def drifts(self) -> bool:
        """A trend that is hardly chance."""
        return self.drift_p is not None and self.drift_p < _SURE

    @property
    def lots_differ(self) -> bool:
        """Some lot lies off what all lots taken together would have."""
        return any(lot.low > 0 or lot.high < 0 for lot in self.lots)


def steadiness(models: Models) -> ControlChart:
    """Chart the cells in the order of the table."""
    first = _first_of_each_cell(models)  # rungs of a cell lie on one side together
    cells = [models.past.measured[k] for k in first]
    left = (models.calibration.measured - models.calibration.expected)[first]
    repeats = _repeats(cells)
    if len(repeats) >= _FEWEST_REFERENCES:
        chosen, values = repeats, models.y[first][repeats]
        centre = float(np.mean(values))
        sigma = float(np.mean(np.abs(np.diff(values)))) / _MOVING_RANGE
        limit, run = _SIGMAS, _RUN
    else:
        chosen, values, centre, sigma = (
            list(range(len(cells))),
            models.calibration.z[first],
            0.0,
            1.0,
        )
        limit, run = _limits_of_all(len(cells))
    rows = tuple(cells[k].trial or 0 for k in chosen)
    drift, p = _trend(left)
    out = np.abs(values - centre) > limit * sigma if sigma > 0 else np.zeros(len(rows), bool)
    return ControlChart(
        chosen is repeats, rows, values, centre, sigma, limit, run,
        tuple(np.array(rows)[out].tolist()), _run_ends(rows, np.sign(values - centre), run),
        drift, p, _lots(cells, left),
    )  # fmt: skip


def _first_of_each_cell(models: Models) -> NDArray[np.int64]:
    """Places of the measured rows that stand for their cells, in order."""
    of_cell = models.past.of_cell
    if of_cell is None:
        return np.arange(len(models.past.measured))
    return np.sort(np.unique(of_cell, return_index=True)[1]).astype(np.int64)


def _limits_of_all(cells: int) -> tuple[float, int]:
    """Sigmas, and cells in a row on one side, that a whole table hardly reaches by chance."""
    sigmas = -float(ndtri(_FALSE_ALARM / (2 * cells)))
    return max(_SIGMAS, sigmas), max(_RUN, ceil(log2(cells / _FALSE_ALARM)))


def _repeats(cells: Sequence[Observation]) -> list[int]:
    """The protocol that was pressed most often: positions of its cells."""
    places: dict[tuple[Value, ...], list[int]] = defaultdict(list)
    for k, cell in enumerate(cells):
        planned = cell.planned or cell.point
        places[tuple(v if isinstance(v, str) else round(v, 6) for v in planned.values())].append(k)
    return max(places.values(), key=len, default=[])


def _run_ends(rows: Sequence[int], sides: Array, wanted: int) -> tuple[int, ...]:
    run, before, found = 0, 0.0, []
    for row, side in zip(rows, sides, strict=True):
        run = run + 1 if side == before else 1
        before = side
        if run == wanted:
            found.append(row)
    return tuple(found)


def _trend(left: Array) -> tuple[float | None, float | None]:
    if len(left) < 2 * _FEWEST_REFERENCES:
        return None, None
    return theil_slope(left) * (len(left) - 1), kendall_p(left)


def _lots(cells: Sequence[Observation], left: Array) -> tuple[LotOffset, ...]:
    by_lot: dict[str, list[int]] = defaultdict(list)
    for k, cell in enumerate(cells):
        if cell.lot:
            by_lot[cell.lot].append(k)
    if len(by_lot) < 2:
        return ()
    return tuple(_offset(lot, left[rows]) for lot, rows in by_lot.items() if len(rows) >= 2)


def _offset(lot: str, left: Array) -> LotOffset:
    mean, n = float(np.mean(left)), len(left)
    half = float(stdtrit(n - 1, 0.95) * np.std(left, ddof=1) / np.sqrt(n))
    return LotOffset(lot, n, mean, mean - half, mean + half)
