"""Predictions are worked out once for the same points; nobody's array is shared."""

import numpy as np

from surrogate.gp.remembered import Remembered


def test_the_same_points_are_predicted_once_and_answers_are_the_callers_own() -> None:
    asked = []

    def predict(X):
        asked.append(len(X))
        return X.sum(axis=1), X.std(axis=1)

    known, X = Remembered(), np.random.default_rng(0).random((40, 3))
    first, _ = known.of(X, predict)
    first[:] = 0.0
    again, std = known.of(X.copy(), predict)
    assert asked == [40]
    assert np.array_equal(again, X.sum(axis=1))
    assert np.array_equal(std, X.std(axis=1))
    X[0, 0] += 1e-9
    known.of(X, predict)
    assert asked == [40, 40], "other points are other questions"


def test_only_the_last_questions_are_kept() -> None:
    asked = []

    def predict(X):
        asked.append(float(X[0, 0]))
        return X[:, 0], X[:, 0]

    known = Remembered()
    for k in range(30):
        known.of(np.full((25, 1), float(k)), predict)
    known.of(np.full((25, 1), 29.0), predict)
    known.of(np.full((25, 1), 0.0), predict)
    assert asked == [*map(float, range(30)), 0.0]


def test_many_points_are_predicted_in_blocks_and_once() -> None:
    X = np.random.default_rng(3).random((2500, 3))
    asked: list[int] = []

    def predict(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        asked.append(len(rows))
        return rows.sum(axis=1), rows[:, 0] ** 2

    known = Remembered()
    for _ in range(2):
        mean, std = known.of(X, predict)
        assert np.array_equal(mean, X.sum(axis=1))
        assert np.array_equal(std, X[:, 0] ** 2)
    assert sum(asked) == len(X)
    assert max(asked) < len(X)
