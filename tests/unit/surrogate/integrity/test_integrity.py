"""Probability of staying intact."""

from typing import Any

import numpy as np
import pytest
from scipy.special import ndtr

from doe.domain.learners import Failures
from surrogate.integrity.expectation_propagation import Sites, expect
from surrogate.integrity.integrity import Safety, fit_integrity
from surrogate.integrity.laplace import evidence_slope, find_mode
from surrogate.integrity.ordered_probit import BAD_LUCK, likelihood


def _cells(n: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Cells that break above one half of the first knob, gradually."""
    chance = np.random.default_rng(seed)
    X = chance.random((n, 2))
    shown = 6 * (0.6 - X[:, 0]) + chance.standard_normal(n)
    damage = np.where(shown > 0, 0, np.where(shown > -0.5, 1, np.where(shown > -1, 2, 3)))
    return X, damage, ndtr(6 * (0.6 - X[:, 0]))


def test_the_probability_is_reliable_in_every_bin() -> None:
    there = np.random.default_rng(5).random((400, 2))
    true = ndtr(6 * (0.6 - there[:, 0]))
    said = [
        fit_integrity(X, damage, np.zeros(40, bool)).p_intact(there)
        for X, damage, _ in (_cells(40, seed) for seed in range(8))
    ]
    all_said, all_true = np.concatenate(said), np.tile(true, 8)
    for low in (0.0, 0.2, 0.4, 0.6, 0.8):
        inside = (all_said >= low) & (all_said < low + 0.2)
        assert abs(np.mean(all_said[inside]) - np.mean(all_true[inside])) < 0.1


def test_one_unlucky_cell_among_many_does_not_condemn_the_region() -> None:
    chance = np.random.default_rng(0)
    X = 0.5 + 0.1 * chance.standard_normal((15, 2))
    damage = np.zeros(15, int)
    damage[7] = 2
    p = fit_integrity(X, damage, np.zeros(15, bool)).p_intact(np.array([[0.5, 0.5]]))[0]
    assert 0.8 < p < 0.97


def test_shorts_and_damage_are_learned_apart() -> None:
    X = np.linspace(0, 1, 21)[:, None]
    damage, shorted = np.where(X[:, 0] < 0.25, 2, 0), X[:, 0] > 0.75
    model = fit_integrity(X, damage, shorted)
    p = model.p_intact(np.array([[0.05], [0.5], [0.95]]))
    assert p[1] > 0.75
    assert p[0] < 0.35
    assert p[2] < 0.35


def test_doubt_read_in_favour_is_never_less() -> None:
    X, damage, _ = _cells(15, 3)
    model, there = (
        fit_integrity(X, damage, np.zeros(15, bool)),
        np.random.default_rng(1).random((50, 2)),
    )
    assert np.all(model.at(there).p_intact(1.0) >= model.p_intact(there))


def test_without_cells_the_prior_speaks() -> None:
    none = np.empty(0)
    p = fit_integrity(np.empty((0, 3)), none.astype(int), none.astype(bool)).p_intact(
        np.full((1, 3), 0.5)
    )
    doubt = 3.0**2 + 1.0**2  # of the surface and of its level
    assert p[0] == pytest.approx((1.0 - BAD_LUCK) * ndtr(1.2 / np.sqrt(1.0 + doubt)))


@pytest.mark.parametrize("grade", [0, 1, 2, 3])
def test_slopes_of_the_likelihood_agree_with_differences(grade: int) -> None:
    margin, h = np.linspace(-6, 6, 25), 1e-5
    grades = np.full(25, grade)
    ahead, behind = likelihood(margin + h, grades).log_p, likelihood(margin - h, grades).log_p
    assert likelihood(margin, grades).slope == pytest.approx((ahead - behind) / (2 * h), abs=1e-6)


def test_grades_and_bad_luck_add_up_to_certainty() -> None:
    margin = np.linspace(-9, 9, 19)
    total = sum(np.exp(likelihood(margin, np.full(19, grade)).log_p) for grade in range(4))
    assert total == pytest.approx(np.ones(19))


def test_the_gradient_of_the_evidence_agrees_with_differences() -> None:
    X, damage, _ = _cells(20, 2)
    squared = np.sum((X[:, None] - X[None]) ** 2, axis=2)

    def evidence(log_amplitude: float) -> float:
        return find_mode(np.exp(log_amplitude - squared), damage, np.ones(20)).evidence

    K = np.exp(-squared)
    slope = evidence_slope(find_mode(K, damage, np.ones(20)), K)
    assert np.sum(slope * K) == pytest.approx((evidence(1e-4) - evidence(-1e-4)) / 2e-4, abs=1e-3)


@pytest.mark.parametrize(
    ("X", "damage", "shorted"),
    [
        ([[np.nan]], [0], [False]),
        ([[0.1]], [4], [False]),
        ([[0.1]], [-1], [False]),
        ([[0.1]], [0, 0], [False]),
        ([], [], []),
        ([[], []], [0, 0], [False, False]),
    ],
)
def test_what_is_no_table_of_cells_is_refused(X: Any, damage: Any, shorted: Any) -> None:
    with pytest.raises(ValueError, match=r"X|damage"):
        fit_integrity(X, damage, shorted)


def test_a_cell_left_out_or_counted_as_whole_is_as_if_it_had_been_so() -> None:
    """What is found from where the old margins were is what the changed table says."""
    X, damage, _ = _cells(20, 3)
    shorted = np.zeros(20, bool)
    row = int(np.flatnonzero(damage == 3)[0])
    model, there = fit_integrity(X, damage, shorted), X[row : row + 1]
    held = model.had_held(row)
    levels = [float(m.at(there).means[0, 0]) for m in (model, model.without(row), held)]
    assert levels == sorted(levels)
    assert levels[0] < levels[2]
    margin = held.margins[0]
    K = margin.shape(X) + margin.surface(X)
    changed = np.where(np.arange(20) == row, 0, damage)
    nothing = Sites(np.zeros(20), np.zeros(20))
    again = expect(K, changed, np.full(20, margin.expected), nothing)
    assert K @ margin.posterior.dual == pytest.approx(K @ again.dual, abs=2e-3)
    assert len(model.without(row).margins[0].X) == 19


def test_one_more_cell_is_learned_with_the_scales_of_the_others() -> None:
    X, damage, _ = _cells(20, 3)
    shorted = np.arange(20) % 9 == 0
    model, there = fit_integrity(X[:19], damage[:19], shorted[:19]), X[19:]
    for grade, short in ((0, False), (3, False), (0, True)):
        fate = Failures(np.array([grade]), np.array([short]), ((),), ((),))
        more = model.one_more(there, fate)
        gain = float(more.p_intact(there)[0] - model.p_intact(there)[0])
        assert (gain > 0.01) == (grade == 0 and not short)
        for one, last in zip(more.margins, (grade, 3 * short), strict=True):
            K, nothing = one.shape(X) + one.surface(X), Sites(np.zeros(20), np.zeros(20))
            again = expect(K, one.grades, np.full(20, one.expected), nothing)
            assert one.grades[-1] == last
            assert K @ one.posterior.dual == pytest.approx(K @ again.dual, abs=2e-3)


MARGINS = Safety(np.array([[1.0, 0.2], [2.0, 1.5]]), np.array([[0.75, 0.4], [0.5, 1.2]]))
"""Of damage and of shorts, at two points."""


def averaged(kappa: float = 0.0) -> np.ndarray:
    """Share of cells that hold against each way of failing (2, 2), over what the margin may be."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(60)
    may_be = MARGINS.means + kappa * MARGINS.stds + nodes[:, None, None] * MARGINS.stds
    return np.tensordot(weights / weights.sum(), ndtr(may_be), axes=1)


@pytest.mark.parametrize("kappa", [0.0, 1.0])
def test_a_cell_holds_where_every_margin_does_on_average(kappa: float) -> None:
    expected = (1.0 - BAD_LUCK) * np.prod(averaged(kappa), axis=0)
    assert MARGINS.p_intact(kappa) == pytest.approx(expected, abs=1e-6)


def test_each_way_of_failing_has_its_own_probability() -> None:
    holds = MARGINS.p_holds()
    assert list(holds) == ["damage", "shorted"]
    assert np.array(list(holds.values())) == pytest.approx(averaged(), abs=1e-6)


def test_a_protocol_is_sound_where_each_margin_carries_its_part() -> None:
    draws = np.random.default_rng(0).normal(size=(200_000, 2, 2))
    share = ndtr(MARGINS.means + draws * MARGINS.stds)
    each = np.sqrt(0.85 / (1.0 - BAD_LUCK))
    counted = np.prod(np.mean(share >= each, axis=0), axis=0)
    assert MARGINS.p_sound(0.85) == pytest.approx(counted, abs=0.005)
