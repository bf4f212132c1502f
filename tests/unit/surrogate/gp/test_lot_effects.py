"""Lots are distinguished from scatter and from the landscape."""

import numpy as np
import pytest

from surrogate.gp.gp import fit_gaussian_process
from surrogate.gp.lot_effects import fit_with_lots, lot_effects

LOT_STD, CELL_STD, LOTS, CELLS = 0.15, 0.06, 6, 8


def _landscape(X: np.ndarray) -> np.ndarray:
    return np.asarray(4 + 0.5 * np.sin(3 * X[:, 0]) + 1.2 * (X[:, 1] - 0.5) ** 2)


def _made_up(seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    chance, n = np.random.default_rng(seed), LOTS * CELLS
    X, lots = chance.random((n, 3)), np.arange(n) // CELLS
    shifts = chance.normal(0, LOT_STD, LOTS)
    return X, _landscape(X) + shifts[lots] + chance.normal(0, CELL_STD, n), lots, shifts


def test_lots_and_scatter_are_recovered_from_made_up_cells() -> None:
    spread, scatter, alike = [], [], []
    for seed in range(6):
        X, y, lots, shifts = _made_up(seed)
        found = lot_effects(X, y, np.zeros(len(y)), lots)
        spread.append(found.std)
        alike.append(float(np.corrcoef(found.shifts, shifts)[0, 1]))
        scatter.append(fit_with_lots(X, y, lots=lots).noise_std)
    assert np.mean(spread) == pytest.approx(LOT_STD, rel=0.25)
    assert np.mean(scatter) == pytest.approx(CELL_STD, rel=0.25)
    assert np.mean(alike) > 0.9


def test_the_landscape_is_seen_through_the_lots() -> None:
    there = np.random.default_rng(99).random((300, 3))
    errors = {"lots": 0.0, "plain": 0.0}
    for seed in range(6):
        X, y, lots, _ = _made_up(seed)
        models = {"lots": fit_with_lots(X, y, lots=lots), "plain": fit_gaussian_process(X, y)}
        for name, model in models.items():
            errors[name] += float(np.std(model.predict(there)[0] - _landscape(there)))
    assert errors["lots"] < 0.7 * errors["plain"]


def test_one_more_cell_may_be_of_another_lot() -> None:
    X, y, lots, _ = _made_up(0)
    model = fit_with_lots(X, y, lots=lots)
    _, scale, _ = model.one_more(X[:3])
    assert np.all(scale > np.hypot(model.noise_std, model.lot_std))


@pytest.mark.parametrize("lots", [None, np.zeros(48, dtype=np.int64)])
def test_one_lot_or_none_changes_nothing(lots: np.ndarray | None) -> None:
    X, y, _, _ = _made_up(1)
    plain, model = fit_gaussian_process(X, y), fit_with_lots(X, y, lots=lots)
    assert model.lot_std == 0
    assert np.array_equal(model.predict(X)[0], plain.predict(X)[0])


def test_lots_that_do_not_differ_are_found_not_to() -> None:
    chance = np.random.default_rng(5)
    X = chance.random((48, 2))
    y = _landscape(np.hstack([X, X[:, :1]])) + chance.normal(0, CELL_STD, 48)
    assert lot_effects(X, y, np.zeros(48), np.arange(48) // 8).std < 0.08
