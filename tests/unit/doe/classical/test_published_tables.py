"""The tabled designs equal the published ones."""

from itertools import combinations

import numpy as np
import pytest

from doe.classical.box_behnken import box_behnken
from doe.classical.central_composite import central_composite
from doe.classical.factorial import GENERATORS, fractional_factorial, full_factorial, resolution
from doe.classical.model_terms import model_matrix, terms_of
from doe.classical.screening import definitive_screening, plackett_burman


def rows_of(table):
    return {tuple(np.round(row, 6)) for row in np.asarray(table, dtype=float)}


def signs(text):
    return [
        [{"+": 1, "-": -1, "0": 0}[c] for c in line.split()] for line in text.strip().split("\n")
    ]


BOX_BEHNKEN_3 = """
- - 0
+ - 0
- + 0
+ + 0
- 0 -
+ 0 -
- 0 +
+ 0 +
0 - -
0 + -
0 - +
0 + +
"""  # Box and Behnken 1960, table 4, design 1


def test_box_behnken_3_is_the_printed_table():
    assert rows_of(box_behnken(3)) == rows_of(signs(BOX_BEHNKEN_3))


@pytest.mark.parametrize(("factors", "runs"), [(3, 12), (4, 24), (5, 40)])
def test_box_behnken_of_pairs_has_every_pair_of_signs_once(factors, runs):
    printed = {
        tuple(s if k == i else t if k == j else 0 for k in range(factors))
        for i, j in combinations(range(factors), 2)
        for s in (-1, 1)
        for t in (-1, 1)
    }
    assert rows_of(box_behnken(factors)) == printed
    assert len(box_behnken(factors)) == runs


@pytest.mark.parametrize(("factors", "runs"), [(6, 48), (7, 56)])
def test_box_behnken_of_six_and_seven_moves_three_at_a_time(factors, runs):
    table = box_behnken(factors)
    assert len(table) == runs  # moved in pairs it would be 60 and 84
    assert set((table != 0).sum(axis=1)) == {3}
    information = model_matrix(table, terms_of(factors, "linear")).T @ table
    assert np.allclose(information[1:], 24 * np.eye(factors))


def test_plackett_burman_12_is_the_printed_cycle():
    first = np.array([1, 1, -1, 1, 1, 1, -1, -1, -1, 1, -1])  # Plackett and Burman 1946, N = 12
    printed = [np.roll(first, shift) for shift in range(11)] + [-np.ones(11)]
    assert rows_of(plackett_burman(11)[:, ::-1]) == rows_of(printed)


@pytest.mark.parametrize("factors", [3, 7, 11, 15, 19, 23])
def test_plackett_burman_is_orthogonal(factors):
    table = plackett_burman(factors)
    assert np.allclose(table.T @ table, len(table) * np.eye(factors))
    assert np.allclose(table.sum(axis=0), 0)


@pytest.mark.parametrize(("factors", "alpha"), [(2, 1.4142), (3, 1.6818), (4, 2.0), (5, 2.3784)])
def test_central_composite_has_the_published_alpha(factors, alpha):
    corners, stars = 2**factors, 2 * factors
    table = central_composite(factors, "rotatable")
    assert table.shape == (corners + stars, factors)
    assert rows_of(table[:corners]) == rows_of(full_factorial([2] * factors))
    axes = np.vstack([np.eye(factors), -np.eye(factors)])
    assert rows_of(table[corners:] / table.max()) == rows_of(axes)
    assert table.max() == pytest.approx(alpha, abs=5e-5)
    assert np.allclose(central_composite(factors, "inscribed"), table / table.max())
    assert rows_of(central_composite(factors, "face")[corners:]) == rows_of(axes)


@pytest.mark.parametrize("factors", [2, 3, 4, 5])
def test_rotatable_predicts_equally_well_at_equal_distance(factors):
    table = np.vstack([central_composite(factors, "rotatable"), np.zeros((4, factors))])
    terms = terms_of(factors, "quadratic")
    X = model_matrix(table, terms)
    directions = np.random.default_rng(0).normal(size=(50, factors))
    on_sphere = directions / np.linalg.norm(directions, axis=1, keepdims=True)
    F = model_matrix(on_sphere, terms)
    variance = np.einsum("ij,ij->i", F @ np.linalg.inv(X.T @ X), F)
    assert np.ptp(variance) < 1e-9


def test_definitive_screening_of_six_has_the_published_structure():
    table = definitive_screening(6, fake_factors=0)  # Jones and Nachtsheim 2011, 13 runs
    assert table.shape == (13, 6)
    assert np.all(table[-1] == 0)
    assert sorted((table == 0).sum(axis=1)) == [1] * 12 + [6]
    assert rows_of(table) == rows_of(-table)  # every run has its mirror image
    assert np.allclose(table.T @ table, 10 * np.eye(6))


@pytest.mark.parametrize("factors", range(3, 13))
def test_definitive_screening_keeps_main_effects_clear_of_pairs_and_squares(factors):
    table = definitive_screening(factors)
    second_order = model_matrix(table, terms_of(factors, "quadratic")[1 + factors :])
    assert np.allclose(table.T @ second_order, 0)
    assert np.linalg.matrix_rank(table) == factors
    assert len(table) == 2 * (factors + factors % 2) + 5


def test_full_factorial_in_yates_order():
    assert full_factorial([2, 2]).tolist() == [[-1, -1], [1, -1], [-1, 1], [1, 1]]
    assert full_factorial([3, 2]).shape == (6, 2)


@pytest.mark.parametrize("size", sorted(GENERATORS))
def test_fractions_have_the_resolution_they_claim(size):
    factors, runs = size
    table = fractional_factorial(factors, runs)
    assert table.shape == (runs, factors)
    shortest = next(
        length
        for length in range(1, factors + 1)
        for word in combinations(range(factors), length)
        if abs(np.prod(table[:, word], axis=1).sum()) == runs
    )
    assert shortest == resolution(factors, runs)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: fractional_factorial(5, 12), "tabled are 8, 16 runs"),
        (lambda: fractional_factorial(12, 16), "3 to 8 factors"),
        (lambda: box_behnken(2), "central composite"),
        (lambda: full_factorial([2] * 20), "1048576 runs"),
        (lambda: full_factorial([1, 2]), "two levels"),
        (lambda: central_composite(1), "2 to 8"),
        (lambda: plackett_burman(60), "2 to 47"),
        (lambda: definitive_screening(2), "3 to 30"),
    ],
)
def test_what_is_not_tabled_says_what_is(make, words):
    with pytest.raises(ValueError, match=words):
        make()
