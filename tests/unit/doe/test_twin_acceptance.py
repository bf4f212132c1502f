"""On the simulated laboratory's own physics, 25 cells lead to a good and safe protocol."""

import numpy as np
import pytest

from campaigns import make_strategy
from doe.space import Parameter, Space
from doe.trials import Observation
from hardware.twin.cell.presets import cell_design
from hardware.twin.cell.pressing_history import PressHistory
from hardware.twin.cell.simulated_cell import press, truth
from hardware.twin.true_optimum import constrained_optimum

pytestmark = pytest.mark.slow

SPACE = Space(
    (
        Parameter("copress_mpa", 100, 750, step=5),
        Parameter("copress_dwell_s", 1, 600, scale="log"),
        Parameter("release_mpa_s", 0.5, 50, scale="log"),
        Parameter("anode_mpa", 20, 300, step=2),
        Parameter("stack_mpa", 1, 200, step=1),
    )
)


def _campaign(seed: int) -> tuple[float, float]:
    """True ASR and P(intact) of what is recommended after 25 cells."""
    sodium, chance = cell_design("sodium"), np.random.default_rng(seed)
    strategy = make_strategy(SPACE, seed=seed, constraints=("anode_mpa <= 0.75 * copress_mpa",))
    history: list[Observation] = []
    for sample in range(25):
        wanted = strategy.propose(history)
        achieved = {n: v * float(1 + 0.015 * chance.standard_normal()) for n, v in wanted.items()}
        cell = press(PressHistory.of(achieved), sodium, seed=seed, sample=sample)
        asr = cell.asr_ohm_cm2
        history.append(
            Observation(
                achieved,
                cell.damage,
                cell.shorted,
                asr,
                0.02 * asr,
                trial=sample,
                failure=cell.failure,
            )
        )
    there = truth(PressHistory.of(strategy.recommend(history).point), sodium)
    return there.asr_ohm_cm2, there.p_intact


def test_the_advice_is_near_the_best_and_holds() -> None:
    bounds = {p.name: (p.low, p.high) for p in SPACE.parameters}
    best = constrained_optimum(bounds, {}, cell_design("sodium")).asr_ohm_cm2
    found = np.array([_campaign(seed) for seed in range(8)])
    assert np.min(found[:, 1]) >= 0.8
    assert np.sum(found[:, 1] >= 0.84) >= 7
    assert np.sum(found[:, 0] <= 1.15 * best) >= 5
