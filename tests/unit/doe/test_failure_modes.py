"""How cells failed decides where the next one is pressed, and what is said of it."""

import numpy as np
import pytest

from campaigns import make_strategy
from doe.prior.prior import Knowledge
from doe.scoring.risk_budget import BOLD_P_INTACT, FRESH_OF_SERIES, SAFE_AGAIN, RiskBudget
from doe.space import Parameter, Space
from doe.trials import Observation

COPRESS = Parameter("copress_mpa", 100, 750, step=5)
ANODE = Parameter("anode_mpa", 20, 300, step=2)
TWO = Space((COPRESS, ANODE))


def cell(copress_mpa: float, anode_mpa: float = 120.0, **more: object) -> Observation:
    """One cell."""
    point = {"copress_mpa": copress_mpa, "anode_mpa": anode_mpa}
    return Observation(point, **more)  # type: ignore[arg-type]


def cracked(copress_mpa: float) -> Observation:
    return cell(copress_mpa, damage=2, failure=("cracked",))


def test_one_knob_at_half_of_the_usual_pressures_moves_no_other() -> None:
    strategy = make_strategy(TWO)
    history = [cracked(430), cracked(300), cell(200, asr_ohm_cm2=50.0), cracked(280)]
    limits = {limit.key: limit for limit in strategy.limits(history)}
    assert limits["hard_copress"].median < 330
    assert limits["hard_copress"].trust < 0.2
    assert limits["anode_squeezed"].median == pytest.approx(270, rel=0.1)
    why = strategy.explain(history, strategy.propose(history))
    assert why.literature["copress_mpa"] < 0.4
    assert why.literature["anode_mpa"] > 0.9
    assert any("cells crack above about" in belief for belief in why.beliefs)


def test_several_knobs_at_half_of_the_usual_pressures_move_the_others() -> None:
    """A soft powder: what it bears too little of is expected at lower pressures as well."""
    short = {"shorted": True, "failure": ("shorted",)}
    soft = [cracked(430), cracked(300), cell(200, 130, **short), cell(210, 100, **short)]
    strategy = make_strategy(TWO)
    alone = make_strategy(TWO, knowledge=Knowledge().without("common_scale"))
    together, apart = (
        {limit.key: limit.median for limit in one.limits(soft)} for one in (strategy, alone)
    )
    assert together["weak_adhesion"] < 0.85 * apart["weak_adhesion"]
    assert together["weak_pellet"] < 0.85 * apart["weak_pellet"]
    ratio = "anode_below_copress"  # is no pressure
    assert together[ratio] == pytest.approx(apart[ratio], rel=0.02)
    there = [{"copress_mpa": 150.0, "anode_mpa": 60.0}]
    assert strategy.p_intact(soft, there)[0] > 1.2 * alone.p_intact(soft, there)[0]


def test_cells_that_hold_at_the_usual_pressures_speak_against_a_common_scale() -> None:
    strategy = make_strategy(TWO)
    odd = [cracked(430), cracked(300), *(cell(200, 130, asr_ohm_cm2=50.0) for _ in range(3))]
    held = [*odd, *(cell(200, 180, asr_ohm_cm2=45.0) for _ in range(3))]
    moved = [
        np.log(270 / next(one for one in strategy.limits(h) if one.key == "anode_squeezed").median)
        for h in (odd[:2], held)
    ]
    assert moved[1] < 0.5 * moved[0] < 0.1


def test_between_too_little_and_too_much_some_pressure_is_expected_to_hold() -> None:
    """An anode that shorts at 90 MPa is thought to stick at less than the usual 85."""
    short = {"shorted": True, "failure": ("shorted",)}
    shorted = [cell(400, anode, **short) for anode in (150, 110, 90)]
    open_window = make_strategy(TWO)
    alone = make_strategy(TWO, knowledge=Knowledge().without("open_windows"))
    believed, apart = (
        {limit.key: limit.median for limit in one.limits(shorted)} for one in (open_window, alone)
    )
    assert believed["weak_adhesion"] < 0.8 * apart["weak_adhesion"]
    assert believed["weak_pellet"] == pytest.approx(apart["weak_pellet"], rel=0.03)
    there = [{"copress_mpa": 400.0, "anode_mpa": 60.0}]
    assert open_window.p_intact(shorted, there)[0] > 1.5 * alone.p_intact(shorted, there)[0]


def test_a_weak_powder_is_thought_to_hold_its_anode_at_less() -> None:
    """What bears little co-press pressure bears little of the anode's, a share of it."""
    usual, cracks = [cell(450, 120, asr_ohm_cm2=40.0)], [cracked(at) for at in (250, 180, 130)]
    adhesion = [
        next(one for one in make_strategy(TWO).limits(cells) if one.key == "weak_adhesion").median
        for cells in (usual, cracks)
    ]
    assert adhesion[1] < 0.9 * adhesion[0]


def test_cells_that_break_on_both_sides_close_the_window() -> None:
    short = {"shorted": True, "failure": ("shorted",)}
    peeled = {"damage": 3, "failure": ("delaminated",)}
    between, pairs = [{"copress_mpa": 400.0, "anode_mpa": 125.0}], (1, 4)
    strategy = make_strategy(TWO)
    p = [
        strategy.p_intact([cell(400, 150, **short), cell(400, 105, **peeled)] * n, between)[0]
        for n in pairs
    ]
    assert p[1] < 0.5 * p[0]


def test_a_limit_is_halved_and_then_bisected() -> None:
    strategy, limit = make_strategy(Space((COPRESS,)), seed=1), 210.0
    history: list[Observation] = []
    while not any(seen.intact for seen in history):
        pressed = strategy.propose(history)["copress_mpa"]
        point = {"copress_mpa": pressed}
        history.append(
            Observation(point, damage=2, failure=("cracked",))
            if pressed > limit
            else Observation(point, asr_ohm_cm2=60.0)
        )
    assert len(history) <= 4
    assert history[-1].point["copress_mpa"] > 120  # not simply the gentlest


