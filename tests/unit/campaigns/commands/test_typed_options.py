"""Numbers, shares, trials and values with units, as people type them on the command line."""

import json
from pathlib import Path

import pytest
import typer
from support.campaign import MANUAL, write_campaign
from support.command_line import invoke as copress
from support.instruments.tables import csv_table

from campaigns.commands._options import share_typed, trial_typed, typed


@pytest.mark.parametrize("text", ["3", "#3", "cell-0003", "Cell-0003", " 003 "])
def test_a_trial_is_named_by_number_or_by_what_stands_on_the_cell(text: str) -> None:
    assert trial_typed(text) == 3


@pytest.mark.parametrize("text", ["0", "-1", "", "three", "3.5", "cell-0003-r02", "cell-"])
def test_what_names_no_trial_is_refused(text: str) -> None:
    with pytest.raises(typer.BadParameter, match="write the number of the trial"):
        trial_typed(text)


@pytest.mark.parametrize(("text", "share"), [("91 %", 0.91), ("91,5%", 0.915), ("0.91", 0.91)])
def test_a_share_may_be_typed_in_per_cent(text: str, share: float) -> None:
    assert share_typed(text) == pytest.approx(share)


@pytest.mark.parametrize("text", ["1,715.5", "1 715.5", "1'715,5", "1.715,5"])
def test_thousands_are_read_where_there_is_one_way(text: str) -> None:
    assert typed(text) == 1715.5


def test_a_number_of_two_meanings_is_asked_back_with_both() -> None:
    with pytest.raises(typer.BadParameter, match=r"two ways \(1.715 or 1715\)"):
        typed("1,715")


@pytest.fixture
def campaign(tmp_path: Path) -> Path:
    path = write_campaign(tmp_path, press=MANUAL, impedance='[impedance]\nsource = "by_hand"\n')
    assert copress("propose", path).exit_code == 0
    return path


def test_a_trial_is_edited_with_a_unit_and_the_change_is_shown(campaign: Path) -> None:
    result = copress("edit", campaign, "--trial", "cell-0001", "--set", "copress_mpa=0.4 GPa")
    assert result.exit_code == 0, result.output
    assert "-> 400" in result.stdout
    assert "{" not in result.stdout
    shown = copress("edit", campaign, "--trial", 1, "--set", "copress_mpa=405", "--json")
    assert json.loads(shown.stdout)["protocol"]["copress_mpa"] == 405.0


def test_a_value_that_the_campaign_lacks_is_answered_with_its_values(campaign: Path) -> None:
    result = copress("edit", campaign, "--trial", 1, "--set", "copress=400 MPa")
    assert result.exit_code == 2
    assert "no value copress; there are: copress_mpa, anode_mpa" in result.stderr


def test_several_ways_of_failing_may_stand_between_commas(campaign: Path) -> None:
    result = copress(
        "record", campaign, "--trial", 1, "--damage", 3, "--failure", "cracked,delaminated"
    )
    assert result.exit_code == 0, result.output
    assert "cracked and delaminated" in result.stdout


def test_a_campaign_by_hand_is_begun_with_propose(tmp_path: Path) -> None:
    path = write_campaign(tmp_path, press=MANUAL)
    assert f"Begin it: copress propose {path.name}" in copress("status", path).stdout


def test_a_slip_of_a_digit_is_asked_back(campaign: Path) -> None:
    """A planned 425 that is typed as 43, and a resistance corrected by a factor of a hundred."""
    said = ("--asr-ohm-cm2", 171.5, "--damage", 0)
    assert copress("edit", campaign, "--trial", 1, "--set", "copress_mpa=425").exit_code == 0
    slip = copress("record", campaign, "--trial", 1, *said, "--achieved", "copress_mpa=43")
    assert slip.exit_code == 2
    assert "far from the planned 425, by a factor of 9.9" in slip.stderr
    assert copress("record", campaign, "--trial", 1, *said).exit_code == 0
    why = ("--correct", "--why", "typed wrongly")
    slip = copress("record", campaign, "--trial", 1, "--asr-ohm-cm2", 1.7, *why)
    assert slip.exit_code == 2
    assert "differs from the 171.5 kept so far by a factor of 101" in slip.stderr
    sure = copress("record", campaign, "--trial", 1, "--asr-ohm-cm2", 1.7, *why, "--yes")
    assert sure.exit_code == 0, sure.output


def test_what_is_refused_of_a_spectrum_is_a_sentence_of_its_own(
    campaign: Path, tmp_path: Path
) -> None:
    empty = tmp_path / "empty.csv"
    empty.write_text("freq,re,im\n", encoding="utf-8")
    result = copress("record", campaign, "--trial", 1, "--spectrum", empty, "--damage", 0)
    assert result.exit_code == 2
    assert "nothing was measured yet. Nothing was recorded." in result.stderr


def test_units_that_were_taken_for_a_spectrum_are_said(campaign: Path, tmp_path: Path) -> None:
    bare = tmp_path / "cell-0001.csv"
    bare.write_bytes(csv_table(("freq", "Zre", "Zim"), ("f", "re", "im")))
    said = ("record", campaign, "--trial", 1, "--spectrum", bare, "--damage", 0, "--yes")
    result = copress(*said)
    assert result.exit_code == 0, result.output
    noted = " ".join(result.stdout.split())
    assert "Noted: no unit is stated: read freq as Hz, Zre as ohm, Zim as ohm." in noted
