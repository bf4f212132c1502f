"""The surface of ln ASR."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest

from surrogate.gp.gp import fit_gaussian_process

CHANCE = np.random.default_rng(7)


def _surface(X: np.ndarray) -> np.ndarray:
    return 4.0 + 0.5 * (X[:, 0] - 0.4) ** 2 - 0.3 * X[:, 1]


@dataclass
class Decay:
    """An expected fall along the first knob."""

    mean: np.ndarray
    std: np.ndarray

    def columns(self, X: np.ndarray) -> np.ndarray:
        return np.exp(-4 * X[:, :1])


def test_a_smooth_surface_is_found_within_its_own_doubt() -> None:
    X, there = CHANCE.random((30, 2)), CHANCE.random((200, 2))
    model = fit_gaussian_process(X, _surface(X) + 0.03 * CHANCE.standard_normal(30))
    mean, std = model.predict(there)
    assert np.max(np.abs(mean - _surface(there))) < 0.1
    assert np.mean(np.abs(mean - _surface(there)) < 2 * std) > 0.9


@pytest.mark.parametrize("noise", [0.02, 0.15])
def test_the_scatter_from_cell_to_cell_is_learned(noise: float) -> None:
    chance = np.random.default_rng(1)
    X = chance.random((60, 2))
    model = fit_gaussian_process(X, _surface(X) + noise * chance.standard_normal(60))
    assert 0.6 * noise < model.noise_std < 1.6 * noise


def test_a_value_with_a_large_own_variance_hardly_counts() -> None:
    X = np.array([[0.5], [0.5], [0.5], [0.1], [0.9]])
    y = np.array([4.0, 4.0, 6.0, 4.0, 4.0])
    trusted = fit_gaussian_process(X, y).predict(X[:1])[0][0]
    doubted = fit_gaussian_process(X, y, [0, 0, 9.0, 0, 0]).predict(X[:1])[0][0]
    assert doubted < trusted - 0.2
    assert doubted == pytest.approx(4.0, abs=0.15)


def test_a_replicate_narrows_the_doubt() -> None:
    once = fit_gaussian_process([[0.5, 0.5], [0.1, 0.9]], [4.0, 4.2])
    thrice = fit_gaussian_process([[0.5, 0.5]] * 3 + [[0.1, 0.9]], [4.0, 4.05, 3.95, 4.2])
    assert thrice.predict(np.array([[0.5, 0.5]]))[1] < once.predict(np.array([[0.5, 0.5]]))[1]


def test_believing_keeps_the_mean_and_shrinks_the_doubt_there() -> None:
    X = CHANCE.random((12, 2))
    model, there = fit_gaussian_process(X, _surface(X)), np.array([[0.95, 0.05]])
    believing = model.believing(there)
    assert believing.predict(there)[0] == pytest.approx(model.predict(there)[0], abs=1e-6)
    assert believing.predict(there)[1] < 0.9 * model.predict(there)[1]


def test_the_joint_distribution_agrees_with_the_marginal_one() -> None:
    X, there = CHANCE.random((12, 2)), CHANCE.random((5, 2))
    model = fit_gaussian_process(X, _surface(X))
    mean, covariance = model.joint(there)
    assert mean == pytest.approx(model.predict(there)[0])
    assert np.sqrt(np.diag(covariance)) == pytest.approx(model.predict(there)[1], rel=1e-3)


def test_leave_one_out_agrees_with_refitting_at_the_same_hyperparameters() -> None:
    X = CHANCE.random((10, 2))
    y = _surface(X) + 0.05 * CHANCE.standard_normal(10)
    model = fit_gaussian_process(X, y)
    K = model.kernel(X) + np.diag(model.noise)
    rest = np.arange(1, 10)
    expected = K[0, rest] @ np.linalg.solve(K[np.ix_(rest, rest)], model.residual[rest])
    mean, std = model.leave_one_out()
    assert mean[0] == pytest.approx(model.level + model.spread * expected, abs=1e-5)
    assert np.all(std > model.noise_std * 0.99)


def test_a_trend_speaks_far_from_cells_and_data_overrule_it() -> None:
    trend = Decay(np.array([2.0]), np.array([1.5]))
    near_end = fit_gaussian_process([[0.9], [1.0]], [4.0, 4.0], trend=trend)
    assert near_end.predict(np.array([[0.0]]))[0][0] > 5.0
    flat = np.linspace(0, 1, 12)[:, None]
    overruled = fit_gaussian_process(flat, np.full(12, 4.0), trend=trend)
    assert overruled.predict(np.array([[0.0]]))[0][0] == pytest.approx(4.0, abs=0.1)


@pytest.mark.parametrize(
    ("X", "y", "own", "says"),
    [
        (np.empty((0, 2)), [], None, "at least one cell"),
        ([[0.1]], [np.nan], None, "y holds a value that is not finite"),
        ([[np.inf]], [1.0], None, "X holds"),
        ([[0.1]], [1.0, 2.0], None, "shape"),
        ([[0.1]], [1.0], [-1.0], "negative"),
    ],
)
def test_what_is_no_table_of_cells_is_refused(X: Any, y: Any, own: Any, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        fit_gaussian_process(X, y, own)


def test_the_evidence_tells_the_right_shape_from_the_opposite_one() -> None:
    X = CHANCE.random((15, 2))
    y = 2.0 * np.exp(-4 * X[:, 0]) + 0.03 * CHANCE.standard_normal(15)
    fits = [
        fit_gaussian_process(X, y, trend=trend)
        for trend in (
            Decay(np.array([2.0]), np.array([0.3])),
            None,
            Decay(np.array([-2.0]), np.array([0.3])),
        )
    ]
    right, none, opposite = (fit.log_evidence for fit in fits)
    assert right > none + 1 > opposite + 2
    with pytest.raises(ValueError, match="taken as known"):
        _ = replace(fits[0], learned=None).log_evidence
