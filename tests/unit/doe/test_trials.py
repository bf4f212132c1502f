"""An observation refuses at once what no cell can have."""

from typing import Any

import numpy as np
import pytest

from doe.trials import Observation

POINT = {"copress_mpa": 300.0}


@pytest.mark.parametrize(
    "bad",
    [
        {"asr_ohm_cm2": float("nan")},
        {"asr_ohm_cm2": float("inf")},
        {"asr_ohm_cm2": -3.0},
        {"asr_ohm_cm2": 0.0},
        {"asr_ohm_cm2": 1e300},
        {"asr_ohm_cm2": 1e-300},
        {"asr_ohm_cm2": "12"},
        {"asr_std_ohm_cm2": -1.0},
        {"asr_std_ohm_cm2": float("nan")},
        {"asr_std_ohm_cm2": 1e300, "asr_ohm_cm2": 40.0},
        {"damage": 4},
        {"damage": -1},
        {"retention": 1.2},
        {"retention": float("nan")},
        {"point": {}},
        {"point": {"copress_mpa": float("nan")}},
        {"point": {"copress_mpa": None}},
        {"planned": {"copress_mpa": float("inf")}},
        {"failure": "cracked", "damage": 2},
        {"failure": ("broken",), "damage": 2},
        {"failure": None},
        {"failure": ("cracked",)},
        {"failure": ("shorted", "crumbled")},
    ],
)
def test_impossible_values_are_refused_in_one_sentence(bad: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(bad)).split("_ohm")[0]) as refusal:
        Observation(**({"point": POINT} | bad))
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(("damage", "shorted"), [(1, False), (2, False), (3, True), (0, True)])
def test_a_hairline_or_a_short_is_not_intact(damage: int, shorted: bool) -> None:
    assert not Observation(POINT, damage=damage, shorted=shorted).intact


def test_a_whole_cell_is_intact() -> None:
    assert Observation(POINT, asr_ohm_cm2=41.7).intact


def test_a_short_is_said_by_its_flag_or_by_its_mode() -> None:
    by_mode = Observation(POINT, failure=("shorted",))
    assert by_mode.shorted and not by_mode.intact
    assert Observation(POINT, shorted=True).failed_by == ("shorted",) == by_mode.failed_by
    both = Observation(POINT, damage=2, shorted=True, failure=("cracked",))
    assert both.failure == ("cracked", "shorted") == both.failed_by


def test_modes_stand_in_one_order_and_once() -> None:
    cell = Observation(POINT, damage=3, failure=("crumbled", "cracked", "crumbled"))
    assert cell.failure == ("cracked", "crumbled")


@pytest.mark.parametrize(
    ("seen", "certain", "one_of"),
    [
        ({"damage": 0}, (), ()),
        ({"damage": 1}, ("cracked",), ()),
        ({"damage": 2}, ("cracked",), ()),
        ({"damage": 3}, (), ("delaminated", "crumbled")),
        ({"damage": 3, "shorted": True}, ("shorted",), ("delaminated", "crumbled")),
        ({"damage": 1, "failure": ("crumbled",)}, ("crumbled",), ()),
        ({"damage": 3, "failure": ("cracked",)}, ("cracked",), ()),
        (
            {"damage": 2, "failure": ("unknown",)},
            (),
            ("cracked", "delaminated", "crumbled", "stuck"),
        ),
        ({"damage": 3, "failure": ("crumbled", "unknown")}, ("crumbled",), ()),
        ({"damage": 2, "failure": ("shorted",)}, ("cracked", "shorted"), ()),
    ],
)
def test_what_a_failure_says(
    seen: dict[str, Any], certain: tuple[str, ...], one_of: tuple[str, ...]
) -> None:
    cell = Observation(POINT, **seen)
    assert cell.failed_by == certain
    assert cell.failed_by_one_of == one_of


def test_scalars_of_numpy_become_plain_numbers() -> None:
    cell = Observation(
        point={"copress_mpa": np.float32(300), "copress_dwell_s": np.int64(60)},
        damage=np.int64(2),  # type: ignore[arg-type]
        shorted=np.bool_(False),  # type: ignore[arg-type]
        asr_ohm_cm2=np.float64(41.5),
        failure=("cracked",),
    )
    assert cell == Observation(
        point={"copress_mpa": 300.0, "copress_dwell_s": 60}, damage=2, asr_ohm_cm2=41.5,
        failure=("cracked",),
    )  # fmt: skip
    assert [type(value) for value in cell.point.values()] == [float, int]
    assert [type(cell.damage), type(cell.shorted), type(cell.asr_ohm_cm2)] == [int, bool, float]


@pytest.mark.parametrize("shorted", ["no", "yes", float("nan"), 2])
def test_what_is_no_yes_or_no_does_not_count_as_yes(shorted: object) -> None:
    with pytest.raises(ValueError, match="neither True nor False"):
        Observation({"copress_mpa": 300.0}, damage=0, shorted=shorted)  # type: ignore[arg-type]
