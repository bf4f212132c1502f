"""Earlier cells of another lot or powder as a prior: tasks in the kernel, and whether that helps.

The task is one more coordinate of the Matern kernel, with a length scale of its own: what it is
learned to be says how much the earlier cells tell of the new ones (a product of kernels over knobs
and tasks: Bonilla, Chai, Williams, NeurIPS 2007, with the task's covariance by one length scale).
A shift between the tasks is a column of its own, so that a powder that conducts worse everywhere
still teaches its shape. Whether earlier cells are used is decided elsewhere, by what they are worth
to the new ones: `Transfer.predicts`, `Transfer.tested` and `integrity_gain` measure that.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from surrogate.calibration import Calibration, calibrate
from surrogate.gp.lot_effects import fit_with_lots
from surrogate.gp.surface import GaussianProcess
from surrogate.gp.trend_kernel import Trend
from surrogate.integrity.failure_modes import (
    LUCK_OF_A_SHORT,
    Failures,
    ModeModel,
    fit_failure_modes,
)
from surrogate.integrity.integrity import IntegrityModel, Safety
from surrogate.integrity.limit import Limit, LimitLearned
from surrogate.integrity.mode_safety import ModeSafety
from surrogate.normal import ln_normal_density

Array = NDArray[np.float64]
Grades = NDArray[np.int64]

SHIFT_STD = 0.3  # ln units; lots of one powder differ by 0.15, powders by more
_FEWEST_TO_JUDGE = 3  # chosen: a gain and its standard error need three cells
LOT_STD = 0.15  # ln units from lot to lot of one powder
_TWO_SIDED_90 = 1.645  # quantile 0.95 of the standard normal distribution


@dataclass(frozen=True, eq=False)
class EarlierCells:
    """Cells of an earlier campaign, in the coordinates of the new one.

    Attributes:
        X: whole measured cells (n, d).
        y: their values (n,), e.g. ln ASR.
        noise_variance: of each value (n,).
        tried: all cells (m, d).
        failures: what became of them.
        of_cell: cell of each measured row (n,), codes from 0; None where no cell has several.
    """

    X: Array
    y: Array
    noise_variance: Array
    tried: Array
    failures: Failures
    of_cell: NDArray[np.int64] | None = None


@dataclass(frozen=True)
class TransferTested:
    """What the earlier cells do for the predicting of new ones that were left out.

    Attributes:
        gain: ln density of the new cells left out, more than without the earlier ones, summed.
        doubt: standard error of that sum.
        cells: new cells that were left out.
        correlation: between the earlier surface and the new one, as learned.
    """

    gain: float
    doubt: float
    cells: int
    correlation: float

    @property
    def verdict(self) -> str:
        """Helped, hurt, or cannot be said yet."""
        if self.cells < _FEWEST_TO_JUDGE or abs(self.gain) <= 2.0 * self.doubt:
            return "cannot be said yet"
        return "helped" if self.gain > 0 else "hurt"


class _WithShift:
    """A trend on the knobs, and a column that is one for earlier cells."""

    def __init__(self, inner: Trend | None):
        self.inner = inner

    @property
    def mean(self) -> Array:
        """Expected weights (k,)."""
        return np.append([] if self.inner is None else self.inner.mean, 0.0)

    @property
    def std(self) -> Array:
        """Their standard deviations (k,)."""
        return np.append([] if self.inner is None else self.inner.std, SHIFT_STD)

    def columns(self, X: Array, /) -> Array:
        """Shapes (n, k) at X (n, d + 1)."""
        shift = 1.0 - X[:, -1:]
        return shift if self.inner is None else np.hstack([self.inner.columns(X[:, :-1]), shift])


@dataclass(frozen=True, eq=False)
class _OnKnobs:
    """A limit that does not see the task."""

    inner: Limit

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    def load(self, X: Array) -> Array:
        """Ln load (n,) at X (n, d + 1)."""
        return self.inner.load(X[:, :-1])

    def reliefs(self, X: Array) -> Array:
        """Features (n, s) at X (n, d + 1)."""
        return self.inner.reliefs(X[:, :-1])


@dataclass(frozen=True, eq=False)
class _Together:
    """What became of earlier cells and of new ones."""

    earlier: Failures
    new: Failures

    @property
    def damage(self) -> Grades:
        """Grades (m + n,)."""
        return np.concatenate([self.earlier.damage, self.new.damage])

    @property
    def shorted(self) -> NDArray[np.bool_]:
        """Shorts (m + n,)."""
        return np.concatenate([self.earlier.shorted, self.new.shorted])

    @property
    def failed_by(self) -> Sequence[Sequence[str]]:
        """Certain modes of each cell."""
        return [*self.earlier.failed_by, *self.new.failed_by]

    @property
    def failed_by_one_of(self) -> Sequence[Sequence[str]]:
        """Open modes of each cell."""
        return [*self.earlier.failed_by_one_of, *self.new.failed_by_one_of]

    @property
    def before(self) -> Sequence[int]:
        """Rungs before of each cell, counted in both."""
        shift = len(self.earlier.damage)
        if not self.earlier.before and not self.new.before:
            return ()
        old = self.earlier.before or (-1,) * shift
        new = self.new.before or (-1,) * len(self.new.damage)
        return (*old, *(row if row < 0 else row + shift for row in new))


@dataclass(frozen=True, eq=False)
class TransferredSurface:
    """The new task's surface, learned together with the earlier one; seen as if it were alone."""

    whole: GaussianProcess
    earlier: int

    @property
    def noise_std(self) -> float:
        """Scatter of one more cell."""
        return self.whole.noise_std

    @property
    def lot_std(self) -> float:
        """Lots within the new campaign are not distinguished here."""
        return 0.0

    def predict(self, X: Array) -> tuple[Array, Array]:
        """Mean (n,) and standard deviation (n,) of the new surface at X (n, d)."""
        return self.whole.predict(_new(X))

    def one_more(self, X: Array) -> tuple[Array, Array, Array]:
        """Mean, scale and degrees of freedom (n,) of one more cell."""
        return self.whole.one_more(_new(X))

    def joint(self, X: Array) -> tuple[Array, Array]:
        """Mean (n,) and covariance (n, n)."""
        return self.whole.joint(_new(X))

    def believing(self, X: Array) -> "TransferredSurface":
        """The same as if new cells at X (m, d) had measured what it expects of them."""
        return replace(self, whole=self.whole.believing(_new(X)))

    def without(self, *rows: int) -> "TransferredSurface":
        """The same without the new cell of these rows."""
        return replace(self, whole=self.whole.without(*(self.earlier + row for row in rows)))

    def leave_one_out(self) -> tuple[Array, Array]:
        """What each new cell (n,) would have been expected to measure without it, and the doubt."""
        mean, std = self.whole.leave_one_out()
        return mean[self.earlier :], std[self.earlier :]

    def rescaled(
        self, count: int, generator: np.random.Generator
    ) -> "tuple[TransferredSurface, ...]":
        """The same cells under hyperparameters drawn from what they say of them."""
        return tuple(replace(self, whole=one) for one in self.whole.rescaled(count, generator))

    @property
    def log_evidence(self) -> float:
        """Ln density of earlier and new values together."""
        return self.whole.log_evidence

    @property
    def calibration(self) -> Calibration:
        """The surface judged by the new cells, each left out."""
        return calibrate(self, self.whole.values[self.earlier :])

    @property
    def correlation(self) -> float:
        """Between the earlier surface and the new one at the same knobs, shift set aside."""
        here, surface = np.zeros((1, self.whole.X.shape[1])), self.whole.kernel.k2
        there = np.eye(*here.shape, here.shape[1] - 1)
        return float(surface(here, there)[0, 0] / surface(here, here)[0, 0])


