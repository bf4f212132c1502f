"""One cell measured at several pressures: what is learned of it, when it ends, how it counts."""

from dataclasses import replace

import numpy as np
import pytest

from campaigns import make_strategy
from doe.domain.arrays import tabulate
from doe.goals import load
from doe.series import Climb, Series
from doe.space import Parameter, Space
from doe.strategy import Strategy
from doe.trials import Observation

SPACE = Space(
    (
        Parameter("copress_mpa", 100.0, 700.0, step=5.0),
        Parameter("stack_mpa", 5.0, 80.0, step=1.0),
    )
)
END = {"copress_mpa": 400.0, "stack_mpa": 40.0}


def strategy(knob: str = "copress_mpa", **more: object) -> Strategy:
    return make_strategy(SPACE, series=Series(knob=knob, rungs=4), **more)  # type: ignore[arg-type]


def eager(knob: str = "copress_mpa", **more: object) -> Strategy:
    """Spectra cost next to nothing, so that only the risk ends a series."""
    series = Series(knob=knob, rungs=4, rung_cost_min=0.01, **more)  # type: ignore[arg-type]
    return make_strategy(SPACE, series=series)


def rung(cell: str, number: int, mpa: float, asr: float | None, **more: object) -> Observation:
    point = {"copress_mpa": mpa, "stack_mpa": 40.0}
    return Observation(point=point, asr_ohm_cm2=asr, cell=cell, rung=number, **more)  # type: ignore[arg-type]


def test_a_series_counts_as_one_cell() -> None:
    climbed = [rung("7", n, mpa, 60.0 - n) for n, mpa in enumerate((220.0, 300.0, 400.0), 1)]
    cells = tabulate(SPACE, load("low_resistance"), climbed)
    assert (len(cells), cells.pressed, list(cells.ended_intact)) == (3, 1, [True])
    assert strategy(n_initial=2).propose(climbed) != END


def test_a_cell_that_broke_at_its_last_rung_is_one_broken_cell() -> None:
    climbed = [
        rung("7", 1, 220.0, 60.0),
        rung("7", 2, 400.0, None, damage=2, failure=("cracked",)),
    ]
    cells = tabulate(SPACE, load("low_resistance"), climbed)
    assert list(cells.ended_intact) == [False]


def test_what_cells_differ_by_is_in_the_interval_of_a_fresh_one() -> None:
    """Rungs of a cell share its own factor: six rungs of two cells are no six cells."""
    generator = np.random.default_rng(3)
    history, alone = [], []
    for cell in range(6):
        own = np.exp(0.25 * generator.standard_normal())
        for number, mpa in enumerate((220.0, 300.0, 380.0, 460.0), 1):
            value = 40.0 * own * (mpa / 400.0) ** -0.5 * np.exp(0.01 * generator.standard_normal())
            history.append(rung(str(cell), number, mpa, value))
            alone.append(Observation(point=history[-1].point, asr_ohm_cm2=value))
    point = [{"copress_mpa": 350.0, "stack_mpa": 40.0}]
    shared = strategy().predict(history, point)
    assert np.log(shared.asr_high[0] / shared.asr_low[0]) > 2 * 1.2 * 0.25


def test_a_cell_is_not_pressed_on_where_it_would_break() -> None:
    cracked = [
        Observation(point={"copress_mpa": mpa, "stack_mpa": 40.0}, damage=2, failure=("cracked",))
        for mpa in (420.0, 450.0, 480.0, 500.0)
    ]
    held = [rung("9", 1, 220.0, 70.0), rung("9", 2, 280.0, 61.0)]

    def at(mpa: float) -> bool:
        plan = [*(seen.point for seen in held), {"copress_mpa": mpa, "stack_mpa": 40.0}]
        return eager().go_on(cracked, held, plan, 3).worth

    assert at(295.0)
    assert not at(600.0)


