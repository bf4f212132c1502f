"""What doe asks of a model. Concrete ones live elsewhere and are handed in; doe imports none.

All inputs are unit-cube coordinates X of shape (n, d).
"""

from collections.abc import Callable, Sequence
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

    @property
    def lot_std(self) -> float:
        """Spread from lot to lot; zero where lots are not distinguished."""

    def one_more(self, X: Array) -> tuple[Array, Array, Array]:
        """Mean, scale and degrees of freedom (n,), as Student t, of what one more cell measures."""

    def joint(self, X: Array) -> tuple[Array, Array]:
        """Mean (n,) and covariance (n, n) of the surface."""

    def believing(self, X: Array) -> "Regression":
        """The same model as if cells at X (m, d) had measured exactly what it expects of them."""

    def without(self, row: int) -> "Regression":
        """The same model without the cell of that row, scales and noise kept."""


class Safety(Protocol):
    """How sure some points (n,) are to keep cells whole."""

    def p_intact(self, kappa: float = 0.0) -> Array:
        """Probability (n,) that one more cell is neither damaged nor shorted.

        The model's doubt is read `kappa` sigma in favour of the points.
        """

    def p_sound(self, wanted: float) -> Array:
        """Probability (n,) that the protocol keeps at least the share `wanted` of cells whole."""


class Integrity(Protocol):
    """A fitted model of whether a cell stays whole."""

    def at(self, X: Array) -> Safety:
        """What it says of X (n, d)."""

    def draws(self, X: Array, count: int, generator: np.random.Generator) -> Array:
        """What the probability of staying whole may truly be at X (n, d): (count, n)."""

    def without(self, row: int) -> "Integrity":
        """The same model without the cell of that row, scales kept."""

    def had_held(self, row: int) -> "Integrity":
        """The same model as if the cell of that row had stayed whole, scales kept."""


class LearnRegression(Protocol):
    """Fits a regression."""

    def __call__(
        self,
        X: Array,
        y: Array,
        noise_variance: Array | None = None,
        trend: Trend | None = None,
        lots: NDArray[np.int64] | None = None,
    ) -> Regression:
        """From X (n, d), values y (n,), each value's own variance (n,) and lot (n,)."""


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


class IntegrityEvidence(Protocol):
    """Says how well expected shapes agree with what cells bore."""

    def __call__(
        self,
        X: Array,
        damage: NDArray[np.int64],
        shorted: NDArray[np.bool_],
        trends: Sequence[tuple[Trend | None, Trend | None]],
    ) -> Array:
        """Ln probability (m,) of the grades and shorts of cells X (n, d).

        Under each of m pairs of shapes, of the margins against damage and against shorts.
        """


@dataclass(frozen=True)
class Learners:
    """The models a strategy works with.

    Attributes:
        regression: of resistance and of other measured values.
        integrity: of whether cells stay whole.
        integrity_evidence: of which shapes predict that.
        reading: of whether the spectra of this campaign's whole cells can be read.
    """

    regression: LearnRegression
    integrity: LearnIntegrity
    integrity_evidence: IntegrityEvidence
    reading: LearnIntegrity
