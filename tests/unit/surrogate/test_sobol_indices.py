"""Sobol indices equal the known ones, and their intervals say what the cells leave open."""

import numpy as np
import pytest

from surrogate.gp.gp import fit_gaussian_process
from surrogate.sobol_indices import indices_of, quadrature, sobol_indices


def ishigami(X):
    x = np.pi * (2 * X - 1)
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def test_quadrature_meets_the_published_indices_of_ishigami():
    first, total, pair = indices_of(ishigami, 3)  # Ishigami and Homma 1990; Saltelli 2008
    assert first == pytest.approx([0.3139, 0.4424, 0.0], abs=0.01)
    assert total == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.01)
    assert pair == pytest.approx([0.0, 0.2437, 0.0], abs=0.01)


@pytest.mark.parametrize("dimensions", range(1, 8))
def test_a_linear_function_splits_by_its_squared_slopes(dimensions):
    slopes = np.arange(1.0, dimensions + 1)
    first, total, pair = indices_of(lambda X: X @ slopes, dimensions)
    assert first == pytest.approx(slopes**2 / np.sum(slopes**2))
    assert total == pytest.approx(first)
    assert pair == pytest.approx(np.zeros(len(pair)), abs=1e-9)


def learned(n, seed=0):
    rng = np.random.default_rng(seed)
    X = rng.random((n, 3))
    y = 0.6 * X[:, 0] + 0.8 * (X[:, 0] - 0.5) * (X[:, 1] - 0.5) + rng.normal(0, 0.02, n)
    return fit_gaussian_process(X, y)


def test_intervals_narrow_with_cells_and_hold_the_truth():
    first, total, _ = indices_of(
        lambda X: 0.6 * X[:, 0] + 0.8 * (X[:, 0] - 0.5) * (X[:, 1] - 0.5), 3
    )
    few, many = sobol_indices(learned(10), 3), sobol_indices(learned(80), 3)
    assert np.all(many.first.low - 0.02 <= first)
    assert np.all(first <= many.first.high + 0.02)
    assert np.all(np.abs(many.total.median - total) < 0.08)
    assert np.mean(many.total.high - many.total.low) < np.mean(few.total.high - few.total.low)
    assert many.pairs[int(np.argmax(many.pair.median))] == (0, 1)
    assert many.spread == pytest.approx(0.6 / np.sqrt(12), rel=0.3)


def test_one_knob_and_too_many():
    rng = np.random.default_rng(0)
    X = rng.random((9, 1))
    alone = sobol_indices(fit_gaussian_process(X, np.cos(3 * X[:, 0])), 1)
    assert alone.first.median == pytest.approx([1.0])
    assert alone.pairs == ()
    with pytest.raises(ValueError, match="between 1 and 11"):
        quadrature(12)
