"""What doe asks of a model. Concrete ones live elsewhere and are handed in; doe imports none.

All inputs are unit-cube coordinates X of shape (n, d).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

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


@dataclass(frozen=True)
class Limit:
    """One load that cells bear up to a threshold; the direction is certain, the size is not.

    Attributes:
        key: its name.
        mode: how cells fail beyond it.
        load: X (n, d) to the logarithmic load (n,): larger is worse.
        reliefs: X (n, d) to features (n, s) that raise the threshold where they are positive.
        relief_std: sizes (s,) of the reliefs, ln load for one unit of the feature.
        either_way: so many of the last reliefs may as well lower it.
        centre: ln threshold where the literature has it.
        narrow: its standard deviation where the literature holds.
        wide: its standard deviation where it does not.
        trust: probability beforehand that the literature holds.
        follows: by how much the threshold moves with ln of the pressures that a powder bears: 1; -1
            where too little is worse; 0 where the load is no pressure.
        knob: whose pressure the load is.
        common: share of powders whose limits lie elsewhere together.
        powers: with which power each knob goes into the load; empty where no window between limits
            is expected.
    """

    key: str
    mode: str
    load: Callable[[Array], Array]
    reliefs: Callable[[Array], Array]
    relief_std: Array
    centre: float
    narrow: float
    wide: float
    trust: float
    either_way: int = 0
    follows: float = 0.0
    knob: str = ""
    common: float = 0.0
    powers: Mapping[str, float] = field(default_factory=dict)


class LimitLearned(Protocol):
    """What cells say of a limit; thresholds of the ln load, reliefs left out."""

    @property
    def key(self) -> str:
        """Its name."""

    @property
    def mode(self) -> str:
        """How cells fail beyond it."""

    @property
    def low(self) -> float:
        """Threshold that it exceeds with probability 0.95."""

    @property
    def median(self) -> float:
        """Median of the threshold."""

    @property
    def high(self) -> float:
        """Threshold that it exceeds with probability 0.05."""

    @property
    def std(self) -> float:
        """Standard deviation of the threshold."""

    @property
    def trust(self) -> float:
        """Probability that the literature's threshold holds."""


@dataclass(frozen=True, eq=False)
class Failures:
    """What became of cells.

    Attributes:
        damage: grades (n,), 0 intact to 3.
        shorted: shorts (n,).
        failed_by: modes by which each cell failed, or with damage 1 nearly failed, for certain.
        failed_by_one_of: modes of which at least one made the cell fail.
        before: the row of the same cell's rung before, -1 for none; () where no cell has several.
    """

    damage: NDArray[np.int64]
    shorted: NDArray[np.bool_]
    failed_by: tuple[tuple[str, ...], ...]
    failed_by_one_of: tuple[tuple[str, ...], ...]
    before: tuple[int, ...] = ()


class Calibration(Protocol):
    """A model judged by its own cells, each left out in turn."""

    @property
    def measured(self) -> Array:
        """What the cells (n,) measured."""

    @property
    def expected(self) -> Array:
        """What each cell (n,) would have been expected to measure without it."""

    @property
    def std(self) -> Array:
        """Standard deviation (n,) of that, the cell's own scatter included."""

    @property
    def z(self) -> Array:
        """Standardised errors (n,)."""

    @property
    def skill(self) -> float:
        """Share of the variance that is predicted; 1 is perfect, 0 no better than the mean."""

    @property
    def rmse(self) -> float:
        """Typical error of the prediction, in the unit of the value."""

    @property
    def covered(self) -> int:
        """Cells inside their 90 % interval."""

    @property
    def coverage(self) -> float:
        """Their share."""

    @property
    def coverage_interval(self) -> tuple[float, float]:
        """Where the true share lies with 90 % probability."""

    @property
    def honest(self) -> bool:
        """The intervals hold about as many cells as they say."""

    @property
    def trust(self) -> Literal["yes", "with care", "not yet"]:
        """May it be trusted yet, wherever the cells lie?"""


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

    def without(self, *rows: int) -> "Regression":
        """The same model without the cell of these rows, scales and noise kept."""

    def rescaled(self, count: int, generator: np.random.Generator) -> Sequence["Regression"]:
        """The same cells under scales and noise drawn from what the cells say of them."""

    @property
    def log_evidence(self) -> float:
        """Ln density of the cells' values, up to what expected shapes have in common."""

    @property
    def calibration(self) -> Calibration:
        """The model judged by its own cells, two or more, each left out."""


class Safety(Protocol):
    """How sure some points (n,) are to keep cells intact."""

    def p_intact(self, kappa: float = 0.0) -> Array:
        """Probability (n,) that one more cell is neither damaged nor shorted.

        The model's doubt is read `kappa` sigma in favour of the points.
        """

    def p_sound(self, wanted: float) -> Array:
        """Probability (n,) that the protocol keeps at least the share `wanted` of cells intact."""

    def p_holds(self) -> Mapping[str, Array]:
        """Probability (n,) to hold against each mode of failure that is modelled."""


class Integrity(Protocol):
    """A fitted model of whether a cell stays intact."""

    def at(self, X: Array) -> Safety:
        """What it says of X (n, d)."""

    def among(self, X: Array, rows: NDArray[np.bool_]) -> Array:
        """Those rows of points X (n, d) that it was asked about; soon asked about again."""

    def limits(self) -> Sequence[LimitLearned]:
        """What the cells say of each limit; none where no load is known to break cells."""

    def draws(self, X: Array, count: int, generator: np.random.Generator) -> Array:
        """What the probability of staying intact may truly be at X (n, d): (count, n)."""

    def without(self, *rows: int) -> "Integrity":
        """The same model without the cell of these rows, scales kept."""

    def had_held(self, row: int) -> "Integrity":
        """The same model as if the cell of that row had stayed whole, scales kept."""

    def one_more(self, x: Array, fate: Failures) -> "Integrity":
        """The same model given one more cell at x (1, d) and what became of it, scales kept."""


class LearnRegression(Protocol):
    """Fits a regression."""

    def __call__(
        self,
        X: Array,
        y: Array,
        noise_variance: Array | None = None,
        trend: Trend | None = None,
        lots: NDArray[np.int64] | None = None,
        of_cell: NDArray[np.int64] | None = None,
    ) -> Regression:
        """From X (n, d), values y (n,), each value's own variance (n,), lot (n,) and cell (n,)."""


class LearnIntegrity(Protocol):
    """Fits an integrity model."""

    def __call__(self, X: Array, seen: Failures, limits: Sequence[Limit] = ()) -> Integrity:
        """From X (n, d), what became of the cells, and the loads that are known to break them."""


class LearnReading(Protocol):
    """Fits a model of whether spectra can be read."""

    def __call__(
        self, X: Array, damage: NDArray[np.int64], shorted: NDArray[np.bool_]
    ) -> Integrity:
        """From X (n, d), damage grades (n,) and what could not be read (n,)."""


@dataclass(frozen=True)
class Learners:
    """The models a strategy works with.

    Attributes:
        regression: of resistance and of other measured values.
        integrity: of whether cells stay intact.
        reading: of whether the spectra of this campaign's intact cells can be read.
    """

    regression: LearnRegression
    integrity: LearnIntegrity
    reading: LearnReading