def test_a_cell_is_as_strong_at_its_next_rung_as_at_the_one_before() -> None:
    """Held at 400 MPa, it bears 405 more probably than a fresh cell does."""
    cracked = [
        Observation(point={"copress_mpa": mpa, "stack_mpa": 40.0}, damage=2, failure=("cracked",))
        for mpa in (430.0, 440.0)
    ]
    held = rung("9", 1, 400.0, 61.0)
    next_point = {"copress_mpa": 405.0, "stack_mpa": 40.0}
    planned = [held.point, next_point]
    climbing = strategy().go_on(cracked, [held], planned, 2).p_intact
    fresh = strategy().p_intact([*cracked, held], [next_point])[0]
    assert climbing > fresh + 0.1


def test_a_cell_takes_half_a_step_where_a_whole_one_risks_too_much() -> None:
    """Cells held up to 330 MPa and one cracked at 450; the next rung is planned at 430."""
    history, cell = held_and_cracked(1.5)
    plan = [cell.point, {"copress_mpa": 430.0, "stack_mpa": 40.0}]

    def after(least: float) -> Climb:
        return eager(least_p_intact=least).go_on(history, [cell], plan, 2)

    assert after(0.6).rungs == (plan[1],)
    half = after(0.85).rungs
    assert 330.0 < float(half[0]["copress_mpa"]) < 430.0
    assert all(float(point["copress_mpa"]) <= 430.0 for point in half)
    refused = after(0.95)
    assert (refused.worth, refused.rungs) == (False, ())
    assert "it holds with P" in refused.why


def held_and_cracked(slope: float) -> tuple[list[Observation], Observation]:
    """Ten cells that held, one that cracked, and one more that holds; ASR goes with MPa^-slope."""
    held = [
        Observation(
            {"copress_mpa": mpa, "stack_mpa": 40.0}, asr_ohm_cm2=60.0 * (mpa / 300.0) ** -slope
        )
        for mpa in np.linspace(240.0, 330.0, 10)
    ]
    cracked = Observation({"copress_mpa": 450.0, "stack_mpa": 40.0}, damage=2, failure=("cracked",))
    return [*held, cracked], replace(held[-1], cell="9", rung=1)


def test_the_less_is_promised_the_less_is_risked() -> None:
    """The same cells held and cracked; where harder pressing measures more, none is broken."""

    def next_rung(slope: float) -> Climb:
        history, cell = held_and_cracked(slope)
        plan = [cell.point, {"copress_mpa": 350.0, "stack_mpa": 40.0}]
        return eager(least_p_intact=0.5).go_on(history, [cell], plan, 2)

    steep, flat = next_rung(1.5), next_rung(-0.2)
    assert steep.p_intact == pytest.approx(flat.p_intact)
    assert steep.worth
    assert "it holds with P" in flat.why
    assert "too little is left to gain" in flat.why


def test_the_more_cells_broke_the_less_is_risked() -> None:
    """A rung that is pressed after one broken cell of twelve is not after nine of twenty."""
    history, cell = held_and_cracked(0.1)
    shorted = [
        Observation({"copress_mpa": 300.0, "stack_mpa": 80.0}, shorted=True, failure=("shorted",))
        for _ in range(8)
    ]
    plan = [cell.point, {"copress_mpa": 350.0, "stack_mpa": 40.0}]
    few, many = (
        eager(least_p_intact=0.5).go_on(before, [cell], plan, 2)
        for before in (history, [*shorted, *history])
    )
    assert few.worth
    assert not many.worth
    assert "too little is left to gain" in many.why
    assert many.p_intact == pytest.approx(few.p_intact, abs=0.02)


def test_what_a_rung_promises_is_of_a_cell_that_held_there_before() -> None:
    """A fresh cell would break there one time in five; this one has borne nearly as much."""
    history, cell = held_and_cracked(1.0)
    borne = replace(cell, point={"copress_mpa": 395.0, "stack_mpa": 40.0}, rung=2)
    end = {"copress_mpa": 400.0, "stack_mpa": 40.0}
    plan = [cell.point, borne.point, end]
    climb = make_strategy(SPACE, series=Series(least_p_intact=0.5)).go_on(
        history, [cell, replace(borne, asr_ohm_cm2=46.0)], plan, 3
    )
    assert climb.worth, climb.why


