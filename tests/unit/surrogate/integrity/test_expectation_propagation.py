"""Margins given the cells: against the closed form, and against a million draws."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import norm

import surrogate.integrity.ordered_probit
from surrogate.integrity import expectation_propagation
from surrogate.integrity.expectation_propagation import MarginPosterior, Sites, expect
from surrogate.integrity.ordered_probit import likelihood

Array = NDArray[np.float64]


def _moments(K: Array, expected: Array, found: MarginPosterior) -> tuple[Array, Array]:
    half = np.linalg.solve(found.factor, found.root[:, None] * K)
    return expected + K @ found.dual, np.sqrt(np.diag(K) - np.sum(half**2, axis=0))


def _nothing(n: int) -> Sites:
    return Sites(np.zeros(n), np.zeros(n))


def test_one_whole_cell_has_the_mean_and_the_doubt_of_the_textbook(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Rasmussen and Williams 2006, eq. 3.85 and 3.87; nothing is left to bad luck."""
    monkeypatch.setattr(surrogate.integrity.ordered_probit, "BAD_LUCK", 1e-12)
    K, expected = np.array([[10.0]]), np.array([1.2])
    mean, std = _moments(K, expected, expect(K, np.array([0]), expected, _nothing(1)))
    z = 1.2 / np.sqrt(11.0)
    ratio = norm.pdf(z) / norm.cdf(z)
    assert mean[0] == pytest.approx(1.2 + 10 * ratio / np.sqrt(11.0), abs=1e-3)
    assert std[0] ** 2 == pytest.approx(10 - 100 * ratio / 11.0 * (z + ratio), abs=1e-2)


def test_eight_cells_of_all_grades_agree_with_draws() -> None:
    """Weighted draws are the truth: the chance of one more whole cell is met within 0.04."""
    generator = np.random.default_rng(0)
    X = generator.random((8, 2))
    K = 9 * np.exp(-np.sum((X[:, None] - X[None]) ** 2, axis=2) / 0.18) + 1
    grades, expected = np.array([0, 0, 1, 0, 3, 0, 0, 2]), np.full(8, 1.2)
    draws = generator.multivariate_normal(expected, K, size=400_000)
    likelihoods = [
        likelihood(draws[:, k], np.full(len(draws), grade)) for k, grade in enumerate(grades)
    ]
    log_weight = np.sum([part.log_p for part in likelihoods], axis=0)
    weight = np.exp(log_weight - np.max(log_weight))
    truth = weight @ norm.cdf(draws) / np.sum(weight)
    mean, std = _moments(K, expected, expect(K, grades, expected, _nothing(8)))
    assert norm.cdf(mean / np.sqrt(1 + std**2)) == pytest.approx(truth, abs=0.04)


def test_the_answer_does_not_depend_on_where_the_search_began() -> None:
    generator = np.random.default_rng(1)
    X = generator.random((40, 3))
    K = 9 * np.exp(-np.sum((X[:, None] - X[None]) ** 2, axis=2) / 0.5) + 1
    grades = generator.choice(4, size=40, p=[0.7, 0.1, 0.1, 0.1])
    starts = (_nothing(40), Sites(np.full(40, 2.0), np.full(40, -1.0)))
    one, other = (K @ expect(K, grades, np.full(40, 1.2), start).dual for start in starts)
    assert one == pytest.approx(other, abs=2e-3)


def test_many_cells_are_matched_as_few_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """The short way for many cells, with some of which a site says hardly anything."""
    generator = np.random.default_rng(2)
    X = generator.random((60, 3))
    K = 0.64 * np.exp(-np.sum((X[:, None] - X[None]) ** 2, axis=2)) + 0.25
    expected = np.where(X[:, 0] > 0.5, 9.0, 2.5)
    grades = np.where(X[:, 0] < 0.1, 2, 0)
    found = []
    for many in (300, 10):
        monkeypatch.setattr(expectation_propagation, "_MANY", many)
        found.append(expect(K, grades, expected, _nothing(60), 0.01))
    usual, short = found
    assert np.any(usual.sites.precision < 1e-5)
    assert np.any(usual.sites.precision > 1e-2)
    assert short.dual == pytest.approx(usual.dual, abs=1e-9)
    assert short.sites.precision == pytest.approx(usual.sites.precision, abs=1e-9)
