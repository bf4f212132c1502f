"""What doe asks of a model. Concrete ones live elsewhere and are handed in; doe imports none.

All inputs are unit-cube coordinates X of shape (n, d).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Trend:
    """Prior knowledge of a shape: a weighted sum of columns whose weights the data overrule.

    Attributes:
        columns: X (n, d) to the shapes (n, k).
        mean: expected weights (k,).
        std: how sure we are of them (k,); wide is modest.
    """

    columns: Callable[[Array], Array]
    mean: Array
    std: Array


class Regression(Protocol):
    """A fitted model of one measured value (ln ASR, ln lost capacity)."""

    @property
    def noise_std(self) -> float:
        """Scatter of one more cell about the surface, one sigma, in the unit of the value."""

    def predict(self, X: Array) -> tuple[Array, Array]:
        """Mean (n,) and standard deviation (n,) of the surface, noise not included."""

    def joint(self, X: Array) -> tuple[Array, Array]:
        """Mean (n,) and covariance (n, n) of the surface."""

    def believing(self, X: Array) -> "Regression":
        """The same model as if cells at X (m, d) had measured exactly what it expects of them."""


class Integrity(Protocol):
    """A fitted model of whether a cell stays whole."""

    def p_intact(self, X: Array) -> Array:
        """Probability (n,) that one more cell is neither damaged nor shorted."""

    def p_hopeful(self, X: Array, kappa: float) -> Array:
        """The same (n,) with the model's doubt read kappa sigma in favour of the point."""


class LearnRegression(Protocol):
    """Fits a regression."""

    def __call__(
        self, X: Array, y: Array, noise_variance: Array | None = None, trend: Trend | None = None
    ) -> Regression:
        """From X (n, d), values y (n,) and each value's own variance (n,)."""


class LearnIntegrity(Protocol):
    """Fits an integrity model."""

    def __call__(
        self,
        X: Array,
        damage: NDArray[np.int64],
        shorted: NDArray[np.bool_],
        damage_trend: Trend | None = None,
        short_trend: Trend | None = None,
    ) -> Integrity:
        """From X (n, d), damage grades (n,) 0..3 and shorts (n,)."""


@dataclass(frozen=True)
class Learners:
    """The models a strategy works with."""

    regression: LearnRegression
    integrity: LearnIntegrity
