"""The last cells of a budget are pressed where they improve the final advice."""

from dataclasses import replace

import numpy as np
import pytest

from campaigns import make_strategy
from doe.selection.last_cells import is_last
from doe.space import Parameter, Space
from doe.trials import Observation

SPACE = Space((Parameter("copress_mpa", 50, 800, step=5),))
CRACKS_AT_MPA = 520.0


def cell(mpa: float, scatter: float = 0.0) -> Observation:
    """The higher the pressure the better, until the pellet cracks."""
    point = {"copress_mpa": mpa}
    if mpa > CRACKS_AT_MPA:
        return Observation(point, damage=2, failure=("cracked",))
    asr = 40.0 * (1 + 3 * np.exp(-mpa / 180)) * np.exp(scatter)
    return Observation(point, asr_ohm_cm2=float(asr), asr_std_ohm_cm2=float(0.02 * asr))


@pytest.mark.parametrize(
    ("count", "budget", "last"),
    [(0, None, False), (15, 20, False), (16, 20, True), (19, 20, True), (20, 20, False)],
)
def test_a_fifth_of_the_budget_is_its_last_part(count: int, budget: int | None, last: bool) -> None:
    assert is_last(count, budget) == last


def test_a_last_cell_is_pressed_at_the_edge_that_keeps_the_advice_back() -> None:
    chance = np.random.default_rng(3)
    history = [
        cell(mpa, 0.02 * chance.standard_normal())
        for mpa in (300, 340, 380, 260, 420, 360, 640, 400, 410, 390, 405, 415, 395, 425, 400, 410)
    ]
    strategy = make_strategy(SPACE, seed=0, budget=20)
    advised = strategy.recommend(history).point["copress_mpa"]
    proposed = strategy.propose(history)
    assert advised < proposed["copress_mpa"] < 640
    assert strategy.explain(history, proposed).why.startswith("One of the last cells")

    held = [*history, cell(proposed["copress_mpa"])]
    if held[-1].intact:
        assert strategy.recommend(held).point["copress_mpa"] > advised


@pytest.mark.parametrize("risk", [0.1, 0.05])
def test_a_last_cell_risks_no_more_than_was_said(risk: float) -> None:
    pressures = (300, 340, 380, 260, 420, 360, 640, 400, 410, 390, 405, 415, 395, 425, 400, 410)
    history = [cell(mpa) for mpa in pressures]
    daring, careful = (make_strategy(SPACE, seed=0, budget=20, risk=r) for r in (0.4, risk))
    dared, spared = daring.propose(history), careful.propose(history)
    assert daring.explain(history, dared).why.startswith("One of the last cells")
    assert careful.p_intact(history, [dared])[0] < 1 - risk
    assert careful.p_intact(history, [spared])[0] > 0.99 * (1 - risk)


def test_a_cell_that_confirms_risks_no_more_than_was_said() -> None:
    pressures = (300, 340, 380, 260, 420, 360)
    history = [cell(mpa) for mpa in pressures]
    anyone, careful = (make_strategy(SPACE, seed=0, **said) for said in ({}, {"risk": 0.02}))
    confirmed = anyone.propose(history)
    assert anyone.explain(history, confirmed).why.startswith("Confirms")
    assert anyone.p_intact(history, [confirmed])[0] < 0.98
    spared = careful.propose(history)
    assert careful.p_intact(history, [spared])[0] > anyone.p_intact(history, [confirmed])[0]


def test_after_two_broken_cells_a_last_cell_probably_holds() -> None:
    pressures = (300, 340, 380, 260, 420, 360, 640, 400, 410, 390, 405, 415, 395, 425, 560, 545)
    history = [cell(mpa) for mpa in pressures]
    strategy = make_strategy(SPACE, seed=0, budget=20)
    proposed = strategy.propose(history)
    assert strategy.p_intact(history, [proposed])[0] >= 0.9


def test_without_a_budget_there_are_no_last_cells() -> None:
    history = [cell(mpa) for mpa in (300, 340, 380, 260, 420, 360, 640, 400)]
    strategy = make_strategy(SPACE, seed=0)
    assert not strategy.explain(history, strategy.propose(history)).why.startswith("One of the")


def test_a_goal_that_trades_has_no_sharpest_cell_but_a_proposal() -> None:
    history = [cell(mpa) for mpa in (300, 340, 380, 260, 420, 360, 640, 400)]
    for goal in ("pareto", "integrity"):
        strategy = make_strategy(SPACE, seed=0, goal=goal, budget=9)
        why = strategy.explain(history, strategy.propose(history)).why
        assert not why.startswith("One of the last")


def test_a_setting_that_was_never_tried_goes_before() -> None:
    space = Space((Parameter("copress_mpa", 100, 500, step=100),))
    history = [cell(mpa) for mpa in (300, 400, 400, 300)]
    proposed = make_strategy(space, seed=0, budget=5).propose(history)
    assert proposed["copress_mpa"] in (200, 500)


def test_a_last_cell_is_chosen_too_where_nothing_is_known_of_the_knobs() -> None:
    space = Space((Parameter("milling_min", 50, 800, step=5), Parameter("jar", choices=("A", "B"))))
    history = [
        replace(cell(mpa), point={"milling_min": float(mpa), "jar": jar}, failure=())
        for mpa in (300, 380, 260, 420, 640, 400, 410, 600)
        for jar in ("A", "B")
    ]
    strategy = make_strategy(space, seed=0, budget=20)
    proposed = strategy.propose(history)
    assert 300 < proposed["milling_min"] < 600
    assert strategy.explain(history, proposed).why.startswith("One of the last cells")
