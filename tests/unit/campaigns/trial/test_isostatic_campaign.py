"""A campaign on an isostatic press: no die to take the cell's area from, no kN in its words."""

import shutil
from pathlib import Path

import pytest
from support.campaign import write_campaign

from campaigns.config.load_campaign import load_settings
from campaigns.errors import WrongInputError
from campaigns.report.text.protocol_steps import protocol_in_words
from campaigns.run.study.problems import Problem
from campaigns.run.study.study_schema import TwinTable
from campaigns.trial.press_limits import area_cm2, limits_of, refuse_outside
from hardware.press.register_map.load import SHIPPED
from hardware.twin.cell.presets import cell_design
from hardware.twin.quick_cell import quick_cell

AREA = '[impedance]\nfolder = "."\narea_cm2 = 0.8\n'


def campaign(folder: Path, impedance: str = AREA, high: float = 450) -> Path:
    shutil.copy(SHIPPED / "isostatic_press.toml", folder / "press.toml")
    path = write_campaign(folder, press='map = "press.toml"\n', impedance=impedance, high=high)
    path.write_text(path.read_text().replace("ramp_mpa_s = 80", "ramp_mpa_s = 8"))
    return path


def test_the_area_must_be_stated(tmp_path: Path) -> None:
    with pytest.raises(WrongInputError, match="area_cm2 is missing"):
        limits_of(load_settings(campaign(tmp_path, impedance="")))
    assert area_cm2(load_settings(campaign(tmp_path))) == 0.8


def test_its_bounds_are_asked_in_mpa_before_anything_is_sent(tmp_path: Path) -> None:
    settings = load_settings(campaign(tmp_path))
    refuse_outside(settings, limits_of(settings))
    settings = load_settings(campaign(tmp_path, high=550))
    with pytest.raises(WrongInputError, match=r"\[space.copress_mpa\] high = 550") as raised:
        refuse_outside(settings, limits_of(settings))
    assert "kN" not in str(raised.value)


def test_the_protocol_in_words_names_no_force(tmp_path: Path) -> None:
    settings = load_settings(campaign(tmp_path))
    values = {"copress_mpa": 400.0, "copress_dwell_s": 20.0, "stack_mpa": 20.0}
    words = " ".join(s.sentence for s in protocol_in_words(values, limits_of(settings).die))
    assert "up to 400 MPa" in words
    assert "kN" not in words


def test_a_forecast_takes_the_stated_area_for_that_of_a_pellet(tmp_path: Path) -> None:
    settings = load_settings(campaign(tmp_path))
    die = limits_of(settings).die
    assert Problem("mine", settings, "sodium", TwinTable(), die).pressed_cm2 == 0.8
    cell = quick_cell({"copress_mpa": 400.0}, cell_design("sodium"), seed=1, sample=1, die=die)
    assert cell.achieved["copress_mpa"] == pytest.approx(400.0, rel=0.02)
