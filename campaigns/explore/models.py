"""The models of past cells: the surface with the mean that helps, integrity where it was seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from campaigns.explore.dataset import Past
from campaigns.optimiser.make_strategy import LEARNERS, make_strategy
from doe.domain.encoding import Encoding, encoded_learners, encoded_regression
from doe.domain.learners import (
    Calibration,
    Failures,
    Integrity,
    Learners,
    LearnRegression,
    LimitLearned,
    Regression,
    Safety,
    Trend,
)
from doe.posterior.posterior import Posterior
from doe.prior.compaction_laws import compaction_laws
from doe.space import Space
from doe.strategy import Strategy
from surrogate.compare_means import MeanTested, compare_means
from surrogate.gp.lot_effects import fit_with_lots
from surrogate.gp.surface import GaussianProcess

Array = NDArray[np.float64]

_FOR_MEANS = ("asr_ohm_cm2", "sigma_ms_cm")
_MOST_FOR_MEANS = 60  # chosen: ten folds of so many cells are fitted in seconds


@dataclass(frozen=True)
class NobodyLooked:
    """Integrity where nobody looked: it rules nothing out, and the report says so."""

    def at(self, X: Array) -> Safety:
        """Nothing is known to break."""
        return _Whole(len(X))

    def among(self, X: Array, rows: NDArray[np.bool_]) -> Array:
        """Those rows."""
        return np.asarray(X[rows])

    def limits(self) -> Sequence[LimitLearned]:
        """None."""
        return ()

    def draws(self, X: Array, count: int, generator: np.random.Generator) -> Array:
        """One everywhere."""
        return np.ones((count, len(X)))

    def without(self, *rows: int) -> Integrity:
        """The same."""
        return self

    def had_held(self, row: int) -> Integrity:
        """The same."""
        return self

    def one_more(self, x: Array, fate: Failures) -> Integrity:
        """The same."""
        return self


@dataclass(frozen=True)
class _Whole:
    count: int

    def p_intact(self, kappa: float = 0.0) -> Array:
        """One everywhere."""
        return np.ones(self.count)

    def p_sound(self, wanted: float) -> Array:
        """One everywhere."""
        return np.ones(self.count)

    def p_holds(self) -> Mapping[str, Array]:
        """No mode was looked for."""
        return {}


@dataclass(frozen=True, eq=False)
class Models:
    """What was learned from past cells.

    Attributes:
        past: the cells.
        strategy: predicts, recommends and proposes; it uses the surface below.
        surface: of ln cost, over the unit cube.
        X: intact measured cells (n, d) in the unit cube.
        y: ln cost (n,).
        means: what each compaction mean does for cells that were left out.
        mean: name of the mean that is used; None for none.
    """

    past: Past
    strategy: Strategy
    surface: Regression
    X: Array
    y: Array
    means: tuple[MeanTested, ...]
    mean: str | None

    @property
    def calibration(self) -> Calibration:
        """The surface judged by its own cells, each left out."""
        return self.surface.calibration

    def value_at(self, X: Array) -> tuple[Array, Array, Array]:
        """Median, low and high end (n,) of one more cell's value, 90 %."""
        mean, std = self.surface.predict(X)
        half = 1.6449 * np.hypot(std, self.surface.noise_std)
        quantity = self.past.quantity
        low, high = quantity.ordered(np.exp(mean - half), np.exp(mean + half))
        return quantity.values(np.exp(mean)), low, high

    def p_intact(self, X: Array, kappa: float = 0.0) -> Array:
        """Probability (n,) of staying intact; one where nobody looked.

        Margins are read `kappa` of their doubt higher.
        """
        return self._posterior.p_intact(X, kappa) if self.past.looked_at else np.ones(len(X))

    def p_intact_draws(self, X: Array, count: int, generator: np.random.Generator) -> Array:
        """What P(intact) may truly be (count, n)."""
        return self._posterior.integrity.draws(X, count, generator)

    def learned_again(
        self, X: Array, y: Array, noise_variance: Array, of_cell: NDArray[np.int64] | None = None
    ) -> Regression:
        """The surface learned from other cells in the same way, scales and scatter too."""
        trend = _means(self.past).get(self.mean or "")
        return _fitted(self.past.space)(X, y, noise_variance, trend, of_cell=of_cell)

    @property
    def noise_variance(self) -> Array:
        """Of each measured ln cost (n,), as its table states it; zero where it states none."""
        return _measured(self.past)[2]

    @cached_property
    def _posterior(self) -> Posterior:
        """The strategy's own models: asked by coordinates, nothing is turned over and back."""
        return self.strategy.posterior(self.past.history)


