"""Factors and solutions are those of the library; what has no factor is said so."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.linalg import cho_solve, cholesky, solve_triangular

from surrogate.gp.cholesky import (
    factorised,
    factorised_in_place,
    inverse_diagonal,
    lengths,
    reduced,
    solved,
)
from surrogate.gp.kernel import lower_triangle
from surrogate.gp.matern import Matern52
from surrogate.gp.trend_kernel import TrendKernel


def _covariance(n: int) -> NDArray[np.float64]:
    X = np.random.default_rng(n).random((n, 3))
    apart = np.sum((X[:, None] - X[None]) ** 2, axis=2)
    return np.asarray(np.exp(-apart) + np.eye(n))


@pytest.mark.parametrize("n", [0, 1, 30])
@pytest.mark.parametrize("m", [0, 1, 7])
def test_the_same_as_the_library(n: int, m: int) -> None:
    K, b = _covariance(n), np.random.default_rng(m).random((n, m))
    factor = factorised(K)
    assert factor == pytest.approx(cholesky(K, lower=True))
    assert solved(factor, b) == pytest.approx(cho_solve((factor, True), b))
    assert reduced(factor, b) == pytest.approx(solve_triangular(factor, b, lower=True))
    assert lengths(b) == pytest.approx(np.sum(b**2, axis=0))
    assert inverse_diagonal(factor) == pytest.approx(np.diag(np.linalg.inv(K)))


def test_only_the_lower_triangle_is_read_and_nothing_is_changed() -> None:
    K = _covariance(5)
    torn = np.tril(K)
    assert factorised(torn) == pytest.approx(cholesky(K, lower=True))
    assert torn == pytest.approx(np.tril(K))


@pytest.mark.parametrize("wrong", [-2.0, np.nan])
@pytest.mark.parametrize("row", [0, 2, 4])
def test_what_has_no_factor_is_refused(wrong: float, row: int) -> None:
    K = _covariance(5)
    K[row, row] = wrong
    with pytest.raises(np.linalg.LinAlgError, match="covariance"):
        factorised(K)


@pytest.mark.parametrize("row_by_row", [True, False])
def test_many_cells_are_reduced_whichever_way_the_points_stand(row_by_row: bool) -> None:
    factor, b = factorised(_covariance(310)), np.random.default_rng(0).random((310, 40))
    given = b if row_by_row else np.asfortranarray(b)
    assert reduced(factor, given) == pytest.approx(solve_triangular(factor, b, lower=True))


@pytest.mark.parametrize("n", [1, 30, 300])
def test_half_a_covariance_has_the_factor_of_the_whole(n: int) -> None:
    X = np.random.default_rng(n).random((n, 2))
    kernel = TrendKernel(None, 1.5) + Matern52(0.7, np.array([0.3, 0.9]))
    half = lower_triangle(kernel, X)
    assert half == pytest.approx(np.tril(kernel(X)))
    half[np.diag_indices(n)] += 0.1
    assert factorised_in_place(half) == pytest.approx(
        cholesky(kernel(X) + 0.1 * np.eye(n), lower=True)
    )
