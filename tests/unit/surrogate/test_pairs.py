"""The quick covariance is that of scikit-learn's kernels."""

import numpy as np
import pytest
from sklearn.gaussian_process.kernels import ConstantKernel, Matern

from surrogate.pairs import CellPairs


@pytest.mark.parametrize("cells", [1, 2, 17])
def test_values_and_gradients_are_those_of_the_library(cells: int) -> None:
    chance = np.random.default_rng(cells)
    X, theta = chance.random((cells, 4)), chance.normal(0, 0.7, 5)
    kernel = (ConstantKernel(1.0) * Matern(np.ones(4), nu=2.5)).clone_with_theta(theta)
    expected, slopes = kernel(X, eval_gradient=True)
    found, gradient = CellPairs(X).covariance(theta)
    assert found == pytest.approx(expected, abs=1e-12)
    assert gradient == pytest.approx(slopes, abs=1e-12)
