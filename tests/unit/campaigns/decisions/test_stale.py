"""A proposal that is not begun is weighed again when what is known has changed."""

from pathlib import Path

from support.campaign import MANUAL, write_campaign
from support.past_cells import twin_rows, write_table
from typer.testing import CliRunner

from campaigns.commands.cli import app
from campaigns.config.load import load_settings
from campaigns.decisions.decision_card import decision_card

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
