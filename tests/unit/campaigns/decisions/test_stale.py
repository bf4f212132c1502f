"""A proposal that is not begun is weighed again when what is known has changed."""

import json
import re
from pathlib import Path

from support.campaign import MANUAL, write_campaign
from support.tables.past_cells import twin_rows, write_table
from support.web.page import page_of
from typer.testing import CliRunner

from campaigns.commands.cli import app
from campaigns.config.load_campaign import load_settings
from campaigns.decisions.decision_card import decision_card
from campaigns.decisions.known_then import outdated
from campaigns.records.load_trials import last_end, read_trials
from campaigns.store.open_store import open_campaign

KNOBS = ("copress_mpa", "anode_mpa")
COLUMNS = (*KNOBS, "damage", "shorted", "asr_ohm_cm2", "asr_std_ohm_cm2")


def copress(*args: object) -> str:
    done = CliRunner().invoke(app, [str(arg) for arg in args])
    assert done.exit_code == 0, done.output
    return done.output


def test_new_cells_make_an_open_proposal_stale_and_both_scores_are_said(tmp_path: Path) -> None:
    campaign = write_campaign(tmp_path, press=MANUAL)
    copress("propose", campaign)
    settings = load_settings(campaign)
    assert decision_card(settings, 1, {})["stale"] is None
    rows = [{name: row[name] for name in COLUMNS} for row in twin_rows(24, seed=4, knobs=KNOBS)]
    copress("import", write_table(tmp_path / "past.csv", rows), "--campaign", campaign, "--yes")
    stale = decision_card(settings, 1, {})["stale"]
    assert isinstance(stale, dict)
    assert 0 <= stale["relative_score"] < 0.5
    assert set(stale["point"]) == set(KNOBS)
    shown = " ".join(copress("why", campaign, "--trial", 1).split())
    assert f"this one scores {stale['relative_score']:.2f}" in shown

    shown = " ".join(copress("propose", campaign).split())
    for value in (f"{value:.4g}" for value in stale["point"].values()):
        assert value in shown
    assert f"this one scores {stale['relative_score']:.2f}" in shown
    command = re.search("copress edit .*? --trial 1 (.*)$", shown)
    assert command is not None
    document = json.loads(copress("propose", campaign, "--json"))
    assert document[0]["stale"] == stale
    with page_of(campaign) as page:
        assert f'hx-get="{page.where}/decide/1/stale" hx-trigger="load"' in page.get("decide").text
        for hint in ({}, {"hx-request": "true"}):
            shown = page.get("decide/1/stale", headers=hint).text
            assert f"<td>{stale['relative_score']:.2f}</td><td>1</td>" in shown
            for name, value in stale["point"].items():
                assert f'name="value.{name}" value="{value}"' in shown
    copress("edit", campaign, "--trial", 1, *command[1].split())
    assert decision_card(settings, 1, {})["stale"] is None


def test_a_correction_makes_an_open_proposal_outdated(tmp_path: Path) -> None:
    campaign = write_campaign(tmp_path, press=MANUAL)
    rows = [{name: row[name] for name in COLUMNS} for row in twin_rows(6, seed=4, knobs=KNOBS)]
    copress("import", write_table(tmp_path / "past.csv", rows), "--campaign", campaign, "--yes")
    copress("propose", campaign)
    assert not waiting_outdated(campaign)
    copress("record", campaign, "--trial", 2, "--asr-ohm-cm2", 35, "--correct", "--why", "typed")
    assert waiting_outdated(campaign)


def waiting_outdated(campaign: Path) -> bool:
    with open_campaign(load_settings(campaign), create=False) as store:
        trials, since = read_trials(store), last_end(store)
    return outdated(next(trial for trial in trials if trial.state == "planned"), since)
