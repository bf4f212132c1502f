"""`copress status` of a campaign of some weeks: the end of it at once, all of it when asked."""

import json
from pathlib import Path

import pytest
from support.campaign import write_campaign
from typer.testing import CliRunner

from campaigns.commands.cli import app
from campaigns.config.load_campaign import load_settings
from campaigns.store import schema
from campaigns.store.journal import note
from campaigns.store.json_codec import to_json
from campaigns.store.open_store import open_campaign

TRIALS = 45


@pytest.fixture
def campaign(tmp_path: Path) -> Path:
    file = write_campaign(tmp_path)
    settings = load_settings(file)
    point = {name: knob.low for name, knob in settings.space.items()}
    row = {"planned": to_json(point), "protocol": to_json({**point, **settings.fixed})}

    def plan(writer):  # type: ignore[no-untyped-def]
        for number in range(1, TRIALS + 1):
            what = {**row, "expected": "{}", "why": "", "simulated": True}
            trial = writer.add(schema.trial, campaign_id=store.campaign_id, number=number, **what)
            note(writer, trial, "planned", {})

    with open_campaign(settings) as store:
        store.write(plan)
    return file


def status(campaign: Path, *more: str) -> str:
    result = CliRunner().invoke(app, ["status", str(campaign), *more])
    assert result.exit_code == 0, result.output
    return result.stdout


def listed(said: str) -> list[int]:
    words = [line.split() for line in said.splitlines()]
    return [int(line[0]) for line in words if line and line[0].isdigit() and "planned" in line]


def test_a_long_campaign_is_shown_from_its_end(campaign: Path) -> None:
    said = status(campaign)
    assert listed(said) == list(range(6, TRIALS + 1))
    assert "the last 40 trials; 5 earlier ones: --all" in said


def test_all_of_it_when_asked(campaign: Path) -> None:
    said = status(campaign, "--all")
    assert listed(said) == list(range(1, TRIALS + 1))
    assert "earlier" not in said


def test_a_program_gets_everything(campaign: Path) -> None:
    document = json.loads(status(campaign, "--json"))
    assert [trial["trial"] for trial in document["trials"]] == list(range(1, TRIALS + 1))
