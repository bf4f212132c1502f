"""An observation refuses at once what no cell can have."""

from typing import Any

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
        {"asr_ohm_cm2": "12"},
        {"asr_std_ohm_cm2": -1.0},
        {"asr_std_ohm_cm2": float("nan")},
        {"damage": 4},
        {"damage": -1},
        {"retention": 1.2},
        {"retention": float("nan")},
        {"point": {}},
        {"point": {"copress_mpa": float("nan")}},
        {"point": {"copress_mpa": None}},
        {"planned": {"copress_mpa": float("inf")}},
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
