"""How good a surface is: leave-one-out, coverage of its intervals, and whether to trust it yet."""

from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betaincinv, ndtri

Array = NDArray[np.float64]
Trust = Literal["yes", "with care", "not yet"]

NOMINAL = 0.9  # the interval of 90 % that all of Copress shows
_Z90 = float(ndtri(0.5 + NOMINAL / 2))
_CLOSE = 0.05  # of coverage
_FEWEST = 8  # chosen: with fewer cells left out nothing can be said of a share of 90 %
_USEFUL_SKILL = 0.5  # share of the variance; chosen: half of it is predicted
_SOME_SKILL = 0.2  # share of the variance; chosen: below, the mean does as well


@dataclass(frozen=True, eq=False)
class Calibration:
    """A surface judged by the cells it was fitted to, each left out in turn.

    Attributes:
        measured: values (n,).
        expected: what each cell (n,) would have been expected to measure without it.
        std: standard deviation (n,) of that expectation, the cell's own scatter included.
        skill: share of the variance that is predicted; 1 is perfect, 0 no better than the mean.
        rmse: typical error of the predicting, in the unit of the values.
        coverage: share of the cells inside their own 90 % interval.
        coverage_interval: where the true share lies with 90 % probability (Clopper-Pearson).
    """

    measured: Array
    expected: Array
    std: Array
    skill: float
    rmse: float
    coverage: float
    coverage_interval: tuple[float, float]

    @property
    def covered(self) -> int:
        """Cells inside their 90 % interval."""
        return round(self.coverage * len(self.measured))

    @property
    def z(self) -> Array:
        """Standardised errors (n,): measured less expected, over the standard deviation."""
        return np.asarray((self.measured - self.expected) / self.std)

    @property
    def honest(self) -> bool:
        """The intervals hold about as many cells as they say: 85 to 95 %, or none can tell.

        From a thousand cells on 91 % is distinguished from 90 %, and matters to nobody.
        """
        low, high = self.coverage_interval
        return low <= NOMINAL <= high or abs(self.coverage - NOMINAL) <= _CLOSE

    @property
    def trust(self) -> Trust:
        """May it be trusted yet? Enough cells, predicts, and its intervals are honest."""
        if len(self.measured) < _FEWEST or self.skill < _SOME_SKILL:
            return "not yet"
        return "yes" if self.honest and self.skill >= _USEFUL_SKILL else "with care"


class LeavesOut(Protocol):
    """A fit that says what it would have expected of each of its cells without it."""

    def leave_one_out(self) -> tuple[Array, Array]:
        """Mean (n,) and standard deviation (n,), the scatter of the cell included."""


def calibrate(surface: LeavesOut, y: ArrayLike) -> Calibration:
    """Judge a fitted surface.

    Args:
        surface: the fit.
        y: the values (n,) it was fitted to, in its order.

    Returns:
        The judgement; hyperparameters are kept while cells are left out.

    Raises:
        ValueError: fewer than two cells.
    """
    measured = np.asarray(y, dtype=float)
    if len(measured) < 2:
        raise ValueError(f"{len(measured)} cell cannot be left out: two are the least.")
    expected, std = surface.leave_one_out()
    inside = np.abs(measured - expected) <= _Z90 * std
    return Calibration(
        measured,
        expected,
        std,
        _skill(measured, expected),
        float(np.sqrt(np.mean((measured - expected) ** 2))),
        float(np.mean(inside)),
        _share_interval(int(inside.sum()), len(measured)),
    )


def _skill(measured: Array, expected: Array) -> float:
    n = len(measured)
    without = (measured.sum() - measured) / (n - 1)  # the mean of the others is the rival
    rival = float(np.sum((measured - without) ** 2))
    if rival <= 0:
        return 0.0
    return 1.0 - float(np.sum((measured - expected) ** 2)) / rival


def _share_interval(hits: int, n: int) -> tuple[float, float]:
    low = 0.0 if hits == 0 else float(betaincinv(hits, n - hits + 1, 0.05))
    high = 1.0 if hits == n else float(betaincinv(hits + 1, n - hits, 0.95))
    return low, high
