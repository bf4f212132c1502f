"""Achieved values as a person reads them at a hand press."""

from pathlib import Path

import pytest
from support.campaign import MANUAL, write_campaign

from campaigns.config.campaign_schema import Settings
from campaigns.config.load_campaign import load_settings
from campaigns.errors import WrongInputError
from campaigns.trial.typed_values import in_own_unit, typed_value, typed_values

HAND = MANUAL.replace('map = "manual"', 'kind = "manual"')  # a die of 10 mm: 78.54 mm2


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A press with a ram of 40 mm, 16 times the area of the die."""
    return load_settings(write_campaign(tmp_path, press=HAND + "ram_mm = 40\n"))


@pytest.mark.parametrize(
    ("name", "text", "own", "value"),
    [
        ("copress_mpa", "402", "copress_mpa", 402.0),
        ("copress_mpa", "402,5", "copress_mpa", 402.5),
        ("copress_mpa", "0.4 GPa", "copress_mpa", 400.0),
        ("copress_mpa", "31.4159265 kN", "copress_mpa", 400.0),
        ("copress_mpa", "31.4159265kN", "copress_mpa", 400.0),
        ("copress_mpa", "250 bar", "copress_mpa", 400.0),
        ("copress_bar", "250", "copress_mpa", 400.0),
        ("copress_mpa", "3 t", "copress_mpa", 374.5864),
        ("copress_t", "3", "copress_mpa", 374.5864),
        ("copress_kn", "31.4159265", "copress_mpa", 400.0),
        ("copress_mpa", "3626 psi", "copress_mpa", 400.007),
        ("stack_mpa", "500 bar", "stack_mpa", 50.0),
        ("copress_dwell_s", "3.5 min", "copress_dwell_s", 210.0),
        ("copress_dwell_min", "3.5", "copress_dwell_s", 210.0),
        ("copress_dwell_s", "90 s", "copress_dwell_s", 90.0),
    ],
)
def test_what_stands_on_the_sheet_can_be_typed(
    settings: Settings, name: str, text: str, own: str, value: float
) -> None:
    got = typed_value(settings, name, text)
    assert got == (own, pytest.approx(value, rel=1e-5))


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("copress_mpa", "3 ton", "three units"),
        ("copress_mpa", "3 min", "not a unit of copress_mpa"),
        ("copress_dwell_s", "3 kN", "not a unit of copress_dwell_s"),
        ("stack_mpa", "3 kN", "not a unit of stack_mpa"),
        ("copress_mpa", "300 foo", "not a known unit"),
        ("copress_mpa", "three", "not a finite number"),
    ],
)
def test_another_unit_is_refused_by_name(
    settings: Settings, name: str, text: str, why: str
) -> None:
    with pytest.raises(WrongInputError, match=why) as refused:
        typed_values(settings, {name: text})
    assert f"--achieved {name}={text}" in str(refused.value)


def test_one_value_in_two_units_is_refused(settings: Settings) -> None:
    with pytest.raises(WrongInputError, match="given twice"):
        typed_values(settings, {"copress_bar": "250", "copress_mpa": "400"})


def test_a_gauge_without_a_ram_is_no_stress_on_the_pellet(tmp_path: Path) -> None:
    path = write_campaign(tmp_path, press=HAND)
    with pytest.raises(WrongInputError, match="ram_mm"):
        in_own_unit(load_settings(path), "copress_mpa", 250.0, "bar")