def test_a_cell_that_may_not_be_pressed_harder_is_measured_at_other_stack_pressures() -> None:
    cracked = [
        Observation(point={"copress_mpa": mpa, "stack_mpa": 20.0}, damage=2, failure=("cracked",))
        for mpa in (330.0, 335.0, 340.0, 345.0)
    ]
    seen = Observation(
        {"copress_mpa": 300.0, "stack_mpa": 20.0}, asr_ohm_cm2=60.0, cell="1", rung=1
    )
    plan = [
        {"copress_mpa": 300.0, "stack_mpa": 20.0},
        {"copress_mpa": 400.0, "stack_mpa": 20.0},
        {"copress_mpa": 400.0, "stack_mpa": 26.0},
    ]
    left = eager("both").go_on(cracked, [seen], plan, 2)
    assert left.rungs == ({"copress_mpa": 300.0, "stack_mpa": 26.0},)


def test_a_cell_is_not_pressed_on_where_the_resistance_falls_no_further() -> None:
    """Least at 300 MPa: it climbs to there, and then the stack pressure has its turn."""

    def cells(mpa: float, name: str, number: int = 1) -> Observation:
        asr = 50.0 * (1.0 + 2.0 * np.log(mpa / 300.0) ** 2)
        return Observation(
            {"copress_mpa": mpa, "stack_mpa": 20.0}, asr_ohm_cm2=asr, cell=name, rung=number
        )

    history = [cells(mpa, str(mpa)) for mpa in (180.0, 230.0, 300.0, 390.0, 500.0)]
    below, above = cells(200.0, "new"), cells(330.0, "new")

    def after(seen: Observation, mpa: float) -> tuple[float, float]:
        plan = [
            seen.point,
            {**seen.point, "copress_mpa": mpa},
            {"copress_mpa": mpa, "stack_mpa": 26.0},
        ]
        found = eager("both").go_on(history, [seen], plan, 2).rungs[0]
        return float(found["copress_mpa"]), float(found["stack_mpa"])

    assert after(below, 220.0) == (220.0, 20.0)
    assert after(above, 365.0) == (330.0, 26.0)


def test_what_a_cell_bears_is_counted_once() -> None:
    """Held at 300 MPa, it is the same evidence whether it is asked for 330 once or twice."""
    cell = [rung("9", 1, 300.0, 61.0)]
    plan = [{"copress_mpa": mpa, "stack_mpa": 40.0} for mpa in (300.0, 330.0)]
    asked = eager(least_p_intact=0.1).go_on([], cell, plan, 2)
    alone = [strategy().p_holds([], [point]) for point in plan]
    expected = np.prod([min(1.0, alone[1][mode][0] / alone[0][mode][0]) for mode in alone[0]])
    assert asked.p_intact == pytest.approx(expected, rel=1e-6)


def test_a_cell_goes_on_as_planned_where_nothing_was_learned_of_it() -> None:
    plan = [END, {"copress_mpa": 440.0, "stack_mpa": 40.0}]
    assert strategy().go_on([], [], plan, 2).rungs == (plan[1],)
    assert not strategy().go_on([], [rung("9", 2, 440.0, 50.0)], plan, 3).worth


def test_a_series_boxes_its_limit_in() -> None:
    """Held at 300, cracked at 340: the limit is known better than by the crack alone."""
    broke = {"damage": 2, "failure": ("cracked",)}
    alone = [rung("1", 1, 340.0, None, **broke)]
    boxed = [rung("1", 1, 300.0, 60.0), rung("1", 2, 340.0, None, **broke)]
    alone_seen, boxed_seen = (
        next(one for one in strategy().limits(history) if one.mode == "cracked")
        for history in (alone, boxed)
    )
    assert boxed_seen.low > alone_seen.low
    assert boxed_seen.high / boxed_seen.low < alone_seen.high / alone_seen.low


def test_a_cell_that_crumbled_when_it_was_pushed_out_had_not_held_before() -> None:
    """Crumbling shows outside of the die: it says the same with lower rungs as without."""
    broke = {"damage": 3, "failure": ("crumbled",)}
    alone = [rung("1", 1, 260.0, None, **broke)]
    climbed = [rung("1", 1, 220.0, 70.0), rung("1", 2, 260.0, None, **broke)]
    alone_seen, climbed_seen = (
        next(one for one in strategy().limits(history) if one.mode == "crumbled")
        for history in (alone, climbed)
    )
    assert climbed_seen.median == pytest.approx(alone_seen.median, rel=0.02)
    usual = next(one for one in strategy().limits([]) if one.mode == "crumbled")
    assert climbed_seen.median > usual.median


