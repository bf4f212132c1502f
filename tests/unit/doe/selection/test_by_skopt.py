"""Plain scikit-optimize chooses: kept to the rules, the same again from the same history."""

import pytest

from campaigns import make_strategy
from doe.space import Parameter, Space
from doe.strategy import Strategy
from doe.trials import Observation

SPACE = Space(
    (
        Parameter("copress_mpa", 100, 600, step=5),
        Parameter("copress_dwell_s", 1, 600, scale="log"),
        Parameter("anode_mpa", values=(60, 120, 300)),
        Parameter("cycles", 1, 9, step=1),
        Parameter("foil", choices=("bare", "graphite", "PTFE")),
    )
)
RULE = "anode_mpa <= 0.5 * copress_mpa"


def strategy(**settings: object) -> Strategy:
    return make_strategy(SPACE, seed=3, n_initial=4, chooser="skopt", **settings)


def pressed(point: dict, asr: float | None) -> Observation:
    return Observation(point, damage=0 if asr else 2, asr_ohm_cm2=asr)


def test_every_kind_of_knob_is_proposed_inside_the_rules() -> None:
    chooser = strategy(constraints=[RULE])
    history: list[Observation] = []
    for cell in range(7):
        point = chooser.propose(history)
        assert SPACE.contains(point)
        assert point["anode_mpa"] <= 0.5 * point["copress_mpa"]
        asr = None if cell in {0, 3} else 40.0 + abs(point["copress_mpa"] - 430.0) / 10.0
        history.append(pressed(point, asr))
    assert len({tuple(cell.point.values()) for cell in history}) == 7
    assert strategy(constraints=[RULE]).propose(history) == chooser.propose(history)


def test_it_presses_lower_resistance_and_does_not_know_that_cells_broke() -> None:
    space = Space((Parameter("copress_mpa", 100, 600),))
    chooser = make_strategy(space, seed=0, n_initial=3, chooser="skopt")
    history = [pressed({"copress_mpa": p}, 900.0 - p) for p in (150.0, 250.0, 350.0, 450.0)]
    assert chooser.propose(history)["copress_mpa"] > 450.0
    beyond = [pressed({"copress_mpa": p}, None) for p in (500.0, 550.0, 600.0)]
    assert chooser.propose([*history, *beyond])["copress_mpa"] < 500.0  # only as the worst value


def test_cells_on_a_press_are_not_proposed_again() -> None:
    chooser = strategy()
    first = chooser.propose([])
    assert chooser.propose([], pending=[first]) != first


def test_achieved_values_beyond_the_bounds_are_taken() -> None:
    over = dict(strategy().propose([])) | {"copress_mpa": 603.2, "copress_dwell_s": 0.98}
    assert SPACE.contains(strategy().propose([pressed(over, 50.0)]))


@pytest.mark.parametrize("more", [{"replicates": True}, {"goal": "pareto"}])
def test_what_it_cannot_do_is_refused(more: dict) -> None:
    with pytest.raises(ValueError, match="knows one value of a cell that is pressed once"):
        strategy(**more)


def test_an_unknown_chooser_names_the_known_ones() -> None:
    with pytest.raises(ValueError, match="none of copress, skopt"):
        make_strategy(SPACE, chooser="ax")
