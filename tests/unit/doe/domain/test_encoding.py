"""Choices as models see them: no order, a weight each, and knowledge untouched."""

import numpy as np
import pytest

from campaigns import make_strategy
from campaigns.optimiser.make_strategy import LEARNERS
from doe.domain.encoding import Encoding, encoded_learners
from doe.domain.learners import Trend
from doe.space import Parameter, Space
from doe.trials import Observation

PRESSURE = Parameter("copress_mpa", 100, 700, 10)
FOIL = Parameter("foil", choices=("bare", "PTFE", "graphite", "copper"))
SPACE = Space((PRESSURE, FOIL, Parameter("anode", choices=("Li", "In"))))
ENCODING = Encoding.of(SPACE)
EVERY = SPACE.units([
    {"copress_mpa": 400, "foil": foil, "anode": anode}
    for foil in FOIL.choices for anode in ("Li", "In")
])  # fmt: skip


def test_any_two_choices_are_one_cube_width_apart() -> None:
    Z = ENCODING.encoded(EVERY)
    assert Z.shape == (8, 6)
    apart = np.sqrt(((Z[:, None] - Z[None]) ** 2).sum(axis=2))
    foil, anode = EVERY[:, 1], EVERY[:, 2]
    expected = np.sqrt((foil[:, None] != foil) * 1.0 + (anode[:, None] != anode))
    assert apart == pytest.approx(expected)


def test_columns_go_back_to_coordinates() -> None:
    assert ENCODING.decoded(ENCODING.encoded(EVERY)) == pytest.approx(EVERY)


def test_numbers_and_pairs_need_no_columns() -> None:
    space = Space((PRESSURE, Parameter("anode", choices=("Li", "In"))))
    assert encoded_learners(LEARNERS, space) is LEARNERS


def test_expected_shapes_see_points_not_columns() -> None:
    trend = Trend(lambda X: X[:, [0]], np.ones(1), np.ones(1))
    seen = ENCODING.trend(trend)
    assert seen is not None
    assert seen.columns(ENCODING.encoded(EVERY)) == pytest.approx(EVERY[:, [0]])


def test_the_order_of_choices_changes_no_prediction() -> None:
    """A model that takes the number of a choice for a distance predicts differently."""
    effect = {"bare": 0.0, "PTFE": 0.4, "graphite": -0.3, "copper": 0.2}
    history = [
        Observation(point={"copress_mpa": p, "foil": foil, "anode": "Li"},
                    asr_ohm_cm2=float(40 * np.exp(effect[foil] + ((p - 400) / 400) ** 2)))
        for p, foil in [(200, "bare"), (300, "PTFE"), (400, "graphite"), (500, "copper"),
                        (420, "bare"), (350, "graphite")]
    ]  # fmt: skip
    asked = [{"copress_mpa": 380, "foil": foil, "anode": "Li"} for foil in FOIL.choices]
    found = []
    for choices in (FOIL.choices, ("copper", "graphite", "bare", "PTFE")):
        space = Space((PRESSURE, Parameter("foil", choices=choices), SPACE.parameters[2]))
        found.append(make_strategy(space, seed=3).predict(history, asked).asr_median)
    assert found[0] == pytest.approx(found[1], rel=1e-3)
    assert FOIL.choices[int(np.argmin(found[0]))] == "graphite"


def test_the_best_choice_is_found_among_four() -> None:
    effect = {"bare": 0.3, "PTFE": 0.5, "graphite": 0.0, "copper": 0.7}
    strategy = make_strategy(SPACE, seed=5)
    history: list[Observation] = []
    for _ in range(12):
        point = strategy.propose(history)
        pressure, foil = float(point["copress_mpa"]), str(point["foil"])
        log_asr = effect[foil] + ((pressure - 420) / 300) ** 2
        history.append(Observation(point=point, asr_ohm_cm2=float(40 * np.exp(log_asr))))
    advice = strategy.recommend(history)
    assert advice.point["foil"] == "graphite"
    assert advice.window is None or "foil" not in advice.window.ranges
    assert not any("'foil'" in caution for caution in advice.cautions)


def test_a_rule_that_names_a_choice_is_refused() -> None:
    with pytest.raises(ValueError, match="choices are no numbers"):
        make_strategy(SPACE, constraints=["copress_mpa <= 100 * foil"])
