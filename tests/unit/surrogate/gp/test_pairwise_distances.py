"""The quick covariance is that of scikit-learn's kernels."""

import numpy as np
import pytest
from sklearn.gaussian_process.kernels import ConstantKernel, Matern

from surrogate.gp.matern import Matern52
from surrogate.gp.pairwise_distances import CellPairs


@pytest.mark.parametrize("cells", [1, 2, 17])
def test_values_and_gradients_are_those_of_the_library(cells: int) -> None:
    chance = np.random.default_rng(cells)
    X, theta = chance.random((cells, 4)), chance.normal(0, 0.7, 5)
    kernel = (ConstantKernel(1.0) * Matern(np.ones(4), nu=2.5)).clone_with_theta(theta)
    expected, slopes = kernel(X, eval_gradient=True)
    found, wanted = CellPairs(X).covariance(theta), chance.random((cells, cells))
    assert pytest.approx(expected, abs=1e-12) == found.K
    assert found.gradient(wanted) == pytest.approx(np.tensordot(wanted, slopes, axes=2), abs=1e-12)
    assert Matern52.of(theta)(X) == pytest.approx(expected, abs=1e-12)

    elsewhere = chance.random((9, 4))
    assert Matern52.of(theta)(elsewhere, X) == pytest.approx(kernel(elsewhere, X), abs=1e-12)
    assert Matern52.of(theta).diag(X) == pytest.approx(kernel.diag(X))


def test_many_points_are_compared_a_few_at_a_time() -> None:
    """Blocks of rows make no difference to any number."""
    generator = np.random.default_rng(5)
    many, others = generator.random((90, 4)), generator.random((1000, 4))
    matern = Matern52(1.7, np.array([0.3, 0.5, 1.0, 2.0]))
    rows = [matern(many[k : k + 1], others)[0] for k in range(len(many))]
    assert np.array_equal(matern(many, others), np.array(rows))
