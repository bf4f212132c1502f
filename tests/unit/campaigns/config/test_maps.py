"""Maps of page Understand: where they are cut, and sliders that say where they stand."""

import re
from pathlib import Path

import pytest
from support.presses.maps import measured_campaign
from support.web.page import page_of

from campaigns.config.knob_schema import Knob
from campaigns.config.load_campaign import load_settings
from campaigns.records.load_views import load_view
from campaigns.report.text.advice import protocol_line
from campaigns.web.views.figure_routes import position_of, value_at


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return measured_campaign(tmp_path_factory.mktemp("measured"))


def stands(text: str, name: str) -> str:
    found = re.search(rf'<output id="stands-{name}"[^>]*>([^<]*)</output>', text)
    assert found, name
    return found[1]


def slid(text: str, name: str) -> float:
    found = re.search(rf'name="slid.{name}"[^>]* value="([^"]+)"', text)
    assert found, name
    return float(found[1])


def test_maps_are_cut_at_the_recommended_protocol_and_say_so(measured: Path) -> None:
    """Page Understand knows no other best protocol than page Recommendation."""
    advice = load_view(load_settings(measured)).advice
    assert advice is not None
    with page_of(measured) as page:
        text = page.understood()
        assert f"Best by the model: {protocol_line(advice.point)}." in text
        assert "Used here: literature." in text
        release = advice.point["release_mpa_s"]
        assert stands(text, "release_mpa_s") == f"{release:.3g} MPa/s"
        assert stands(text, "copress_mpa") == stands(text, "anode_mpa") == "on an axis"
        assert f"at.release_mpa_s={release:.6g}" in text
        knob = load_settings(measured).space["release_mpa_s"]
        assert value_at(knob, slid(text, "release_mpa_s")) == pytest.approx(release, rel=1e-3)


def test_a_slider_that_is_moved_says_where_it_stands(measured: Path) -> None:
    with page_of(measured) as page:
        sent = {"slid.copress_mpa": 100, "slid.anode_mpa": 10, "slid.release_mpa_s": 50}
        moved = page.get("understand/maps", params={**sent, "y": "release_mpa_s"}).text
        assert stands(moved, "anode_mpa") == "105 MPa", "on its step"
        assert stands(moved, "release_mpa_s") == "on an axis"
        assert len(re.findall(r'map\.svg\?[^"]*at\.anode_mpa=105&amp;', moved)) == 2
        moved = page.get("understand/maps", params=sent).text
        assert stands(moved, "release_mpa_s") == "5 MPa/s", "half the way of a logarithmic scale"


@pytest.mark.parametrize("wrong", ["101", "-1", "nan", "inf", "far"])
def test_no_slider_stands_there(measured: Path, wrong: str) -> None:
    with page_of(measured) as page:
        answer = page.get("understand/maps", params={"slid.release_mpa_s": wrong})
        assert answer.status_code == 400
        assert "Release rate: " in answer.text


@pytest.mark.parametrize(
    "knob", [Knob(low=100, high=700), Knob(low=0.5, high=50, scale="log"), Knob(low=-5, high=5)]
)
def test_a_position_is_a_value_and_back(knob: Knob) -> None:
    assert value_at(knob, 0.0) == pytest.approx(knob.low)
    assert value_at(knob, 100.0) == pytest.approx(knob.high)
    for position in (0.0, 12.5, 50.0, 99.0):
        assert position_of(knob, value_at(knob, position)) == pytest.approx(position)
    assert position_of(knob, knob.high + 1) == pytest.approx(100.0), "what lies outside is held"
