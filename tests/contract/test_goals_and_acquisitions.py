"""Every goal and every acquisition keeps its promise on the day its file is born."""

import numpy as np
import pytest

from doe import acquisitions, goals
from doe.domain.goal import Goal
from doe.scoring.candidate_predictions import CandidatePredictions
from doe.trials import Observation

POINT = {"copress_mpa": 300.0}


def _situation(mean: list[float], p: list[float], std: float = 0.1) -> CandidatePredictions:
    p_intact, n = np.array(p), len(mean)
    return CandidatePredictions(
        np.array(mean),
        np.full(n, std),
        p_intact,
        lambda: np.minimum(p_intact * 1.1, 1.0),
        p_intact,
        np.array([4.0, 4.1]),
        0.08,
    )


@pytest.mark.parametrize("name", acquisitions.names())
class TestAcquisition:
    def test_it_is_finite_even_where_nothing_can_be_gained(self, name: str) -> None:
        hopeless = _situation([4.0, 40.0, 4e3, 4e6, -40.0], [1e-12, 0.5, 1.0, 1.0, 1.0], std=1e-6)
        values = acquisitions.load(name)(hopeless)
        assert values.shape == (5,)
        assert np.all(np.isfinite(values))

    def test_a_cell_that_more_probably_holds_is_never_worse(self, name: str) -> None:
        values = acquisitions.load(name)(_situation([4.0, 4.0], [0.4, 0.9]))
        assert values[1] > values[0]

    def test_it_does_not_look_away_from_a_lower_target(self, name: str) -> None:
        values = acquisitions.load(name)(_situation([4.2, 3.8], [0.9, 0.9]))
        assert values[1] >= values[0]


@pytest.mark.parametrize("name", goals.names())
class TestGoal:
    def test_it_is_called_as_its_file(self, name: str) -> None:
        assert goals.load(name).name == name
        assert goals.load(name).title

    def test_a_broken_cell_tells_nothing_about_the_target(self, name: str) -> None:
        for broken in ({"damage": 1}, {"damage": 3}, {"shorted": True}):
            cell = Observation(POINT, asr_ohm_cm2=3.0, retention=0.99, **broken)
            assert goals.load(name).measure(cell) is None

    def test_a_better_cell_has_a_smaller_target(self, name: str) -> None:
        goal: Goal = goals.load(name)
        good = goal.measure(Observation(POINT, asr_ohm_cm2=30.0, retention=0.95))
        poor = goal.measure(Observation(POINT, asr_ohm_cm2=90.0, retention=0.60))
        assert good is not None
        assert poor is not None
        assert good.value < poor.value
        assert good.variance >= 0

    def test_an_unmeasured_cell_is_no_target(self, name: str) -> None:
        assert goals.load(name).measure(Observation(POINT)) is None


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match="cycle_life, integrity, low_resistance"):
        goals.load("speed")
    with pytest.raises(ValueError, match="first_intact"):
        acquisitions.load("magic")
