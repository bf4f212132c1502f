"""Probability that a cell stays intact, from graded damage and shorts.

Two hidden safety margins, one against damage and one against shorts, because they fail at opposite
ends of the same knobs. Each is a Gaussian process seen through an ordered probit; the probability
is averaged over the doubt in the margin, which is what makes it calibrated with few cells.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr, ndtri

from surrogate.gp.cholesky import factorised
from surrogate.gp.trend_kernel import Trend
from surrogate.integrity.limit import LimitLearned
from surrogate.integrity.margin import Margin, MarginPrior, fit_margin
from surrogate.integrity.ordered_probit import BAD_LUCK

Array = NDArray[np.float64]
Grades = NDArray[np.int64]

DAMAGE_MARGIN = (
    1.2  # chosen: with the doubt of the margin, 0.64 of cells hold before any is pressed
)
SHORT_MARGIN = 2.0  # shorts are rarer
DAMAGE_AMPLITUDE = 3.0  # chosen: margins of three sigma cover all probabilities
SHORT_AMPLITUDE = 3.0  # likewise
_BEFORE = (MarginPrior(DAMAGE_MARGIN, DAMAGE_AMPLITUDE), MarginPrior(SHORT_MARGIN, SHORT_AMPLITUDE))
_WORST_GRADE = 3  # grades of damage are 0 to 3 (docs/glossary.md)
_JITTER = 1e-6  # relative to the variance: keeps Cholesky's decomposition real


@dataclass(frozen=True, eq=False)
class Safety:
    """What the margins are at some points.

    Attributes:
        means: of each margin (k, n).
        stds: doubt about it (k, n).
    """

    means: Array
    stds: Array

    def p_intact(self, kappa: float = 0.0) -> Array:
        """Probability (n,) that one more cell holds, margins read `kappa` of their doubt higher."""
        read = (self.means + kappa * self.stds) / np.sqrt(1.0 + self.stds**2)
        return np.asarray((1.0 - BAD_LUCK) * np.prod(ndtr(read), axis=0))

    def p_sound(self, wanted: float) -> Array:
        """Probability (n,) that pressing so keeps at least the share `wanted` of cells intact.

        Doubt about the margins, not chance from cell to cell: a protocol that certainly breaks one
        cell in four has 0 here for a wanted share of 0.85. Each margin must carry its part.
        """
        needed = ndtri((wanted / (1.0 - BAD_LUCK)) ** (1.0 / len(self.means)))
        return np.asarray(np.prod(ndtr((self.means - needed) / self.stds), axis=0))

    def p_holds(self) -> dict[str, Array]:
        """Probability (n,) to hold against damage, of whatever kind, and against shorts."""
        holds = ndtr(self.means / np.sqrt(1.0 + self.stds**2))
        return dict(zip(("damage", "shorted"), holds, strict=False))


class CellOutcome(Protocol):
    """What became of a cell, as arrays of one."""

    @property
    def damage(self) -> Grades:
        """Grade (1,)."""

    @property
    def shorted(self) -> NDArray[np.bool_]:
        """Whether it was shorted (1,)."""


@dataclass(frozen=True, eq=False)
class IntegrityModel:
    """The fitted margins against damage and against shorts; one may be absent."""

    margins: tuple[Margin, ...]

    def at(self, X: ArrayLike) -> Safety:
        """The margins at X (n, d)."""
        cells = np.asarray(X, dtype=float)
        means, stds = zip(*(margin.predict(cells) for margin in self.margins), strict=True)
        return Safety(np.array(means), np.array(stds))

    def among(self, X: Array, rows: NDArray[np.bool_]) -> Array:
        """Those rows of points X (n, d)."""
        return np.asarray(X[rows])

    def p_intact(self, X: ArrayLike) -> Array:
        """Probability (n,) that one more cell at X (n, d) is neither damaged nor shorted."""
        return self.at(X).p_intact()

    def limits(self) -> tuple[LimitLearned, ...]:
        """None: no load is known to break cells."""
        return ()

    def draws(self, X: ArrayLike, count: int, generator: np.random.Generator) -> Array:
        """What P(intact) may truly be at X (n, d): margins drawn together, (count, n)."""
        cells = np.asarray(X, dtype=float)
        p = np.full((count, len(cells)), 1.0 - BAD_LUCK)
        for margin in self.margins:
            mean, covariance = margin.joint(cells)
            level = _JITTER * (1.0 + np.mean(np.diag(covariance)))
            root = factorised(covariance + level * np.eye(len(cells)))
            p *= ndtr(mean + generator.standard_normal((count, len(cells))) @ root.T)
        return p

    def without(self, *rows: int) -> "IntegrityModel":
        """The same without the cell of these rows, hyperparameters kept."""
        return IntegrityModel(tuple(margin.without(*rows) for margin in self.margins))

    def had_held(self, row: int) -> "IntegrityModel":
        """The same as if the cell of that row had stayed whole, hyperparameters kept."""
        return IntegrityModel(tuple(margin.had_held(row) for margin in self.margins))

    def one_more(self, x: Array, fate: CellOutcome) -> "IntegrityModel":
        """The same given one more cell at x (1, d), hyperparameters kept."""
        grades = (int(fate.damage[0]), int(_as_grades(fate.shorted)[0]))
        seen = zip(self.margins, grades, strict=False)
        return IntegrityModel(tuple(margin.one_more(x, grade) for margin, grade in seen))


def fit_integrity(
    X: ArrayLike,
    damage: ArrayLike,
    shorted: ArrayLike,
    damage_trend: Trend | None = None,
    short_trend: Trend | None = None,
) -> IntegrityModel:
    """Learn what a cell bears.

    Args:
        X: cells (n, d) in the unit cube; n may be 0 (then only what is known beforehand speaks).
        damage: grades (n,), 0 intact to 3 in pieces.
        shorted: shorts (n,).
        damage_trend: expected shape of the margin against damage.
        short_trend: expected shape of the margin against shorts. Without it and without any short
            among the cells, shorts are not modelled.

    Returns:
        The fitted model.

    Raises:
        ValueError: shapes that do not fit, grades outside 0..3, X not finite.
    """
    cells = np.asarray(X, dtype=float)
    grades, shorts = np.asarray(damage, dtype=np.int64), np.asarray(shorted, dtype=bool)
    _check(cells, grades, shorts)
    margins = [fit_margin(cells, grades, _BEFORE[0], damage_trend)]
    if short_trend is not None or np.any(shorts):
        margins.append(fit_margin(cells, _as_grades(shorts), _BEFORE[1], short_trend))
    return IntegrityModel(tuple(margins))


def _as_grades(shorts: NDArray[np.bool_]) -> Grades:
    """Whole = grade 0; a short is as far beyond its edge as a cell in pieces."""
    return np.where(shorts, _WORST_GRADE, 0).astype(np.int64)


def _check(X: Array, grades: Grades, shorts: NDArray[np.bool_]) -> None:
    if X.ndim != 2 or X.shape[1] == 0:
        raise ValueError(f"X must be a table of cells, got shape {X.shape}.")
    if not np.all(np.isfinite(X)):
        raise ValueError("X holds a value that is not finite.")
    if grades.shape != (len(X),) or shorts.shape != (len(X),):
        raise ValueError(
            f"damage {grades.shape} and shorted {shorts.shape} must both have shape ({len(X)},)."
        )
    if np.any((grades < 0) | (grades > _WORST_GRADE)):
        raise ValueError("damage holds a grade outside 0..3.")
