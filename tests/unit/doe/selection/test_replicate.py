"""Pressing a tested protocol again where that is worth more than a new one."""

import math

import numpy as np

from campaigns import make_strategy
from doe.space import Parameter, Space
from doe.trials import Observation

SPACE = Space((Parameter("copress_mpa", 100, 700, step=5), Parameter("stack_mpa", 1, 200, step=1)))


def _cells(scatter: float, cells: int = 26, seed: int = 4) -> list[Observation]:
    chance, history = np.random.default_rng(seed), list[Observation]()
    for mpa, stack in chance.uniform((150, 20), (650, 180), (cells, 2)):
        point = {"copress_mpa": float(round(mpa / 5) * 5), "stack_mpa": float(round(stack))}
        bowl = ((mpa - 420) / 250) ** 2 + ((stack - 100) / 80) ** 2
        asr = 50 * math.exp(0.2 * bowl + scatter * chance.normal())
        history.append(Observation(point, asr_ohm_cm2=asr))
    return history


def _share_again(scatter: float, **settings: bool) -> float:
    """Share of histories after which a tested point is proposed."""
    again = 0
    for seed in range(8):
        history = _cells(scatter, seed=seed)
        strategy = make_strategy(SPACE, knowledge=False, seed=seed, **settings)  # type: ignore[arg-type]
        point = strategy.propose(history)
        again += any(cell.point == point for cell in history)
    return again / 8


def test_replicates_are_proposed_where_cells_scatter_and_only_where_asked() -> None:
    assert _share_again(0.1, replicates=True) >= 0.5
    assert _share_again(0.01, replicates=True) <= 0.125
    assert _share_again(0.1) == 0


def test_a_replicate_says_that_it_is_one() -> None:
    for seed in range(8):
        history = _cells(0.1, seed=seed)
        strategy = make_strategy(SPACE, knowledge=False, seed=seed, replicates=True)
        point = strategy.propose(history)
        if any(cell.point == point for cell in history):
            assert strategy.explain(history, point).why.startswith("Pressed again:")
            return
    raise AssertionError("no replicate was proposed")
