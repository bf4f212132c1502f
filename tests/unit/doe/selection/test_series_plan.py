"""The pressures at which one cell is to be measured, before it has been pressed at any."""

import itertools

from campaigns import make_strategy
from doe.series import Series
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


def test_without_a_series_a_cell_is_measured_once() -> None:
    assert make_strategy(SPACE).rungs([], END) == [END]


def test_pressures_rise_on_the_steps_to_the_proposal() -> None:
    found = strategy().rungs([], END)
    pressures = [point["copress_mpa"] for point in found]
    assert pressures == sorted(pressures)
    assert 2 <= len(pressures) <= 4
    assert {mpa % 5 for mpa in pressures} == {0.0}
    assert found[-1] == END
    assert {point["stack_mpa"] for point in found} == {40.0}


def test_a_series_begins_where_a_fresh_cell_most_probably_holds() -> None:
    """Cells that crumbled at up to 320 MPa move it up, cells that cracked move it down."""

    def broken(mpa: float, mode: str) -> Observation:
        point = {"copress_mpa": mpa, "stack_mpa": 40.0}
        return Observation(point=point, damage=3 if mode == "crumbled" else 2, failure=(mode,))

    held = [
        Observation(point={"copress_mpa": mpa, "stack_mpa": 40.0}, asr_ohm_cm2=50.0)
        for mpa in (340.0, 350.0)
    ]
    crumbled = [broken(mpa, "crumbled") for mpa in (200.0, 250.0, 300.0, 320.0)]
    cracked = [broken(mpa, "cracked") for mpa in (380.0, 390.0, 400.0)]
    lowest, gentler = (
        strategy().rungs([*history, *held], END)[0]["copress_mpa"]
        for history in (crumbled, cracked)
    )
    assert lowest >= 340.0
    assert gentler <= 320.0


def test_a_series_ends_above_what_one_measurement_of_a_fresh_cell_would_be() -> None:
    """A cell that held at the proposal is pressed on for the price of a spectrum."""
    held = [
        Observation(point={"copress_mpa": mpa, "stack_mpa": 20.0}, asr_ohm_cm2=asr)
        for mpa, asr in ((180.0, 110.0), (220.0, 96.0), (250.0, 88.0), (280.0, 81.0))
    ]
    once = make_strategy(SPACE, n_initial=2).propose(held)
    end = strategy(n_initial=2).propose(held)
    assert end["copress_mpa"] > once["copress_mpa"]
    found = [point["copress_mpa"] for point in strategy(n_initial=2).rungs(held, end)]
    assert found[-1] == end["copress_mpa"]
    assert any(float(mpa) <= 1.02 * float(once["copress_mpa"]) for mpa in found)


def test_a_series_ends_no_higher_than_cells_bear() -> None:
    cracked = [
        Observation(point={"copress_mpa": mpa, "stack_mpa": 40.0}, damage=2, failure=("cracked",))
        for mpa in (430.0, 440.0, 450.0, 460.0)
    ]
    held = [
        Observation(point={"copress_mpa": mpa, "stack_mpa": 40.0}, asr_ohm_cm2=60.0)
        for mpa in (380.0, 390.0, 400.0)
    ]
    assert float(strategy(n_initial=2).propose([*cracked, *held])["copress_mpa"]) <= 430.0


def test_rungs_are_no_nearer_than_cells_can_be_told_apart() -> None:
    found = make_strategy(SPACE, series=Series(rungs=9, stop="failure")).rungs([], END)
    pressures = [point["copress_mpa"] for point in found]
    assert all(high / low >= 1.07 for low, high in itertools.pairwise(pressures))


def test_the_stack_pressure_rises_after_the_co_press_pressure() -> None:
    found = strategy("both").rungs([], END)
    rising = [(point["copress_mpa"], point["stack_mpa"]) for point in found]
    assert rising == sorted(rising)
    assert rising[0][1] < 40.0
    assert rising[-1] == (400.0, 40.0)


def test_a_stack_pressure_that_shorts_fresh_cells_waits_for_the_last_rungs() -> None:
    """A short at the first rung would take the whole curve of the co-press pressure with it."""

    def cell(mpa: float, stack: float, asr: float | None) -> Observation:
        point = {"copress_mpa": mpa, "stack_mpa": stack}
        short = asr is None
        return Observation(point, asr_ohm_cm2=asr, shorted=short, failure=("shorted",) * short)

    held = [cell(mpa, 20.0, 9e3 / mpa) for mpa in (280.0, 300.0, 320.0, 340.0)]
    shorted = [cell(300.0, stack, None) for stack in (48.0, 50.0, 52.0, 55.0)]
    plan = strategy("both").rungs([*held, *shorted], {"copress_mpa": 400.0, "stack_mpa": 60.0})
    assert plan[0]["stack_mpa"] <= 35.0
    assert plan[-1]["stack_mpa"] == 60.0
    stacks = [rung["stack_mpa"] for rung in plan]
    assert stacks == sorted(stacks)


def test_rungs_obey_the_rules() -> None:
    ruled = strategy(constraints=["stack_mpa <= 0.12 * copress_mpa"])
    pressures = [point["copress_mpa"] for point in ruled.rungs([], END)]
    assert all(mpa >= 40.0 / 0.12 for mpa in pressures)
    assert pressures[-1] == 400.0


def test_a_coarse_dial_gives_no_rung_twice() -> None:
    coarse = Space((Parameter("copress_mpa", 100.0, 500.0, step=200.0),))
    found = make_strategy(coarse, series=Series()).rungs([], {"copress_mpa": 500.0})
    assert found[-1] == {"copress_mpa": 500.0}
    assert [point["copress_mpa"] for point in found] in ([300.0, 500.0], [500.0])


WITH_ANODE = Space(
    (SPACE.parameters[0], Parameter("anode_mpa", 20.0, 300.0, step=2.0), SPACE.parameters[1])
)


def test_before_anything_is_known_a_cell_begins_gentler_than_a_single_measurement() -> None:
    once, climbing = make_strategy(WITH_ANODE), make_strategy(WITH_ANODE, series=Series("both"))
    single = once.propose([])
    first = climbing.rungs([], climbing.propose([]))[0]
    assert first["anode_mpa"] == single["anode_mpa"]
    for knob in ("copress_mpa", "stack_mpa"):
        assert float(first[knob]) < 0.7 * float(single[knob])
    assert climbing.p_intact([], [first])[0] > once.p_intact([], [single])[0] + 0.05


def test_a_design_cell_that_risks_much_is_left_out_where_cells_climb() -> None:
    held = Observation(
        point={"copress_mpa": 300.0, "anode_mpa": 120.0, "stack_mpa": 25.0}, asr_ohm_cm2=80.0
    )
    once, climbing = make_strategy(WITH_ANODE), make_strategy(WITH_ANODE, series=Series("both"))
    planned, chosen = once.propose([held]), climbing.propose([held])
    assert once.p_intact([held], [planned])[0] < 0.7
    assert "first design" in once.explain([held], planned).why
    assert "first design" not in climbing.explain([held], chosen).why
    first = climbing.rungs([held], chosen)[0]
    assert climbing.p_intact([held], [first])[0] > 0.8
