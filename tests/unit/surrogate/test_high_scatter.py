"""The 90 % interval of one more cell holds nine of ten, however much cells scatter."""

import numpy as np
import pytest
from scipy.special import stdtrit

from surrogate.gp.gp import fit_gaussian_process


def covered(scatter: float, cells: int, seed: int) -> float:
    """Share of 40 further cells inside their interval, values without a stated uncertainty."""
    chance = np.random.default_rng(seed)
    best = chance.random(3)
    X, more = chance.random((cells, 3)), chance.random((40, 3))

    def measured(at: np.ndarray) -> np.ndarray:
        surface = 0.6 * np.sum((at - best) ** 2, axis=1)
        return np.asarray(4.0 + surface + scatter * chance.standard_normal(len(at)))

    mean, scale, degrees = fit_gaussian_process(X, measured(X)).one_more(more)
    half = scale * stdtrit(degrees, 0.95)
    return float(np.mean(np.abs(measured(more) - mean) <= half))


@pytest.mark.parametrize("cells", [10, 25])
@pytest.mark.parametrize("scatter", [0.1, 0.3, 0.5, 1.0])
def test_the_interval_holds_nine_of_ten_whatever_the_scatter(scatter: float, cells: int) -> None:
    shares = [covered(scatter, cells, seed) for seed in range(12)]
    assert 0.83 <= np.mean(shares) <= 0.97  # 12 tables: 3.5 % is the doubt of their mean


def test_a_stated_uncertainty_is_taken_at_its_word() -> None:
    chance = np.random.default_rng(1)
    X, y = chance.random((12, 2)), chance.standard_normal(12)
    stated = fit_gaussian_process(X, y, np.full(12, 1e-4))
    silent = fit_gaussian_process(X, y)
    assert silent.noise_std > 2 * stated.noise_std, "scatter that nobody vouched for is learned"
