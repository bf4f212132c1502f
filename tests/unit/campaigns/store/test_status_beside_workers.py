"""A cell that a worker presses counts as begun; only one that nobody is at, as interrupted."""

import json
from pathlib import Path

from support.web.page import planned_campaign
from typer.testing import CliRunner

from campaigns.commands.cli import app
from campaigns.config.load_campaign import load_settings
from campaigns.records.load_trials import read_trials
from campaigns.store.leases import release, take
from campaigns.store.open_store import open_campaign


def words_of(path: Path) -> tuple[dict[str, list[int]], str]:
    """Open trials by state, as a document, and what a person reads."""
    as_json, as_text = (
        CliRunner().invoke(app, ["status", str(path), *more]).output for more in (["--json"], [])
    )
    return json.loads(as_json)["open"], as_text


def test_status_calls_no_cell_interrupted_that_a_worker_has(tmp_path: Path) -> None:
    path = planned_campaign(tmp_path)
    with open_campaign(load_settings(path), create=False) as store:
        trial = read_trials(store)[0]
        assert take(store, [trial.id], "press 2", ["planned"]) == trial.id
        store.begin(1, {"worker": "press 2"})
        by_state, words = words_of(path)
        assert (by_state["started"], by_state["interrupted"]) == ([1], [])
        assert "has no end" not in words
        release(store, trial.id, "press 2")
    by_state, words = words_of(path)
    assert (by_state["started"], by_state["interrupted"]) == ([], [1])
    assert "was begun and has no end" in words
