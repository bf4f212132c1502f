"""Knobs of which nothing is published act on the resistance and on the pellet, either way."""

import numpy as np
import pytest

from campaigns import make_strategy
from doe.prior.prior import NOTHING_KNOWN, Knowledge, SpaceKnowledge
from doe.space import Parameter, Space
from doe.trials import Observation

COPRESS = Parameter("copress_mpa", 100, 750, step=5)
BINDER = Parameter("binder_pct", 0.0, 8.0)
SPACE = Space((COPRESS, BINDER, Parameter("foil", choices=("steel", "copper", "carbon"))))


def test_only_numbers_that_nothing_names_are_unfamiliar() -> None:
    assert SpaceKnowledge(SPACE).unfamiliar == (1,)
    familiar = Space((COPRESS, Parameter("ramp_mpa_s", 1, 50, scale="log")))
    assert SpaceKnowledge(familiar).unfamiliar == ()
    switched_off = Knowledge().without("unfamiliar_knobs")
    assert SpaceKnowledge(SPACE, switched_off).unfamiliar == ()


def test_an_unfamiliar_knob_leans_the_limits_of_the_pellet_alone() -> None:
    space = Space((COPRESS, Parameter("anode_mpa", 20, 300), BINDER))
    leans = {limit.key: limit.either_way for limit in SpaceKnowledge(space).limits()}
    assert leans["hard_copress"] == leans["weak_pellet"] == 1
    assert leans["anode_squeezed"] == leans["weak_adhesion"] == 0
    assert SpaceKnowledge(space, NOTHING_KNOWN).limits() == ()


def test_expected_shapes_give_it_a_line_and_a_bend_of_unknown_sign() -> None:
    trend = SpaceKnowledge(SPACE).trend()
    assert trend is not None
    shapes = trend.columns(np.array([[0.5, 0.0, 0.0], [0.5, 0.5, 0.0], [0.5, 1.0, 0.0]]))
    np.testing.assert_allclose(shapes[:, -2:], [[-1, 1], [0, 0], [1, 1]])
    assert trend.mean[-2:] == pytest.approx([0.0, 0.0])
    assert np.all(trend.std[-2:] > 0)


@pytest.mark.parametrize("best", [2.0, 6.0])
def test_the_best_setting_of_an_unfamiliar_knob_is_found_in_few_cells(best: float) -> None:
    strategy = make_strategy(Space((COPRESS, BINDER)), seed=4)
    history: list[Observation] = []
    for _ in range(9):
        point = dict(strategy.propose(history))
        asr = 40 * np.exp(0.05 * (point["binder_pct"] - best) ** 2 + 100 / point["copress_mpa"])
        history.append(Observation(point, asr_ohm_cm2=float(asr)))
    assert strategy.recommend(history).point["binder_pct"] == pytest.approx(best, abs=0.8)
