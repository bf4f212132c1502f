"""What a cell costs in time, shown and weighed."""

import math

import numpy as np
import pytest

from campaigns import make_strategy
from doe.scoring.cost import CellCost
from doe.space import Parameter, Space
from doe.trials import Observation

SPACE = Space((Parameter("copress_mpa", 100, 700), Parameter("copress_dwell_s", 1, 3600)))
HELD = {"ramp_mpa_s": 10.0, "release_mpa_s": 5.0, "anode_mpa": 100.0, "anode_dwell_s": 60.0}


def test_the_time_at_the_press_is_ramps_dwells_and_releases_of_every_step() -> None:
    time = CellCost(fixed=HELD).of({"copress_mpa": 500.0, "copress_dwell_s": 120.0})
    assert time.press_s == pytest.approx((50 + 120 + 100) + (10 + 60 + 20))
    assert time.total_s == time.press_s + 1200 + 900
    assert time.in_words == "about 41 min (6.0 at the press)"


def test_what_is_not_named_costs_nothing() -> None:
    assert CellCost(0, 0).of({"stack_mpa": 50.0}).total_s == 0


def _history() -> list[Observation]:
    """Dwell does nothing between one minute and an hour; the next cell is no confirmation."""
    chance, history = np.random.default_rng(2), list[Observation]()
    for mpa, dwell_s in chance.uniform((200, 60), (600, 3500), (26, 2)):
        asr = 60 * math.exp(((mpa - 400) / 300) ** 2)
        point = {"copress_mpa": float(mpa), "copress_dwell_s": float(dwell_s)}
        history.append(Observation(point, asr_ohm_cm2=asr * math.exp(0.03 * chance.normal())))
    return history


def test_weighed_time_draws_to_shorter_cells_and_is_stated_either_way() -> None:
    times = []
    for weight in (0.0, 1.0):
        strategy = make_strategy(
            SPACE, knowledge=False, fixed=HELD, cost_weight=weight, handling_s=60, measurement_s=60
        )
        point = strategy.propose(_history())
        explanation = strategy.explain(_history(), point)
        assert explanation.time == strategy.settings.cost.of(point)
        times.append(explanation.time.total_s)
        certificate = strategy.recommend(_history()).certificate
        assert certificate.cell_s is not None
        assert certificate.cell_s > 120
    assert times[1] < 0.5 * times[0]


@pytest.mark.parametrize("name", ["handling_s", "measurement_s", "weight"])
@pytest.mark.parametrize("number", [-1.0, math.nan, math.inf])
def test_impossible_times_are_refused(name: str, number: float) -> None:
    with pytest.raises(ValueError, match=f"{name} = .* must be a finite number"):
        CellCost(**{name: number})
