"""Several goals at once."""

import json
import math

import numpy as np
import pytest

from campaigns import make_strategy
from doe.posterior.scalarisation import hypervolume, non_dominated
from doe.space import Parameter, Space
from doe.trials import Observation

SPACE = Space((Parameter("copress_mpa", 100, 700, step=5), Parameter("stack_mpa", 1, 200, step=1)))


def _cells(count: int, seed: int = 0, *, retention: bool = True) -> list[Observation]:
    """Stack pressure lowers the resistance (to 200 MPa) and costs capacity; 600 MPa breaks."""
    chance, history = np.random.default_rng(seed), list[Observation]()
    for mpa, stack in chance.uniform((150, 5), (690, 195), (count, 2)):
        point = {"copress_mpa": float(mpa), "stack_mpa": float(stack)}
        if (600 - mpa) / 30 + chance.standard_normal() < 0:
            history.append(Observation(point, damage=2))
            continue
        asr = 60 * math.exp(((mpa - 450) / 400) ** 2 - stack / 200 + 0.03 * chance.normal())
        kept = 0.98 - 0.25 * stack / 200 + 0.004 * chance.normal()
        history.append(Observation(point, asr_ohm_cm2=asr, retention=kept if retention else None))
    return history


def test_a_volume_by_hand_in_two_three_and_four_goals() -> None:
    stairs = np.array([[0.0, 0.5], [0.5, 0.0], [0.6, 0.6]])
    assert hypervolume(stairs, np.ones(2)) == pytest.approx(0.75)
    assert hypervolume(np.array([[0.5] * 3]), np.ones(3)) == pytest.approx(1 / 8)
    two = np.array([[0.0, 0.5, 0.5, 0.5], [0.5, 0.0, 0.5, 0.5]])
    assert hypervolume(two, np.ones(4)) == pytest.approx(1 / 8 + 1 / 8 - 1 / 16)
    assert hypervolume(np.array([[1.0, 0.0]]), np.ones(2)) == 0.0


@pytest.mark.parametrize("goals", [2, 3, 4])
def test_the_volume_is_that_of_thrown_darts(goals: int) -> None:
    chance = np.random.default_rng(goals)
    values, darts = chance.random((12, goals)), chance.random((100_000, goals))
    hit = np.any(np.all(values[None, :, :] <= darts[:, None, :], axis=2), axis=1)
    assert hypervolume(values, np.ones(goals)) == pytest.approx(np.mean(hit), abs=0.006)


def test_the_dominated_are_found_and_equals_are_kept() -> None:
    values = np.array([[0.0, 1.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]])
    assert non_dominated(values).tolist() == [True, True, False, True]


def test_the_front_runs_from_low_resistance_to_long_life() -> None:
    found = make_strategy(SPACE, "pareto", seed=1, knowledge=False).front(_cells(40))
    assert found is not None
    assert found.goals == ("asr_ohm_cm2", "p_intact", "retention")
    first, last = found.points[0], found.points[-1]
    assert first.point["stack_mpa"] > 150
    assert last.point["stack_mpa"] < 30
    assert first.retention is not None
    assert last.retention is not None
    assert first.asr_ohm_cm2 < last.asr_ohm_cm2
    assert first.retention < last.retention - 0.1
    assert all(point.p_intact >= 0.7 for point in found.points)
    assert 0 < found.hypervolume_tested < found.hypervolume < 1
    json.dumps(found.as_document())


def test_the_advice_is_a_compromise_that_holds() -> None:
    history = _cells(40)
    advice = make_strategy(SPACE, "pareto", seed=1, knowledge=False).recommend(history)
    alone = make_strategy(SPACE, "low_resistance", seed=1, knowledge=False).recommend(history)
    assert alone.point["stack_mpa"] > 140
    assert 20 < advice.point["stack_mpa"] < 150
    assert advice.p_intact >= 0.9
    assert make_strategy(SPACE, "low_resistance").front(history) is None


def test_what_is_not_measured_or_the_same_everywhere_is_no_goal() -> None:
    history = _cells(20, retention=False)
    found = make_strategy(SPACE, "pareto").front(history)
    assert found is not None
    assert found.goals == ("asr_ohm_cm2", "p_intact")
    dwell = Space((*SPACE.parameters, Parameter("copress_dwell_s", 1, 3600, scale="log")))
    slow = [
        Observation({**c.point, "copress_dwell_s": 60.0 + 100 * n}, c.damage, c.shorted, 50.0 + n)
        for n, c in enumerate(history)
    ]
    timed = make_strategy(dwell, "pareto", handling_s=300, measurement_s=300).front(slow)
    assert timed is not None
    assert timed.goals == ("asr_ohm_cm2", "p_intact", "total_s")


def test_cells_are_spread_along_the_front_and_enlarge_its_volume() -> None:
    """Ten cells chosen for the front reach more of it than ten chosen for resistance alone."""
    volumes = {}
    judge = make_strategy(SPACE, "pareto", seed=0, knowledge=False)
    for goal in ("pareto", "low_resistance"):
        history = _cells(8, 3)
        strategy = make_strategy(SPACE, goal, seed=0, knowledge=False, n_initial=4)
        for n in range(10):
            point = strategy.propose(history)
            mpa, stack = point["copress_mpa"], point["stack_mpa"]
            asr = 60 * math.exp(((mpa - 450) / 400) ** 2 - stack / 200)
            measured = {"asr_ohm_cm2": asr, "retention": 0.98 - 0.25 * stack / 200}
            history.append(Observation(point, damage=2 * (mpa > 600 + n), **measured))
        found = judge.front(history)
        assert found is not None
        volumes[goal] = found.hypervolume_tested / found.hypervolume
    assert volumes["pareto"] > volumes["low_resistance"]
