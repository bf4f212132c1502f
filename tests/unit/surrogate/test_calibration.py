"""Leave-one-out judges a surface as leaving cells out does."""

import numpy as np
import pytest
from scipy.stats import beta

from surrogate.calibration import Calibration, calibrate
from surrogate.gp.gp import fit_gaussian_process


def cells(n, noise, seed=0, d=2):
    rng = np.random.default_rng(seed)
    X = rng.random((n, d))
    return X, np.sin(4 * X[:, 0]) * 0.4 + 0.3 * X[:, 1] + rng.normal(0, noise, n)


def test_leaving_out_in_closed_form_equals_leaving_out():
    X, y = cells(14, 0.05)
    surface = fit_gaussian_process(X, y)
    judged = calibrate(surface, y)
    for j in (0, 5, 13):
        fewer = surface.without(j)
        mean, std = fewer.predict(X[j : j + 1])
        assert judged.expected[j] == pytest.approx(mean[0], abs=1e-6)
        assert judged.std[j] == pytest.approx(np.hypot(std[0], surface.noise_std), rel=1e-4)
        assert len(fewer.X) == 13


def test_intervals_cover_nine_of_ten_and_skill_is_high_where_there_is_signal():
    covered, total = 0, 0
    for seed in range(12):
        X, y = cells(30, 0.06, seed)
        judged = calibrate(fit_gaussian_process(X, y), y)
        covered += judged.covered
        total += len(y)
        assert judged.skill > 0.7
        assert judged.coverage_interval[0] <= judged.coverage <= judged.coverage_interval[1]
    assert 0.85 <= covered / total <= 0.95


def test_noise_alone_is_not_trusted_and_few_cells_neither():
    rng = np.random.default_rng(3)
    X, y = rng.random((30, 2)), rng.normal(0, 0.1, 30)
    assert calibrate(fit_gaussian_process(X, y), y).trust == "not yet"
    X, y = cells(5, 0.02)
    assert calibrate(fit_gaussian_process(X, y), y).trust == "not yet"
    X, y = cells(40, 0.02)
    assert calibrate(fit_gaussian_process(X, y), y).trust == "yes"


def test_bands_that_hold_nearly_nine_of_ten_are_honest_however_many_cells_tell_it():
    def judged(n, covered):
        z = np.where(np.arange(n) < covered, 0.0, 3.0)
        low, high = beta.ppf([0.05, 0.95], [covered, covered + 1], [n - covered + 1, n - covered])
        return Calibration(z, np.zeros(n), np.ones(n), 0.9, 0.1, covered / n, (low, high))

    assert judged(1834, 1684).coverage_interval[0] > 0.9
    assert judged(1834, 1684).trust == "yes"
    assert judged(1834, 1500).trust == "with care"
    assert judged(2000, 1990).trust == "with care"
    assert judged(30, 20).trust == "with care"
    assert judged(30, 25).trust == "yes"


def test_one_cell_cannot_be_left_out():
    surface = fit_gaussian_process([[0.5]], [1.0])
    with pytest.raises(ValueError, match="two are the least"):
        calibrate(surface, [1.0])
