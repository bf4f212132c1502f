"""A campaign file that was only written: where it stands, what to set, what is odd in it."""

import json
from pathlib import Path

import pytest
from support.command_line import invoke as copress


@pytest.fixture
def campaign(tmp_path: Path) -> Path:
    path = tmp_path / "hand.toml"
    hand = ("--press", "manual", "--ram-mm", 50, "--gauge-step-bar", 5)
    assert copress("new", path, *hand).exit_code == 0
    return path


def test_status_counts_no_cell_and_says_how_to_begin(campaign: Path) -> None:
    shown = copress("status", campaign)
    assert shown.exit_code == 0
    assert "0 of 25 cells; 0 broken of 10 allowed" in shown.stdout
    assert "no trial yet. Begin it: copress propose hand.toml" in shown.stdout
    document = json.loads(copress("status", campaign, "--json").stdout)
    assert (document["cells"], document["budget"], document["trials"]) == (0, 25, [])
    assert not list(campaign.parent.glob("*.db")), "who only looks makes no file"


def test_a_rate_that_the_hand_press_does_not_set_is_asked_for_nowhere(campaign: Path) -> None:
    sheet = campaign.with_name("monday.csv")
    shown = copress("propose", campaign, "--sheet", sheet).stdout
    printed = sheet.with_suffix(".html").read_text(encoding="utf-8")
    why = copress("why", campaign, "--trial", 1).stdout
    for text in (shown, why):
        assert "release_mpa_s" not in text
        assert "ramp_mpa_s" not in text
    assert "release rate" not in printed
    assert "ramp rate" not in printed
    assert "open the valve slowly" in shown
    assert "Open the valve slowly" in printed
    text = campaign.read_text(encoding="utf-8").replace("sets_release = false", "")
    campaign.write_text(text, encoding="utf-8")
    assert "release_mpa_s" in copress("propose", campaign).stdout


@pytest.mark.parametrize(("area_cm2", "asked"), [(10, True), (1, False), (0.3, False)])
def test_an_area_far_above_the_face_of_the_die_is_asked_back(
    campaign: Path, area_cm2: float, asked: bool
) -> None:
    text = campaign.read_text(encoding="utf-8")
    text = text.replace("# area_cm2 = 0.785 ", f"area_cm2 = {area_cm2} ")
    campaign.write_text(text, encoding="utf-8")
    first = copress("propose", campaign)
    assert first.exit_code == 0
    assert ("Is [impedance] area_cm2 = 10 right?" in first.stdout) is asked
    copress("record", campaign, "--trial", 1, "--damage", 0, "--asr-ohm-cm2", 190)
    assert "area_cm2" not in copress("propose", campaign).stdout, "once there is a result: no more"