@dataclass(frozen=True, eq=False)
class TransferredIntegrity:
    """Integrity of the new task, learned together with the earlier one."""

    whole: IntegrityModel | ModeModel
    earlier: int

    def at(self, X: Array) -> Safety | ModeSafety:
        """The margins of the new task at X (n, d)."""
        return self.whole.at(_new(X))

    def among(self, X: Array, rows: NDArray[np.bool_]) -> Array:
        """Those rows of points X (n, d) of the new task."""
        return np.asarray(X[rows])

    def limits(self) -> tuple[LimitLearned, ...]:
        """What all cells together say of each limit."""
        return self.whole.limits()

    def draws(self, X: Array, count: int, generator: np.random.Generator) -> Array:
        """What P(intact) of the new task may truly be at X (n, d): (count, n)."""
        return self.whole.draws(_new(X), count, generator)

    def without(self, *rows: int) -> "TransferredIntegrity":
        """The same without the new cell of these rows."""
        return replace(self, whole=self.whole.without(*(self.earlier + row for row in rows)))

    def had_held(self, row: int) -> "TransferredIntegrity":
        """The same as if the new cell of that row had stayed whole."""
        return replace(self, whole=self.whole.had_held(self.earlier + row))

    def one_more(self, x: Array, fate: Failures) -> "TransferredIntegrity":
        """The same given one more new cell at x (1, d)."""
        return replace(self, whole=self.whole.one_more(_new(x), fate))


