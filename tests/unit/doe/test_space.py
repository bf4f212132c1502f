"""Space: unit cube and physical values, steps, log scales."""

import numpy as np
import pytest

from doe.space import Parameter, Space

DIAL = Parameter("copress_mpa", 100, 750, step=5)
DWELL = Parameter("copress_dwell_s", 1, 600, scale="log")


def test_values_snap_to_the_dial_and_stay_inside() -> None:
    assert DIAL.snap([103.0, 99.0, 800.0, 752.4]).tolist() == [105.0, 100.0, 750.0, 750.0]


def test_the_last_step_never_passes_the_upper_bound() -> None:
    assert Parameter("x_mm", 0, 1, step=0.3).snap([1.0]).tolist() == [pytest.approx(0.9)]


def test_steps_are_counted_from_the_lower_limit() -> None:
    press = Parameter("copress_mpa", 25, 325, step=50)
    assert press.snap([26.0, 60.0, 110.0, 320.0]).tolist() == [25.0, 75.0, 125.0, 325.0]


def test_decimal_steps_come_out_as_written() -> None:
    assert Parameter("x_mm", 0, 1, step=0.1).snap([0.31]).tolist() == [0.3]


def test_log_scale_halves_in_ratio() -> None:
    assert DWELL.from_unit([0.5])[0] == pytest.approx(np.sqrt(600))
    assert DWELL.to_unit([np.sqrt(600)])[0] == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ({"low": 5, "high": 5}, "smaller than high"),
        ({"low": float("nan"), "high": 5}, "finite"),
        ({"low": 0, "high": 5, "scale": "log"}, "low > 0"),
        ({"low": 0, "high": 5, "step": 6}, "step"),
        ({"low": 0, "high": 5, "step": 0}, "step"),
        ({"low": 0, "high": 5, "scale": "cubic"}, "scale"),
    ],
)
def test_a_parameter_that_cannot_be_searched_is_refused(bad: dict, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        Parameter("x_mpa", **bad)


def test_a_name_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="stands twice"):
        Space((DIAL, DIAL))


def test_an_empty_space_is_refused() -> None:
    with pytest.raises(ValueError, match="empty"):
        Space(())


def test_a_point_that_lacks_a_knob_is_named() -> None:
    with pytest.raises(ValueError, match="lacks 'copress_dwell_s'"):
        Space((DIAL, DWELL)).rows([{"copress_mpa": 300}])


def test_zero_on_a_log_scale_is_named() -> None:
    with pytest.raises(ValueError, match="copress_dwell_s: 0 cannot stand on a log scale"):
        Space((DIAL, DWELL)).units([{"copress_mpa": 300, "copress_dwell_s": 0}])


def test_contains_knows_steps_and_bounds() -> None:
    space = Space((DIAL,))
    assert space.contains({"copress_mpa": 105, "other": 1})
    assert not space.contains({"copress_mpa": 103})
    assert not space.contains({"copress_mpa": 95})


LIST = Parameter("hold_s", values=(300, 60, 120), scale="log")
FOIL = Parameter("foil", choices=("PTFE foil", "bare", "graphite"))


def test_a_list_is_put_in_order_and_its_ends_are_the_bounds() -> None:
    assert (LIST.values, LIST.low, LIST.high) == ((60.0, 120.0, 300.0), 60.0, 300.0)
    assert LIST.snap([50, 84, 86, 200, 1000]).tolist() == [60, 60, 120, 300, 300]


def test_choices_keep_their_order_and_share_the_interval_equally() -> None:
    space = Space((FOIL,))
    units = np.linspace(0.0, 1.0, 3001)[:, None]
    names = [space.point(row)["foil"] for row in space.from_unit(units)]
    shares = [names.count(choice) / len(names) for choice in FOIL.choices]
    assert shares == pytest.approx([1 / 3] * 3, abs=1e-3)


@pytest.mark.parametrize("count", range(2, 13))
def test_a_choice_comes_back_from_its_coordinate(count: int) -> None:
    space = Space((Parameter("step", choices=tuple(f"way {k}" for k in range(count))),))
    points = [{"step": f"way {k}"} for k in range(count)]
    rows = space.snap(space.from_unit(space.units(points)))
    assert [space.point(row) for row in rows] == points


def test_an_unknown_choice_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match="'PTFE foil', 'bare', 'graphite'"):
        Space((FOIL,)).rows([{"foil": "copper"}])
    with pytest.raises(ValueError, match="is not a number"):
        Space((DIAL,)).rows([{"copress_mpa": "bare"}])


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ({"values": (60,)}, "two or more"),
        ({"values": (60, 60)}, "twice"),
        ({"values": (60, 120), "low": 1, "high": 2}, "take the place"),
        ({"choices": ("bare", " ")}, "must be a name"),
        ({"choices": ("a", "b"), "values": (1, 2)}, "not both"),
        ({"choices": ("a", "b"), "scale": "log"}, "no scale"),
        ({"values": (0, 120), "scale": "log"}, "low > 0"),
        ({"low": 1, "high": 2, "change_s": -1}, "change_s"),
    ],
)
def test_a_list_that_cannot_be_searched_is_refused(bad: dict, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        Parameter("x", **bad)
