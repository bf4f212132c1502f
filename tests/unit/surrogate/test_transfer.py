"""Earlier cells as a prior: they help where they may, and are left out where they mislead."""

from dataclasses import replace

import numpy as np
import pytest

from doe.domain.learners import Failures
from surrogate.gp.gp import fit_gaussian_process
from surrogate.gp.lot_effects import fit_with_lots
from surrogate.integrity.integrity import fit_integrity
from surrogate.transfer import EarlierCells, Transfer, TransferredSurface, integrity_gain


def hill(X):
    return np.sum(2.0 * (X - 0.7) ** 2, axis=1)


def cells(function, count, seed):
    chance = np.random.default_rng(seed)
    X = chance.random((count, 2))
    return X, function(X) + 0.05 * chance.standard_normal(count)


def transfer(function, count=40):
    X, y = cells(function, count, 1)
    damage = np.where(X[:, 0] > 0.85, 2, 0)
    return Transfer(EarlierCells(X, y, np.zeros(count), X, seen(damage)))


def seen(damage):
    """What became of cells, none of them shorted."""
    modes = tuple(("cracked",) if grade else () for grade in damage)
    return Failures(damage, np.zeros(len(damage), dtype=bool), modes, ((),) * len(damage))


GRID = np.stack(np.meshgrid(*[np.linspace(0, 1, 9)] * 2), axis=-1).reshape(-1, 2)


def error(surface, truth):
    mean, _ = surface.predict(GRID)
    return float(np.sqrt(np.mean((mean - truth(GRID)) ** 2)))


def test_a_related_lot_that_conducts_worse_everywhere_still_teaches_its_shape():
    X, y = cells(lambda X: hill(X) + 0.25, 5, 2)
    learned = transfer(hill).together(X, y)
    alone = fit_gaussian_process(X, y)
    assert isinstance(learned, TransferredSurface)
    assert error(learned, lambda X: hill(X) + 0.25) < 0.5 * error(alone, lambda X: hill(X) + 0.25)
    assert learned.correlation > 0.7


def test_a_lot_that_is_the_opposite_is_found_out():
    X, y = cells(hill, 18, 3)
    opposite = transfer(lambda X: hill(1.0 - X))
    tested = opposite.tested(X, y)
    related = transfer(hill).tested(X, y)
    assert related.verdict == "helped"
    assert tested.verdict != "helped"
    assert tested.correlation < related.correlation


def test_it_keeps_every_promise_of_a_regression():
    X, y = cells(hill, 6, 4)
    learned = transfer(hill).together(X, y)
    mean, std = learned.predict(GRID)
    joint_mean, covariance = learned.joint(GRID)
    np.testing.assert_allclose(mean, joint_mean)
    np.testing.assert_allclose(std**2, np.diag(covariance), rtol=1e-4, atol=1e-7)
    more_mean, scale, degrees = learned.one_more(GRID)
    np.testing.assert_allclose(more_mean, mean)
    assert np.all(scale >= learned.noise_std)
    assert np.all(degrees > 0)
    believed = learned.believing(GRID[:1])
    assert believed.predict(GRID[:1])[1][0] < std[0]
    left_out, doubt = learned.leave_one_out()
    without = learned.without(2)
    np.testing.assert_allclose(without.predict(X[2:3])[0][0], left_out[2], rtol=1e-6)
    assert doubt.shape == left_out.shape == (6,)


def test_what_broke_before_is_expected_to_break_again():
    X = np.array([[0.3, 0.5], [0.4, 0.2]])
    none = np.zeros(2, dtype=np.int64)
    learned = transfer(hill).integrity(X, seen(none))
    at = np.array([[0.3, 0.5], [0.97, 0.5]])
    p = learned.at(at).p_intact()
    alone = fit_integrity(X, none, np.zeros(2, dtype=bool)).at(at).p_intact()
    assert p[0] - p[1] > 2 * (alone[0] - alone[1]) > 0
    assert learned.without(1).at(X).p_intact().shape == (2,)


