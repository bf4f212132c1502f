"""A mean function helps where cells obey it, and the test says so where they do not."""

from dataclasses import dataclass, field

import numpy as np

from surrogate.compare_means import compare_means


@dataclass
class Falling:
    """Shapes (n, k) that fall with the first coordinates of the cube; a `Trend`."""

    scales: tuple[float, ...]
    mean: np.ndarray = field(init=False)
    std: np.ndarray = field(init=False)

    def __post_init__(self):
        self.mean = self.std = np.full(len(self.scales), 0.8)

    def columns(self, X, /):
        return np.stack([np.exp(-X[:, k] / s) for k, s in enumerate(self.scales)], axis=1)


ONE, BOTH = Falling((0.25,)), Falling((0.25, 0.1))


def cells(n, seed=0):
    return np.random.default_rng(seed).random((n, 2))


def obedient(X, seed=0, noise=0.05):
    """Ln resistance that falls with both coordinates."""
    weights = np.array([0.9, 0.9])
    return BOTH.columns(X) @ weights + np.random.default_rng(seed).normal(0, noise, len(X))


def test_a_mean_helps_where_cells_obey_it():
    X = cells(16)
    tested = {
        line.name: line for line in compare_means(X, obedient(X), None, {"one": ONE, "both": BOTH})
    }
    assert tested["both"].verdict == "helps"
    assert tested["both"].gain > tested["one"].gain
    assert tested["both"].rmse < tested["both"].rmse_without


def test_a_mean_does_not_help_where_cells_disobey_it():
    X = cells(30, seed=3)
    y = 1.5 * X[:, 0] + np.random.default_rng(1).normal(0, 0.05, 30)
    tested = compare_means(X, y, None, {"one": ONE, "both": BOTH})
    assert all(line.verdict != "helps" for line in tested)


def test_too_few_cells_are_not_judged():
    X = cells(5)
    assert compare_means(X, obedient(X), None, {"one": ONE}) == ()
