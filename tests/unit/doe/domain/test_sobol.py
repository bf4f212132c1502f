"""The points are those of SciPy, from the same generator."""

import numpy as np
import pytest
from scipy.stats import qmc

from doe.domain.sobol import MOST_DIMENSIONS, sobol_points


@pytest.mark.parametrize("dimensions", [1, 2, 5, 11, MOST_DIMENSIONS, MOST_DIMENSIONS + 2])
@pytest.mark.parametrize("log2", [0, 4, 9])
def test_the_points_are_those_of_the_library(dimensions: int, log2: int) -> None:
    ours, theirs = np.random.default_rng(7), np.random.default_rng(7)
    for _ in range(2):
        expected = qmc.Sobol(dimensions, rng=theirs).random_base2(log2)
        assert np.array_equal(sobol_points(log2, dimensions, ours), expected)
    assert ours.random() == theirs.random()
