"""Rungs of one cell share its deviation; what cells and what rungs scatter is told apart."""

import numpy as np
import pytest

from surrogate.gp.log_marginal_likelihood import Evidence
from surrogate.gp.lot_effects import fit_with_lots
from surrogate.gp.trend_kernel import TrendKernel

CELL_STD, RUNG_STD = 0.07, 0.01


def _series(cells: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Cells of four rungs each on a smooth landscape of two knobs."""
    chance = np.random.default_rng(seed)
    of_cell = np.repeat(np.arange(cells), 4)
    X = np.column_stack([np.tile([0.2, 0.35, 0.5, 0.65], cells), chance.random(cells)[of_cell]])
    y = 4 - 0.6 * X[:, 0] + 0.5 * (X[:, 1] - 0.4) ** 2
    y = y + chance.normal(0, CELL_STD, cells)[of_cell] + chance.normal(0, RUNG_STD, len(X))
    return X, y, of_cell


@pytest.mark.parametrize("cells", [2, 4, 12])
def test_the_scatter_of_cells_is_not_read_too_wide(cells: int) -> None:
    found = [fit_with_lots(*_fit_arguments(cells, seed)).noise_std for seed in range(8)]
    assert 0.6 * CELL_STD < np.median(found) < 1.4 * CELL_STD


def _fit_arguments(cells: int, seed: int):
    X, y, of_cell = _series(cells, seed)
    return X, y, np.full(len(y), 1e-4), None, None, of_cell


def test_rungs_scatter_less_than_cells() -> None:
    surface = fit_with_lots(*_fit_arguments(12, 1))
    rung_std = np.sqrt(surface.noise_std**2 - surface.cell_std**2)
    assert rung_std < 0.03
    assert surface.cell_std == pytest.approx(CELL_STD, rel=0.5)


def test_other_hyperparameters_keep_what_rungs_share() -> None:
    """The surface under the same hyperparameters again is the same surface."""
    surface = fit_with_lots(*_fit_arguments(5, 2))
    evidence, theta = surface.learned
    again = surface._under(theta, evidence)
    at = np.random.default_rng(0).random((20, 2))
    np.testing.assert_allclose(again.predict(at), surface.predict(at), rtol=1e-9)
    assert again.noise_std == pytest.approx(surface.noise_std)


def test_the_gradient_is_that_of_the_evidence() -> None:
    X, y, of_cell = _series(3, 3)
    same = (of_cell[:, None] == of_cell[None, :]).astype(float)
    evidence = Evidence(
        X, y - np.mean(y), np.full(len(y), 1e-3), TrendKernel(None, 1.5, 0.3), 0.1,
        same_cell=same, typical_cell=0.3,
    )  # fmt: skip
    theta = evidence.prior.centre + 0.1
    _, gradient = evidence.negative(theta)
    for k, step in enumerate(1e-5 * np.eye(len(theta))):
        slope = evidence.negative(theta + step)[0] - evidence.negative(theta - step)[0]
        assert slope / 2e-5 == pytest.approx(gradient[k], rel=1e-4, abs=1e-7)
