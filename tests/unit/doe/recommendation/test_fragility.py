"""Does the advice hang on a single cell?"""

import json
from dataclasses import replace

import numpy as np
import pytest

from campaigns import make_strategy
from doe.recommendation.recommendation import TooFewCellsError
from doe.space import Parameter, Space
from doe.trials import Observation

SPACE = Space((Parameter("copress_mpa", 100, 750, step=5), Parameter("stack_mpa", 1, 200, step=1)))


def _bowl(cells: int, seed: int = 0) -> list[Observation]:
    """Best at 450 MPa and 100 MPa, no cell breaks below 600 MPa, all do above."""
    chance, history = np.random.default_rng(seed), list[Observation]()
    for trial in range(1, cells + 1):
        copress, stack = chance.uniform(200, 700), chance.uniform(10, 190)
        point = {"copress_mpa": copress, "stack_mpa": stack}
        bowl = ((copress - 450) / 150) ** 2 + ((stack - 100) / 60) ** 2
        asr = 50 * float(np.exp(0.3 * bowl + 0.03 * chance.standard_normal()))
        if copress > 600:
            history.append(Observation(point, damage=2, trial=trial))
        else:
            history.append(Observation(point, asr_ohm_cm2=asr, trial=trial))
    return history


def test_many_cells_that_agree_are_firm() -> None:
    history = _bowl(40)
    found = make_strategy(SPACE, seed=1).fragility(history)
    assert found.survives
    assert found.cells == 40
    assert found.failures == sum(not cell.intact for cell in history) > 0


def test_a_lone_cell_that_made_the_advice_is_named() -> None:
    """Only trial 99 saw anything good at low stack pressure; without it the floor is best."""
    lone = Observation({"copress_mpa": 430, "stack_mpa": 12}, asr_ohm_cm2=24.0, trial=99)
    strategy, history = make_strategy(SPACE, seed=1, knowledge=False), [*_bowl(40), lone]
    assert strategy.recommend(history).point["stack_mpa"] < 40
    found = strategy.fragility(history)
    assert not found.survives
    first = found.hinges[0]
    assert (first.trial, first.change, first.effect) == (99, "left out", "moves")
    assert 70 < first.point["stack_mpa"] < 130
    assert first.asr_ohm_cm2 < first.asr_advised_ohm_cm2


def test_a_pellet_is_left_out_with_all_its_rungs() -> None:
    """One pellet on three rungs is one witness: its other rungs do not vouch for each of them."""
    rungs = [
        Observation(
            {"copress_mpa": 400.0 + 15 * k, "stack_mpa": 12},
            asr_ohm_cm2=24.0,
            trial=99,
            cell="p9",
            rung=k,
        )
        for k in (1, 2, 3)
    ]
    strategy = make_strategy(SPACE, seed=1, knowledge=False)
    found = strategy.fragility([*_bowl(40), *rungs])
    assert found.cells == 41
    (hinge,) = found.hinges
    assert (hinge.trial, hinge.change, hinge.effect) == (99, "left out", "moves")
    assert hinge.asr_ohm_cm2 < hinge.asr_advised_ohm_cm2
    three = [replace(rung, cell=None, rung=None, trial=99 + k) for k, rung in enumerate(rungs)]
    vouched = strategy.fragility([*_bowl(40), *three])
    assert (vouched.cells, vouched.survives) == (43, True)


def test_a_failure_that_alone_bars_the_better_region_is_named() -> None:
    """Resistance falls towards 600 MPa; a single broken cell stands there."""
    history = [
        Observation(
            {"copress_mpa": 200 + 20 * k, "stack_mpa": 100.0},
            asr_ohm_cm2=120 * float(np.exp(-0.012 * (20 * k))),
            trial=k,
        )
        for k in range(14)
    ]
    history.append(Observation({"copress_mpa": 520, "stack_mpa": 100.0}, damage=3, trial=50))
    found = make_strategy(SPACE, seed=0, knowledge=False).fragility(history)
    flipped = [hinge for hinge in found.hinges if hinge.change == "had held"]
    assert [(hinge.trial, hinge.effect) for hinge in flipped] == [(50, "moves")]
    assert flipped[0].point["copress_mpa"] > 430


def test_it_is_the_same_every_time_and_goes_into_json() -> None:
    history = _bowl(12)
    first, again = (make_strategy(SPACE, seed=3).fragility(history) for _ in range(2))
    assert first == again
    document = json.loads(json.dumps(first.as_document()))
    assert document["cells_left_out"] == 12
    assert document["survives"] is first.survives


@pytest.mark.parametrize("goal", ["integrity", "cycle_life"])
def test_every_goal_can_be_asked(goal: str) -> None:
    history = [
        Observation(c.point, c.damage, asr_ohm_cm2=c.asr_ohm_cm2, retention=0.9, trial=c.trial)
        for c in _bowl(15)
    ]
    assert make_strategy(SPACE, goal=goal).fragility(history).cells == 15


def test_nothing_to_rest_on_is_said() -> None:
    with pytest.raises(TooFewCellsError, match="at least 2 are needed"):
        make_strategy(SPACE).fragility([])


def test_two_cells_are_enough_to_ask() -> None:
    cell = Observation({"copress_mpa": 300, "stack_mpa": 50}, asr_ohm_cm2=50.0)
    assert make_strategy(SPACE).fragility([cell, cell]).cells == 2