def test_one_new_cell_cannot_be_judged():
    X, y = cells(hill, 1, 5)
    with pytest.raises(ValueError, match="two are the least"):
        transfer(hill).tested(X, y)


def test_a_value_within_the_lots_scatter_was_predicted_and_another_was_not():
    earlier, x = transfer(hill), np.array([[0.5, 0.5]])
    truth = float(hill(x)[0])
    assert earlier.predicts(x, truth + 0.1)
    assert not earlier.predicts(x, truth + 0.6)
    assert not earlier.predicts(x, truth - 0.6)


def test_one_more_new_cell_is_learned_as_if_it_had_been_among_them():
    X, none = np.array([[0.3, 0.5], [0.4, 0.2]]), np.zeros(2, dtype=np.int64)
    x, broke = np.array([[0.6, 0.5]]), np.array([3])
    more = transfer(hill).integrity(X, seen(none)).one_more(x, seen(broke))
    learned_again = transfer(hill).integrity(np.vstack([X, x]), seen(np.append(none, broke)))
    before = transfer(hill).integrity(X, seen(none)).at(x).p_intact()
    assert more.at(x).p_intact() < before - 0.05
    np.testing.assert_allclose(more.at(x).p_intact(), learned_again.at(x).p_intact(), atol=0.15)


def test_cells_that_break_where_earlier_ones_held_speak_against_those():
    X, none = np.array([[0.3, 0.5]]), np.zeros(1, dtype=bool)

    def gain(damage):
        damage = np.array([damage])
        together = transfer(hill).integrity(X, seen(damage))
        return integrity_gain(together, fit_integrity(X, damage, none), X, damage == 0)

    assert gain(0) > 0 > gain(2)


def pellets(spread, seed):
    """Twelve cells of four rungs each: a cell has its own shift, its rungs agree to 1 %."""
    chance = np.random.default_rng(seed)
    of_cell = np.repeat(np.arange(12), 4)
    X = np.column_stack([np.tile(np.linspace(0.1, 0.9, 4), 12), chance.random(12)[of_cell]])
    y = hill(X) + (spread * chance.standard_normal(12))[of_cell]
    return X, y + 0.01 * chance.standard_normal(48), of_cell


def test_rungs_of_earlier_cells_share_their_cell():
    """Taken for cells, rungs that agree to 1 % would promise as much of the next cell."""
    X, y, of_cell = pellets(0.2, 4)
    past = (X, y, np.zeros(48), X, seen(np.zeros(48, dtype=int)))
    new, values = cells(hill, 4, 2)
    by_row = Transfer(EarlierCells(*past)).together(new, values)
    by_cell = Transfer(EarlierCells(*past, of_cell)).together(new, values)
    assert by_row.noise_std < 0.05
    assert by_cell.noise_std > 0.15


def test_a_new_cell_is_left_out_with_all_its_rungs():
    X, y, of_cell = pellets(0.2, 3)
    earlier = transfer(hill)
    by_row, by_cell = earlier.tested(X, y), earlier.tested(X, y, of_cell=of_cell)
    assert by_cell.gain != pytest.approx(by_row.gain, rel=0.05)
    alone = replace(fit_with_lots(X, y, of_cell=of_cell), of_cell=of_cell)
    mean, std = alone.leave_one_out()
    others = of_cell != 5
    without = fit_like(alone, others)
    np.testing.assert_allclose(mean[~others], without.predict(X[~others])[0], rtol=1e-6)
    assert np.all(std > 0.1)


def fit_like(surface, kept):
    """The same hyperparameters given some of the rows."""
    return replace(
        surface, X=surface.X[kept], residual=surface.residual[kept], noise=surface.noise[kept],
        shared=surface.shared[np.ix_(kept, kept)], of_cell=None,
    )  # fmt: skip
