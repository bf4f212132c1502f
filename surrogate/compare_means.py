"""Whether an expected shape helps to predict cells that were left out.

A shape is a `Trend`: columns with uncertain weights that the data overrule. Everything is fitted
again without the cells predicted; a shape that does not predict them better is said not to help.
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
Verdict = Literal["helps", "hurts", "says nothing"]

_FOLDS = 10  # the usual number (Kohavi 1995)
_SURE = 2.0  # standard errors: a smaller gain says nothing


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
