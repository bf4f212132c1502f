"""Bounds, rules and die of today are asked before a cell is printed, approved or pressed."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from support.campaign import MANUAL, write_campaign
from support.command_line import invoke as copress

from campaigns.config.load_campaign import load_settings
from campaigns.run import events
from campaigns.run.start_run import run_campaign


def planned(path: Path, count: int) -> list[float]:
    result = copress("propose", path, "--count", count, "--json")
    assert result.exit_code == 0, result.output
    return [trial["point"]["copress_mpa"] for trial in json.loads(result.stdout)]


def changed(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def with_rule(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    path.write_text('constraints = ["copress_mpa <= 330"]\n' + text, encoding="utf-8")


def states(path: Path) -> list[str]:
    document = json.loads(copress("status", path, "--json").stdout)
    return [trial["outcome"] or trial["state"] for trial in document["trials"]]


LOWERED: dict[str, Callable[[Path], None]] = {
    "bound": lambda path: changed(path, "high = 500", "high = 330"),
    "rule": with_rule,
    "die": lambda path: (
        changed(path, "high = 500", "high = 330"),
        changed(path, "max_mpa = 800", "max_mpa = 330"),
    )[0],
}


@pytest.mark.parametrize("kind", LOWERED)
def test_a_run_sheet_prints_no_cell_that_is_not_allowed_any_more(tmp_path: Path, kind: str) -> None:
    path = write_campaign(tmp_path, press=MANUAL, campaign='autonomy = "approve"\n')
    before = planned(path, 4)
    assert max(before) > 330
    LOWERED[kind](path)
    result = copress("propose", path, "--count", 3)
    for number, mpa in enumerate(before, 1):
        said = re.search(f"Trial {number} is set aside .*copress_mpa = {mpa:g}", result.output)
        assert bool(said) is (mpa > 330)
    assert max(planned(path, 3)) <= 330


def test_what_was_approved_is_not_pressed_under_lower_bounds(tmp_path: Path) -> None:
    path = write_campaign(tmp_path, campaign='autonomy = "batch"\n', budget=2)
    before = planned(path, 3)
    high = [number for number, mpa in enumerate(before, 1) if mpa > 330]
    assert copress("approve", path, "--all").exit_code == 0
    changed(path, "high = 500", "high = 330")
    seen: list[events.CampaignEvent] = []
    run_campaign(load_settings(path), on_event=seen.append)
    pressed = [event.protocol["copress_mpa"] for event in seen if hasattr(event, "protocol")]
    assert max(pressed) <= 330
    assert [states(path)[number - 1] for number in high] == ["set aside"] * len(high)
    said = [event.sentence for event in seen if isinstance(event, events.PersonNeeded)]
    assert any("above high = 330" in sentence for sentence in said)


def test_a_trial_that_is_not_allowed_cannot_be_approved_but_edited(tmp_path: Path) -> None:
    path = write_campaign(tmp_path, press=MANUAL, campaign='autonomy = "approve"\n')
    before = planned(path, 4)
    number = next(n for n, mpa in enumerate(before, 1) if mpa > 330)
    changed(path, "high = 500", "high = 330")
    refused = copress("approve", path, "--trial", number)
    assert refused.exit_code == 2
    assert "not allowed by the limits in force: copress_mpa" in refused.stderr
    off_step = copress("edit", path, "--trial", number, "--set", "copress_mpa=321")
    assert off_step.exit_code == 2
    assert "the nearest: 320 or 325" in off_step.stderr
    beyond = copress("edit", path, "--trial", number, "--set", "copress_mpa=335")
    assert beyond.exit_code == 2
    edited = copress("edit", path, "--trial", number, "--set", "copress_mpa=320")
    assert edited.exit_code == 0, edited.output
    assert copress("approve", path, "--trial", number).exit_code == 0


def test_what_was_set_aside_is_offered_again_when_the_limits_allow_it(tmp_path: Path) -> None:
    path = write_campaign(tmp_path, press=MANUAL, campaign='autonomy = "approve"\n')
    before = planned(path, 2)
    assert copress("approve", path, "--all").exit_code == 0
    changed(path, "high = 500", "high = 305")
    planned(path, 1)
    assert "set aside" in states(path)
    changed(path, "high = 305", "high = 500")
    result = copress("propose", path, "--count", 1)
    assert "is offered again" in result.output
    assert planned(path, 2) == before
    assert states(path)[:2] == ["planned", "planned"]  # both must be approved again


def test_a_run_stops_before_the_next_cell_when_the_bounds_change(tmp_path: Path) -> None:
    path = write_campaign(tmp_path, budget=4)
    seen: list[events.CampaignEvent] = []

    def hear(event: events.CampaignEvent) -> None:
        seen.append(event)
        if isinstance(event, events.TrialClosed):
            changed(path, "high = 500", "high = 330")

    stop = run_campaign(load_settings(path), on_event=hear)
    assert stop.kind == "limits"
    assert "have changed" in stop.sentence
    assert sum(isinstance(event, events.TrialClosed) for event in seen) == 1
