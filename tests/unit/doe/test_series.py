"""One cell measured at several pressures: its rungs, what is learned of it, what it counts as."""

import numpy as np
import pytest

from campaigns import make_strategy
from doe.domain.arrays import tabulate
from doe.goals import load
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


def rung(cell: str, number: int, mpa: float, asr: float | None, **more: object) -> Observation:
    point = {"copress_mpa": mpa, "stack_mpa": 40.0}
    return Observation(point=point, asr_ohm_cm2=asr, cell=cell, rung=number, **more)  # type: ignore[arg-type]


def test_without_a_series_a_cell_is_measured_once() -> None:
    assert make_strategy(SPACE).rungs([], END) == [END]


def test_pressures_rise_on_the_steps_to_the_proposal() -> None:
    found = strategy().rungs([], END)
    pressures = [point["copress_mpa"] for point in found]
    assert pressures == [220.0, 280.0, 340.0, 400.0]
    assert found[-1] == END
    assert {point["stack_mpa"] for point in found} == {40.0}


def test_the_stack_pressure_rises_after_the_co_press_pressure() -> None:
    found = strategy("both").rungs([], END)
    rising = [(point["copress_mpa"], point["stack_mpa"]) for point in found]
    assert rising == sorted(rising)
    assert rising[0] == (220.0, 22.0)
    assert rising[-1] == (400.0, 40.0)


def test_rungs_obey_the_rules() -> None:
    ruled = strategy(constraints=["stack_mpa <= 0.15 * copress_mpa"])
    pressures = [point["copress_mpa"] for point in ruled.rungs([], END)]
    assert pressures == [280.0, 340.0, 400.0]


def test_a_coarse_dial_gives_no_rung_twice() -> None:
    coarse = Space((Parameter("copress_mpa", 100.0, 500.0, step=200.0),))
    found = make_strategy(coarse, series=Series()).rungs([], {"copress_mpa": 500.0})
    assert [point["copress_mpa"] for point in found] == [300.0, 500.0]


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
    assert strategy().climbs([*cracked, *held], {"copress_mpa": 300.0, "stack_mpa": 40.0})
    assert not strategy().climbs([*cracked, *held], {"copress_mpa": 600.0, "stack_mpa": 40.0})


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"knob": "anode_mpa"}, "knob = 'anode_mpa'"),
        ({"rungs": 1}, "two rungs or more"),
        ({"rung_cost_min": 0.0}, "above 0 minutes"),
        ({"least_p_intact": 1.0}, "no probability below 1"),
    ],
)
def test_what_is_no_series_is_refused(wrong: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Series(**wrong)  # type: ignore[arg-type]


def test_a_rung_belongs_to_a_cell() -> None:
    with pytest.raises(ValueError, match="belong to a cell"):
        Observation(point=END, rung=2)
