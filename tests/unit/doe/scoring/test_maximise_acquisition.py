"""The search for the best point asks costly questions only where they can change the answer."""

import numpy as np
from numpy.typing import NDArray

from doe.scoring.maximise_acquisition import corrected

Array = NDArray[np.float64]


def test_the_eight_best_are_as_if_every_value_had_been_corrected() -> None:
    generator = np.random.default_rng(3)
    hoped = generator.normal(size=3000)
    true = np.where(generator.random(3000) < 0.8, hoped - generator.exponential(0.5, 3000), hoped)
    doubtful = true < hoped
    asked: list[int] = []

    def exact(rows: NDArray[np.int64]) -> Array:
        asked.extend(rows.tolist())
        return np.asarray(true[rows])

    values = corrected(hoped, doubtful, exact)
    best = np.argsort(-true)[:8]
    np.testing.assert_array_equal(np.argsort(-values)[:8], best)
    np.testing.assert_array_equal(values[best], true[best])
    assert len(asked) < 0.2 * np.sum(doubtful)


def test_few_values_are_all_corrected() -> None:
    hoped, true = np.arange(5.0), np.arange(5.0) - np.array([0, 4, 0, 9, 2.0])
    np.testing.assert_array_equal(
        corrected(hoped, np.ones(5, dtype=bool), lambda rows: np.asarray(true[rows])), true
    )


def test_nothing_doubtful_asks_nothing() -> None:
    def never(_: NDArray[np.int64]) -> Array:
        raise AssertionError("nobody needed to ask")

    hoped = np.arange(20.0)
    np.testing.assert_array_equal(corrected(hoped, np.zeros(20, dtype=bool), never), hoped)