@dataclass(frozen=True, eq=False)
class Transfer:
    """Learns new cells together with earlier ones.

    Attributes:
        earlier: the earlier cells.
    """

    earlier: EarlierCells

    def predicts(self, x: Array, y: float, trend: Trend | None = None) -> bool:
        """Whether the earlier cells alone predicted value y at x (1, d), but for lots' scatter."""
        past = self.earlier
        mean, scale, _ = fit_with_lots(
            past.X, past.y, past.noise_variance, trend, of_cell=past.of_cell
        ).one_more(x)
        within = _TWO_SIDED_90 * float(np.hypot(scale[0], LOT_STD))
        return bool(abs(y - mean[0]) <= within)

    def together(
        self,
        X: Array,
        y: Array,
        noise_variance: Array | None = None,
        trend: Trend | None = None,
        lots: NDArray[np.int64] | None = None,
        of_cell: NDArray[np.int64] | None = None,
    ) -> TransferredSurface:
        """The new surface, learned together with the earlier one whatever that does.

        Args:
            X: new cells (n, d).
            y: their values (n,).
            noise_variance: of each value (n,).
            trend: expected shape.
            lots: lots within the new campaign are not distinguished.
            of_cell: cell of each value (n,), codes from 0; None where no cell has several.
        """
        own = np.zeros(len(y)) if noise_variance is None else noise_variance
        past = self.earlier
        whole = fit_with_lots(
            np.vstack([_old(past.X), _new(X)]),
            np.concatenate([past.y, y]),
            np.concatenate([past.noise_variance, own]),
            _WithShift(trend),
            of_cell=_cells_of_both(past, of_cell, len(y)),
        )
        return TransferredSurface(whole, len(past.y))

    def tested(
        self,
        X: Array,
        y: Array,
        noise_variance: Array | None = None,
        trend: Trend | None = None,
        of_cell: NDArray[np.int64] | None = None,
    ) -> TransferTested:
        """Whether the earlier cells help to predict new ones that are left out.

        Raises:
            ValueError: fewer than two new cells.
        """
        if len(y) < 2:
            raise ValueError(f"{len(y)} new cell cannot be left out: two are the least.")
        together = self.together(X, y, noise_variance, trend, of_cell=of_cell)
        alone = fit_with_lots(X, y, noise_variance, trend, of_cell=of_cell)
        if of_cell is not None:  # a cell is left out with all its rungs
            both = _cells_of_both(self.earlier, of_cell, len(y))
            together = replace(together, whole=replace(together.whole, of_cell=both))
            alone = replace(alone, of_cell=of_cell)
        gain, doubt = _gain(together, alone, y)
        return TransferTested(gain, doubt, len(y), together.correlation)

    def integrity(
        self, X: Array, seen: Failures, limits: Sequence[Limit] = ()
    ) -> TransferredIntegrity:
        """What the new cells bear, learned together with the earlier ones."""
        past = self.earlier
        whole = fit_failure_modes(
            np.vstack([_old(past.tried), _new(X)]),
            _Together(past.failures, seen),
            [_OnKnobs(limit) for limit in limits],
        )
        return TransferredIntegrity(whole, len(past.tried))


def integrity_gain(
    together: TransferredIntegrity | ModeModel | IntegrityModel,
    alone: ModeModel | IntegrityModel,
    X: Array,
    whole: NDArray[np.bool_],
) -> float:
    """Ln probability of what became of cells X (n, d) left out, more under one model.

    Limits promise without bad luck; one cell in twenty that breaks all the same, wherever it is
    pressed, must not speak against them.
    """
    gain = 0.0
    lucky = [1.0 - LUCK_OF_A_SHORT if model.limits() else 1.0 for model in (together, alone)]
    for row, held in enumerate(whole):
        p = [
            share * float(model.without(row).at(X[row : row + 1]).p_intact()[0])
            for model, share in zip((together, alone), lucky, strict=True)
        ]
        seen = np.clip(p if held else 1.0 - np.array(p), 1e-6, 1.0)
        gain += float(np.log(seen[0] / seen[1]))
    return gain


def _gain(together: TransferredSurface, alone: GaussianProcess, y: Array) -> tuple[float, float]:
    """Ln density of the new cells left out, with less without; and its standard error."""
    gain = ln_normal_density(y, *together.leave_one_out()) - ln_normal_density(
        y, *alone.leave_one_out()
    )
    return float(gain.sum()), float(np.sqrt(len(gain) * np.var(gain)))


def _cells_of_both(
    past: EarlierCells, of_cell: NDArray[np.int64] | None, count: int
) -> NDArray[np.int64] | None:
    """Cell of each earlier and each new row; None where no cell has several."""
    if past.of_cell is None and of_cell is None:
        return None
    old = np.arange(len(past.y)) if past.of_cell is None else past.of_cell
    new = np.arange(count) if of_cell is None else of_cell
    return np.concatenate([old, new + 1 + int(np.max(old))]).astype(np.int64)


def _old(X: Array) -> Array:
    return np.hstack([X, np.zeros((len(X), 1))])


def _new(X: Array) -> Array:
    return np.hstack([X, np.ones((len(X), 1))])
