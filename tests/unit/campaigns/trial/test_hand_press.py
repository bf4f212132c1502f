"""A hand press: what force and gauge read, which pressures can be set, numbers for a hand."""

from dataclasses import replace
from math import log
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.campaign import MANUAL, write_campaign

from campaigns.config.load_campaign import CampaignFileError, load_settings
from campaigns.files.documents.knob_labels import quantity_of
from campaigns.optimiser.strategy_from_settings import strategy_of
from campaigns.trial.hand_press import HandPress, by_hand_number
from campaigns.trial.search_space import space_of
from doe.trials import Observation

HAND = MANUAL.replace('map = "manual"', 'kind = "manual"')


def press_of(path: Path) -> HandPress:
    press = HandPress.of(load_settings(path))
    assert press is not None
    return press


def test_force_and_gauge_of_a_ram(tmp_path: Path) -> None:
    path = write_campaign(tmp_path, press=HAND + "ram_mm = 40\ngauge_step_bar = 10\n")
    shown = press_of(path).shown(400.0)
    assert shown["kN"] == pytest.approx(31.416, rel=1e-4)  # 400 MPa on 78.54 mm2
    assert shown["bar"] == pytest.approx(250.0)  # 31.4 kN on 12.57 cm2


def test_pressures_fall_on_what_the_gauge_shows(tmp_path: Path) -> None:
    path = write_campaign(tmp_path, press=HAND + "ram_mm = 40\ngauge_step_bar = 10\n")
    space, press = space_of(load_settings(path)), press_of(path)
    assert press.step_mpa == pytest.approx(16.0)
    copress = space.parameters[0]
    assert (copress.low, copress.high) == pytest.approx((304.0, 496.0))  # 300 and 500 between marks
    for mpa in copress.snap([333.0, 401.0, 480.0]):
        marks = press.shown(float(mpa))["bar"] / 10
        assert marks == pytest.approx(round(marks))


def test_a_gauge_in_tonnes(tmp_path: Path) -> None:
    path = write_campaign(tmp_path, press=HAND + "gauge_step_t = 0.1\n")
    assert press_of(path).shown(400.0)["t"] == pytest.approx(3.2035, rel=1e-3)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("gauge_step_bar = 5\n", "needs ram_mm"),
        ("ram_mm = 50\ngauge_step_bar = 5\ngauge_step_t = 0.1\n", "gauge_step_bar or gauge_step_t"),
        ('map = "simulated"\n', "contradict"),
    ],
)
def test_a_gauge_that_cannot_be_meant(tmp_path: Path, lines: str, words: str) -> None:
    with pytest.raises(CampaignFileError, match=words):
        load_settings(write_campaign(tmp_path, press=HAND + lines))


@pytest.mark.parametrize(
    ("value", "low", "high", "logarithmic", "set_to"),
    [
        (60.85, 1, 600, True, 60),
        (2.491, 0.5, 50, True, 2.5),
        (56.3, 5, 250, False, 60),
        (71.3, 60, 80, False, 71),
        (599.93, 1, 599.95, True, 599.9),
    ],
)
def test_numbers_are_those_that_a_person_sets(
    value: float, low: float, high: float, logarithmic: bool, set_to: float
) -> None:
    assert by_hand_number(value, low, high, logarithmic=logarithmic) == pytest.approx(set_to)


@given(st.floats(1.0, 600.0))
def test_a_number_for_a_hand_is_near(value: float) -> None:
    found = by_hand_number(value, 1.0, 600.0, logarithmic=True)
    assert 0.85 < found / value < 1.18


def test_a_mark_of_the_gauge_is_written_whole(tmp_path: Path) -> None:
    path = write_campaign(tmp_path, press=HAND + "ram_mm = 40\ngauge_step_bar = 2.5\n")
    assert "gauge 227.5 bar" in press_of(path).words(364.0)
    assert quantity_of("copress_mpa", 137.5) == "137.5 MPa"
    assert quantity_of("copress_mpa", 512.34) == "512 MPa"


def test_what_is_recommended_by_hand_can_be_set(tmp_path: Path) -> None:
    """No watch shows the model's best dwell; the advice is judged at the one that it shows."""
    path = write_campaign(tmp_path, press=HAND)
    text = path.read_text(encoding="utf-8").replace("copress_dwell_s = 5\n", "")
    dwell = '[space.copress_dwell_s]\nlow = 5\nhigh = 90\nscale = "log"\n[fixed]\n'
    path.write_text(text.replace("[fixed]\n", dwell), encoding="utf-8")
    strategy = strategy_of(load_settings(path))
    cells = [
        Observation(
            {"copress_mpa": mpa, "anode_mpa": 130.0, "copress_dwell_s": dwell},
            damage=0,
            asr_ohm_cm2=200 * (1 + (log(dwell / 13.4)) ** 2) * (400 / mpa) ** 0.5,
        )
        for mpa in (320.0, 400.0, 480.0)
        for dwell in (6.0, 11.0, 17.0, 40.0)
    ]
    free = replace(strategy, set_to=None).recommend(cells).point["copress_dwell_s"]
    set_by_hand = float(strategy.recommend(cells).point["copress_dwell_s"])
    assert set_by_hand == by_hand_number(float(free), 5.0, 90.0, logarithmic=True)
    assert set_by_hand != pytest.approx(float(free))
