"""After two cells in a row that failed alike the next one is well on the safe side of both."""

import numpy as np
import pytest

from campaigns import make_strategy
from doe.space import Parameter, Space
from doe.trials import Observation

SPACE = Space(
    (
        Parameter("copress_mpa", 50, 800, step=5),
        Parameter("stack_mpa", 1, 200, step=1),
        Parameter("binder_pct", 0.5, 6.0, step=0.1),
    )
)
FIXED = {"anode_mpa": 120.0}


def shorted(stack_mpa: float) -> Observation:
    point = {"copress_mpa": 380.0, "stack_mpa": stack_mpa, "binder_pct": 3.0}
    return Observation(point, shorted=True, failure=("shorted",))


def held(stack_mpa: float, copress_mpa: float = 380.0) -> Observation:
    point = {"copress_mpa": copress_mpa, "stack_mpa": stack_mpa, "binder_pct": 3.0}
    return Observation(point, asr_ohm_cm2=80.0)


def next_of(history: list[Observation], name: str, seed: int = 5) -> float:
    strategy = make_strategy(SPACE, fixed=FIXED, seed=seed, n_initial=1)
    return float(strategy.propose(history)[name])


@pytest.mark.parametrize("seed", range(4))
def test_shorts_far_below_the_published_limit_are_no_bad_luck(seed: int) -> None:
    assert next_of([shorted(56.0), shorted(23.0)], "stack_mpa", seed) <= 23.0 * 2 / 3 + 0.5


@pytest.mark.parametrize("seed", range(4))
def test_a_limit_between_cells_that_held_and_failed_is_bisected(seed: int) -> None:
    found = next_of([held(18.0), held(12.0), shorted(56.0), shorted(23.0)], "stack_mpa", seed)
    assert found <= np.sqrt(18.0 * 23.0) + 0.5


@pytest.mark.parametrize("seed", range(4))
def test_cells_that_cracked_twice_are_followed_by_one_a_third_gentler(seed: int) -> None:
    def cracked(copress_mpa: float) -> Observation:
        point = {"copress_mpa": copress_mpa, "stack_mpa": 30.0, "binder_pct": 3.0}
        return Observation(point, damage=2, failure=("cracked",))

    found = next_of([cracked(520.0), cracked(390.0)], "copress_mpa", seed)
    assert found <= 390.0 * 2 / 3 + 2.5