def test_rungs_of_a_cell_that_held_are_no_several_cells_that_held() -> None:
    climbed = [rung("1", n, mpa, 60.0) for n, mpa in enumerate((280.0, 320.0, 360.0), 1)]
    again = [
        Observation(point={"copress_mpa": 360.0, "stack_mpa": 40.0}, asr_ohm_cm2=60.0)
        for _ in range(3)
    ]
    point = [{"copress_mpa": 360.0, "stack_mpa": 40.0}]
    series, fresh = strategy().p_intact(climbed, point)[0], strategy().p_intact(again, point)[0]
    once = strategy().p_intact(again[:1], point)[0]
    assert series < fresh
    assert series == pytest.approx(once, abs=0.05)


def test_with_stop_at_failure_a_cell_is_pressed_on() -> None:
    cracked = [
        Observation(point={"copress_mpa": mpa, "stack_mpa": 40.0}, damage=2, failure=("cracked",))
        for mpa in (420.0, 450.0, 480.0, 500.0)
    ]
    held = rung("9", 1, 220.0, 70.0)
    plan = [held.point, {"copress_mpa": 600.0, "stack_mpa": 40.0}]
    daring = make_strategy(SPACE, series=Series(stop="failure")).go_on(cracked, [held], plan, 2)
    assert daring.worth
    assert daring.rungs == (plan[1],)
    careful = strategy().go_on(cracked, [held], plan, 2)
    assert not careful.worth
    assert "it holds with P" in careful.why


def test_what_rungs_differ_by_is_not_what_cells_differ_by() -> None:
    climbed = [
        rung(str(cell), n, mpa, 50.0 * scale * (mpa / 300.0) ** -0.3)
        for cell, scale in enumerate((0.8, 1.0, 1.25, 0.9))
        for n, mpa in enumerate((280.0, 320.0, 360.0), 1)
    ]
    found = strategy().noises(climbed)
    assert found is not None
    assert found.pressed_again > 0.1
    assert found.another_lot is None


def test_lots_are_told_apart_from_cells_with_a_series() -> None:
    """Two lots, a fifth apart; six cells with three rungs each."""
    generator = np.random.default_rng(5)
    history = []
    for cell in range(12):
        own = np.exp(0.03 * generator.standard_normal()) * (1.0, 1.4)[cell % 2]
        for number, mpa in enumerate((280.0, 320.0, 360.0), 1):
            value = 50.0 * own * (mpa / 300.0) ** -0.3 * np.exp(0.01 * generator.standard_normal())
            history.append(rung(str(cell), number, mpa, value, lot="AB"[cell % 2]))
    found = strategy().noises(history)
    assert found is not None
    assert found.lots == 2
    assert found.another_lot is not None
    assert found.another_lot > 2 * found.pressed_again


def test_the_nearest_cells_of_a_proposal_are_three_cells_not_three_rungs() -> None:
    climbed = [
        rung(str(cell), n, mpa + 3 * cell, 50.0 * (mpa / 300.0) ** -0.3, trial=cell)
        for cell in range(1, 5)
        for n, mpa in enumerate((280.0, 320.0, 360.0), 1)
    ]
    why = strategy().explain(climbed, END)
    assert len({one.trial for one in why.nearest}) == len(why.nearest) == 3
    evidence = strategy().recommend(climbed).evidence
    assert sorted(evidence) == [1, 2, 3, 4]


def test_the_reason_of_a_cell_that_climbs_says_of_which_rung_its_numbers_are() -> None:
    """P(intact) of the last rung alone reads as if a cell were pressed that will break."""
    climbing = eager()
    end = climbing.propose([])
    first, *more = climbing.rungs([], end)
    assert more
    said = climbing.explain([], end).why
    p_first = climbing.p_intact([], [first])[0]
    assert f"first rung, where it should stay intact with probability {p_first:.2f}" in said
    assert "first rung" not in make_strategy(SPACE).explain([], end).why