def learn(past: Past, *, goal: str = "low_resistance", seed: int = 0) -> Models:
    """Fit the models to past cells.

    Args:
        past: the cells.
        goal: name of the goal.
        seed: of every draw.

    Raises:
        ValueError: no goal has that name.
    """
    X, y, noise = _measured(past)
    means = {} if past.of_cell is not None else _means(past)  # rungs of a cell confirm each other
    tested = compare_means(*_some(X, y, noise), means, seed) if means else ()
    name = _that_helps(tested)
    trend = means[name] if name else None
    surface = _fitted(past.space)(X, y, noise, trend, of_cell=past.of_cell)
    return assembled(past, surface, tested, name, goal, seed)


def learn_by(strategy: Strategy, past: Past, tested: tuple[MeanTested, ...], mean: str) -> Models:
    """The models of a campaign: those that chose its cells and will be asked for its advice.

    Args:
        strategy: of the campaign.
        past: its cells.
        tested: what each mean does for cells that were left out.
        mean: name of the mean that the strategy works with.
    """
    X, y, noise = _measured(past)
    shape = strategy.expected_shape(past.history)
    surface = _fitted(past.space)(X, y, noise, shape, of_cell=past.of_cell)
    return Models(past, strategy, surface, X, y, tested, mean)


def assembled(
    past: Past,
    surface: Regression,
    tested: tuple[MeanTested, ...],
    mean: str | None,
    goal: str,
    seed: int,
) -> Models:
    """Models about a surface that is fitted already."""
    X, y, _ = _measured(past)
    strategy = make_strategy(
        past.space,
        goal=goal,
        seed=seed,
        constraints=past.masks,
        knowledge=past.quantity.name == "asr_ohm_cm2" and past.looked_at,
    )
    learners = _learners(past, _means(past)[mean] if mean else None)
    return Models(past, replace(strategy, learners=learners), surface, X, y, tested, mean)


def _fitted(space: Space) -> LearnRegression:
    """Fits the surface that is shown: one of coordinates, whatever choices the space has."""
    return encoded_regression(_by_cell, space)


def _by_cell(
    X: Array,
    y: Array,
    noise_variance: Array | None = None,
    trend: Trend | None = None,
    lots: NDArray[np.int64] | None = None,
    of_cell: NDArray[np.int64] | None = None,
) -> GaussianProcess:
    """The surface, lots not distinguished; of a pressure series intact cells are left out.

    The control chart speaks of lots.
    """
    return replace(fit_with_lots(X, y, noise_variance, trend, of_cell=of_cell), of_cell=of_cell)


def _measured(past: Past) -> tuple[Array, Array, Array]:
    """Whole measured cells: coordinates (n, d), ln cost (n,), its variance (n,)."""
    X = past.space.units([cell.point for cell in past.measured])
    y = np.log([cell.asr_ohm_cm2 or np.nan for cell in past.measured])
    noise = [_relative_variance(c.asr_std_ohm_cm2, c.asr_ohm_cm2) for c in past.measured]
    return X, y, np.array(noise)


def _relative_variance(std: float | None, value: float | None) -> float:
    return 0.0 if not std or not value else (std / value) ** 2


def _learners(past: Past, mean: Trend | None) -> Learners:
    """The campaign's own learners, with this mean; where nobody looked, nothing breaks."""

    def regression(
        X: Array,
        y: Array,
        noise_variance: Array | None = None,
        trend: object = None,
        lots: object = None,  # the control chart speaks of lots; this is the surface shown
        of_cell: NDArray[np.int64] | None = None,
    ) -> GaussianProcess:
        return _by_cell(X, y, noise_variance, encoding.trend(mean), of_cell=of_cell)

    encoding = Encoding.of(past.space)
    own = replace(LEARNERS, regression=regression)
    if not past.looked_at:
        own = replace(own, integrity=lambda *_, **__: NobodyLooked())
    return encoded_learners(own, past.space)


def _some(X: Array, y: Array, noise: Array) -> tuple[Array, Array, Array]:
    """An even share of many cells: ten fits of the whole model for each mean cost time."""
    rows = np.unique(np.linspace(0, len(X) - 1, min(len(X), _MOST_FOR_MEANS)).astype(int))
    return X[rows], y[rows], noise[rows]


def _means(past: Past) -> dict[str, Trend]:
    if past.quantity.name not in _FOR_MEANS:
        return {}
    return {name: law.trend for name, law in compaction_laws(past.space).items()}


def _that_helps(tested: Sequence[MeanTested]) -> str | None:
    """The mean of largest gain among those that help; none where none does."""
    helping = [test for test in tested if test.verdict == "helps"]
    return max(helping, key=lambda test: test.gain).name if helping else None