def test_crumbled_says_press_harder() -> None:
    strategy = make_strategy(TWO)
    history = [cell(180, damage=3, failure=("crumbled",))]
    assert strategy.propose(history)["copress_mpa"] > 180


def test_an_unknown_failure_says_less_than_a_known_one() -> None:
    strategy, there = make_strategy(TWO), {"copress_mpa": 400.0, "anode_mpa": 120.0}
    known = strategy.p_holds([cracked(400)], [there])["cracked"][0]
    unknown = cell(400, damage=2, failure=("unknown",))
    mixed = strategy.p_holds([unknown], [there])
    before = strategy.p_holds([], [there])
    assert known < mixed["cracked"][0] < before["cracked"][0]
    assert mixed["delaminated"][0] < before["delaminated"][0]


def test_after_three_broken_cells_it_says_what_it_believes() -> None:
    strategy = make_strategy(TWO)
    history = [cracked(430), cracked(330), cracked(260)]
    why = strategy.explain(history, strategy.propose(history)).why
    assert why.startswith("3 cells broke one after another. What is believed now:")
    assert "cells crack above about" in why
    assert (
        "one after another"
        not in strategy.explain(history[:2], {"copress_mpa": 200, "anode_mpa": 120}).why
    )


def test_a_gentle_start_is_gentler_than_the_literature() -> None:
    usual, gentle = (make_strategy(TWO, start=start) for start in ("literature", "gentle"))
    first, other = usual.propose([]), gentle.propose([])
    assert gentle.p_intact([], [other])[0] > gentle.p_intact([], [first])[0]
    assert "first design" not in gentle.explain([], other).why
    with pytest.raises(ValueError, match="literature, gentle"):
        make_strategy(TWO, start="bold")  # type: ignore[arg-type]


def test_a_dial_with_few_settings_is_tried_setting_by_setting() -> None:
    space = Space((Parameter("copress_mpa", 300, 400, step=50),))
    strategy = make_strategy(space, seed=2)
    history: list[Observation] = []
    for _ in range(3):
        point = strategy.propose(history)
        history.append(Observation(point, asr_ohm_cm2=50.0 + 0.1 * len(history)))
    assert {seen.point["copress_mpa"] for seen in history} == {300.0, 350.0, 400.0}


def test_the_place_where_cells_broke_is_not_visited_again_and_again() -> None:
    space = Space((Parameter("x", 0, 1), Parameter("y", 0, 1)))
    strategy = make_strategy(space, seed=0, n_initial=1)
    chance = np.random.default_rng(3)
    broken = [Observation(space.point(row), damage=2) for row in chance.random((30, 2))]
    history = [Observation({"x": 0.5, "y": 0.5}, asr_ohm_cm2=40.0), *broken]
    proposed: list[Observation] = []
    for _ in range(4):
        proposed.append(Observation(strategy.propose([*history, *proposed]), damage=2))
    points = space.units([seen.point for seen in proposed])
    apart = np.linalg.norm(points[:, None, :] - points[None, :, :], axis=2) + np.eye(4)
    assert np.min(apart) > 0.02


def test_halving_one_risk_is_not_paid_with_a_cell_that_breaks_otherwise() -> None:
    strategy = make_strategy(TWO, seed=0)
    peeled = [
        cell(430, 120, damage=3, failure=("delaminated",)),
        cell(410, 196, damage=3, failure=("delaminated",)),
    ]
    covered = TWO.from_unit(np.random.default_rng(0).random((2000, 2)))
    reachable = strategy.p_intact(peeled, [TWO.point(row) for row in covered])
    proposed = strategy.propose(peeled)
    assert strategy.p_intact(peeled, [proposed])[0] > 0.6 * np.max(reachable)
    assert strategy.p_holds(peeled, [proposed])["cracked"][0] > 0.6


def test_early_cells_dare_and_the_one_after_two_that_broke_is_careful() -> None:
    usual = RiskBudget()
    early, settled = (usual.threshold(n, 0, limits_known=True) for n in (3, 23))
    assert early < settled < usual.threshold(23, 3, run=2, limits_known=True) == SAFE_AGAIN
    assert usual.threshold(23, 3) == BOLD_P_INTACT  # where no limit is known one in six is bold


def test_with_a_series_fresh_cells_are_careful_from_the_first_on() -> None:
    climbing = RiskBudget(climbs=True)
    for pressed in (3, 23):
        assert climbing.threshold(pressed, 0, limits_known=True) == FRESH_OF_SERIES
        assert RiskBudget().threshold(pressed, 0, limits_known=True) < FRESH_OF_SERIES
    assert RiskBudget(risk=0.3, climbs=True).threshold(20, 3) == pytest.approx(0.7)


def test_risk_is_a_dial_that_a_person_understands() -> None:
    assert RiskBudget(risk=0.1).threshold(20, 3) == pytest.approx(0.9)
    assert RiskBudget(risk=0.4).threshold(20, 3, run=2) == SAFE_AGAIN
    assert RiskBudget(risk=0.2, broken_budget=3).threshold(20, 3) > 0.9
    with pytest.raises(ValueError, match="one in ten"):
        RiskBudget(risk=0.0)
    history = [cell(300 + 20 * k, asr_ohm_cm2=60.0 - k) for k in range(6)]
    careful, daring = (make_strategy(TWO, seed=1, risk=risk) for risk in (0.05, 0.5))
    p = [s.p_intact(history, [s.propose(history)])[0] for s in (careful, daring)]
    assert p[0] > p[1]
