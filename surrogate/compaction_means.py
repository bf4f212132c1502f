"""Compaction as a mean function: shapes that powder obeys, and whether they help on these cells.

A shape is a `Trend`: columns with uncertain weights that the data overrule. Which shape helps is
asked of cells that were left out, everything refitted without them; a shape that does not predict
them better is said not to help.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from surrogate.gp.gp import fit_gaussian_process
from surrogate.gp.priors import enough_for_scales
from surrogate.gp.trend_kernel import Trend
from surrogate.normal import ln_normal_density

Array = NDArray[np.float64]
Role = Literal["densifying", "closing", "dwelling"]
Verdict = Literal["helps", "hurts", "says nothing"]

DENSIFYING_MPA = 164.0
"""Pressure over which the gain of pressing falls to 1/e: composite cathodes, Bazzoun 2026."""
CLOSING_MPA = 50.0
"""Operating pressure to which a contact is referred; its law p^-1/2: arXiv 2501.00600."""
REOPENING_MPA = 240.0
"""Pressing beyond which springback reopens the grain gaps (Cronau 2021, microcrystalline)."""
GAP_CLOSING_MPA = 79.0
"""Operating pressure that closes them again by 1/e (Cronau 2021, microcrystalline)."""
DWELLING_S = 15.0
"""Dwell over which the gain of waiting falls to 1/e (Hayashi 2025)."""

_FOLDS = 10
_SURE = 2.0  # standard errors: a smaller gain says nothing


@dataclass(frozen=True)
class Knob:
    """One coordinate of the unit cube with its physical range.

    Attributes:
        column: position in X.
        low: physical value at 0, MPa or s.
        high: physical value at 1.
        log: whether the coordinate runs in the logarithm.
    """

    column: int
    low: float
    high: float
    log: bool = False

    def values(self, X: Array) -> Array:
        """Physical values (n,) at X (n, d)."""
        share = X[:, self.column]
        if self.log:
            return np.asarray(self.low * (self.high / self.low) ** share)
        return np.asarray(self.low + share * (self.high - self.low))


@dataclass(frozen=True, eq=False)
class CompactionMean:
    """Expected shape of ln resistance over the pressing knobs; a `Trend`.

    Attributes:
        name: what it stands for.
        knobs: by role; a shape whose knob is missing is left out.
        reopening: springback that stack pressure closes again belongs to it.
    """

    name: str
    knobs: Mapping[Role, Knob]
    reopening: bool = False

    @property
    def mean(self) -> Array:
        """Expected weights (k,)."""
        return np.array([weight for weight, _ in self._weights()])

    @property
    def std(self) -> Array:
        """Their standard deviations (k,): as wide as the weights themselves."""
        return np.array([std for _, std in self._weights()])

    def columns(self, X: Array, /) -> Array:
        """Shapes (n, k) at X (n, d); each falls from 1 to 0 while the knob does its work."""
        shapes = [self._shape(role, knob.values(X)) for role, knob in self.knobs.items()]
        if self._reopens:
            pressed = self.knobs["densifying"].values(X)
            stack = self.knobs["closing"].values(X)
            gaps = -np.expm1(-((pressed / REOPENING_MPA) ** 2))
            shapes.append(gaps * np.exp(-stack / GAP_CLOSING_MPA))
        return np.stack(shapes, axis=1)

    @property
    def _reopens(self) -> bool:
        return self.reopening and {"densifying", "closing"} <= set(self.knobs)

    def _weights(self) -> list[tuple[float, float]]:
        usual: dict[Role, tuple[float, float]] = {
            "densifying": (0.8, 0.8),
            "closing": (0.25, 0.25),
            "dwelling": (0.15, 0.15),
        }
        return [usual[role] for role in self.knobs] + [(0.7, 0.5)] * self._reopens

    @staticmethod
    def _shape(role: Role, values: Array) -> Array:
        if role == "closing":
            return np.asarray((np.maximum(values, CLOSING_MPA / 100) / CLOSING_MPA) ** -0.5)
        scale = DENSIFYING_MPA if role == "densifying" else DWELLING_S
        return np.asarray(np.exp(-np.maximum(values, 0.0) / scale))


def compaction_means(knobs: Mapping[Role, Knob]) -> tuple[CompactionMean, ...]:
    """Every mean that these knobs allow, the simplest first; none without a pressing knob."""
    means: list[CompactionMean] = []
    if "densifying" in knobs:
        means.append(CompactionMean("densification", {"densifying": knobs["densifying"]}))
    if set(knobs) - {"densifying"}:
        means.append(CompactionMean("compaction", dict(knobs)))
    if {"densifying", "closing"} <= set(knobs):
        means.append(CompactionMean("compaction and springback", dict(knobs), reopening=True))
    return tuple(means)


@dataclass(frozen=True)
class MeanTested:
    """What a mean function does for the predicting of cells that were left out.

    Attributes:
        name: of the mean.
        gain: ln density of the cells left out, more than without a mean, summed.
        doubt: standard error of that sum.
        rmse: typical error of the predicting, in the unit of the values.
        rmse_without: the same without a mean.
        verdict: a gain within two standard errors says nothing.
    """

    name: str
    gain: float
    doubt: float
    rmse: float
    rmse_without: float

    @property
    def verdict(self) -> Verdict:
        """Helps, hurts, or says nothing on these cells."""
        if abs(self.gain) <= _SURE * self.doubt:
            return "says nothing"
        return "helps" if self.gain > 0 else "hurts"


def compare_means(
    X: ArrayLike,
    y: ArrayLike,
    noise_variance: ArrayLike | None,
    means: Mapping[str, Trend],
    seed: int = 0,
) -> tuple[MeanTested, ...]:
    """Test each mean against none on cells that were left out.

    In ten folds (each cell alone up to ten cells) the whole model is fitted again to the other
    cells, hyperparameters and weights included, so that no mean is judged by cells that it has
    seen. Of more than 150 cells an even share is used.

    Args:
        X: cells (n, d) in the unit cube.
        y: values (n,).
        noise_variance: variance (n,) of each value.
        means: by name.
        seed: of the folds.

    Returns:
        One line a mean; empty with fewer than six cells: there is nothing to leave out.
    """
    cells, values = np.asarray(X, dtype=float), np.asarray(y, dtype=float)
    own = np.zeros(len(cells)) if noise_variance is None else np.asarray(noise_variance, float)
    if len(cells) < 6:
        return ()
    some = enough_for_scales(len(cells))
    table = (cells[some], values[some], own[some])
    fold = np.random.default_rng(seed).permutation(np.arange(len(some)) % _FOLDS)
    without, error = _left_out(*table, None, fold)
    tested = []
    for name, mean in means.items():
        density, residual = _left_out(*table, mean, fold)
        gain = density - without
        doubt = float(np.sqrt(len(gain) * np.var(gain)))
        tested.append(MeanTested(name, float(gain.sum()), doubt, _rms(residual), _rms(error)))
    return tuple(tested)


def _left_out(
    X: Array, y: Array, own: Array, mean: Trend | None, fold: NDArray[np.int64]
) -> tuple[Array, Array]:
    """Ln density (n,) and error (n,) of each cell, predicted by the cells of the other folds."""
    density, error = np.empty(len(X)), np.empty(len(X))
    for k in np.unique(fold):
        out = fold == k
        surface = fit_gaussian_process(X[~out], y[~out], own[~out], mean)
        expected, std = surface.predict(X[out])
        whole = np.sqrt(std**2 + surface.noise_std**2 + own[out])
        density[out] = ln_normal_density(y[out], expected, whole)
        error[out] = y[out] - expected
    return density, error


def _rms(error: Array) -> float:
    return float(np.sqrt(np.mean(error**2)))
