"""Past cells from a table: they teach the campaign, say where they are from and spend no budget."""

import json
from pathlib import Path

import pytest
from support.campaign import write_campaign
from support.command_line import invoke as copress

from campaigns.config.load_campaign import load_settings
from campaigns.records.load_views import load_view

TABLE = """copress_mpa,anode_mpa,damage,shorted,asr_ohm_cm2,asr_std_ohm_cm2,lot
350,120,0,no,95.5,1.2,A
400,130,0,no,80,,A
450,140,2,no,,,A
380,125,0,no,,,
480,150,0,yes,4,,B
"""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "past.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


@pytest.fixture
def campaign(tmp_path: Path) -> Path:
    return write_campaign(tmp_path, budget=1)


def test_every_row_becomes_a_closed_trial_and_teaches(campaign: Path, table: Path) -> None:
    done = copress("import", table, "--campaign", campaign)
    assert done.exit_code == 0, done.output
    assert "5 past cells imported, 0 known already" in done.stdout
    view = load_view(load_settings(campaign), advise=False)
    assert [trial.outcome for trial in view.trials] == [
        *("observed", "observed", "recipe failed", "partly observed", "recipe failed"),
    ]
    first, *_, shorted = view.history
    assert (first.asr_ohm_cm2, first.asr_std_ohm_cm2, first.lot) == (95.5, 1.2, "A")
    assert shorted.shorted
    assert shorted.asr_ohm_cm2 is None, "a shorted cell reads the lowest of all and counts not"
    said = [event.detail for event in view.trial(1).events if event.kind == "imported"]
    assert "past.csv, row 2, sha256 of the file" in str(said[0]["reason"])
    assert copress("verify", campaign).exit_code == 0


def test_they_spend_no_budget(campaign: Path, table: Path) -> None:
    copress("import", table, "--campaign", campaign)
    done = copress("run", campaign, "--json")
    assert done.exit_code == 0, done.output
    document = json.loads(done.stdout)
    own = load_view(load_settings(campaign), advise=False).trials[-1]
    broken = int(own.outcome == "recipe failed")  # two of the past cells broke and do not count
    assert (document["cells"], document["past_cells"], document["broken"]) == (1, 5, broken)
    assert "count for no budget" in copress("status", campaign).stdout


def test_the_same_table_twice_changes_nothing(campaign: Path, table: Path) -> None:
    copress("import", table, "--campaign", campaign)
    copied = table.with_name("copy of past.csv")
    copied.write_text(TABLE + "360,120,0,no,90,,A\n", encoding="utf-8")
    again = json.loads(copress("import", copied, "--campaign", campaign, "--json").stdout)
    assert again["trials"] == {"7": 6}
    assert again["known"] == [2, 3, 4, 5, 6]
    assert len(load_view(load_settings(campaign), advise=False).trials) == 6


def test_a_row_that_nobody_looked_at_is_set_aside_with_a_word(campaign: Path, table: Path) -> None:
    table.write_text(f"{TABLE}350,120,,,95.5,,A\n", encoding="utf-8")
    done = copress("import", table, "--campaign", campaign)
    assert done.exit_code == 0, done.output
    assert "row 7: set aside: damage, shorted: blank, so nobody looked" in done.stdout
    assert "5 past cells imported" in done.stdout


def test_a_table_that_nobody_looked_at_is_kept_and_teaches_nothing(
    campaign: Path, tmp_path: Path
) -> None:
    table = tmp_path / "unseen.csv"
    table.write_text("copress_mpa,anode_mpa,asr_ohm_cm2\n350,120,95\n400,130,80\n", "utf-8")
    done = copress("import", table, "--campaign", campaign)
    assert done.exit_code == 0, done.output
    assert "Nobody noted whether these cells were intact" in done.stdout
    view = load_view(load_settings(campaign), advise=False)
    assert len(view.trials) == 2
    assert not view.history, "a resistance of a cell that nobody looked at is no knowledge"
    assert [trial.outcome for trial in view.trials] == ["measurement failed"] * 2
    assert copress("status", campaign).exit_code == 0
    assert copress("verify", campaign).exit_code == 0


def test_a_resistance_that_cannot_be_is_said_and_left_out(campaign: Path, table: Path) -> None:
    table.write_text(f"{TABLE}350,120,0,no,-3,,A\n", encoding="utf-8")
    done = copress("import", table, "--campaign", campaign)
    assert done.exit_code == 0, done.output
    assert "row 7 holds '-3'" in done.stdout
    last = load_view(load_settings(campaign), advise=False).trials[-1]
    assert (last.outcome, last.asr_ohm_cm2) == ("partly observed", None)


def test_cells_pressed_otherwise_are_not_of_this_campaign(campaign: Path, table: Path) -> None:
    lines = TABLE.splitlines()
    other = [lines[0] + ",ramp_mpa_s", *(f"{line},20" for line in lines[1:])]
    table.write_text("\n".join(other), encoding="utf-8")
    done = copress("import", table, "--campaign", campaign)
    assert done.exit_code == 2
    assert "ramp_mpa_s was 20, but quick.toml fixes it at 80" in done.stderr


def test_a_run_sheet_is_recorded_as_one(campaign: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.csv"
    assert copress("propose", campaign, "--sheet", sheet).exit_code == 0
    done = copress("import", sheet, "--campaign", campaign)
    assert done.exit_code == 0, done.output
    assert "not filled in yet" in done.stdout


def test_who_learns_must_be_said(table: Path) -> None:
    done = copress("import", table)
    assert done.exit_code == 2
    assert "--campaign FILE" in done.stderr
