"""A deadline is a budget: no cell is begun that would end after it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from campaigns.commands.cli import app
from campaigns.config.campaign_schema import Settings
from campaigns.config.load_campaign import CampaignFileError, load_settings
from campaigns.decisions.expiry import until_utc, with_deadline
from campaigns.decisions.finished import out_of_time
from campaigns.errors import WrongInputError

NOW = datetime(2026, 12, 2, 9, 30, tzinfo=UTC)  # a Wednesday


@pytest.fixture
def campaign(tmp_path: Path) -> Path:
    path = tmp_path / "cells.toml"
    assert CliRunner().invoke(app, ["new", str(path), "--press", "manual"]).exit_code == 0
    return path


def ending(path: Path, until: str) -> Settings:
    text = path.read_text(encoding="utf-8").replace("[campaign]", f'[campaign]\nuntil = "{until}"')
    path.write_text(text, encoding="utf-8")
    return load_settings(path)


@dataclass
class Taking:
    """A trial, as far as its expected time goes."""

    total_s: float
    expected: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        self.expected = {"cost": {"total_s": self.total_s}}


def test_before_the_first_cell_handling_and_measurement_count(campaign: Path) -> None:
    settings = ending(campaign, "2026-12-02T10:05:00+00:00")
    taken = timedelta(seconds=settings.cost.handling_s + settings.cost.measurement_s)
    assert settings.campaign.until is not None
    assert out_of_time(settings, [], settings.campaign.until - taken) is None
    stop = out_of_time(settings, [], settings.campaign.until - taken + timedelta(seconds=1))
    assert stop is not None
    assert stop.kind == "deadline"
    assert "a cell takes about 35 min" in stop.sentence


def test_the_time_of_the_last_cells_counts(campaign: Path) -> None:
    settings = ending(campaign, "2026-12-02T10:30:00+00:00")
    quick: Any = [Taking(3500.0)] * 5
    slow: Any = [Taking(60.0)] * 3 + [Taking(3700.0)] * 5
    assert out_of_time(settings, quick, NOW) is None
    assert out_of_time(settings, slow, NOW) is not None
    late = out_of_time(settings, quick, NOW + timedelta(hours=2))
    assert late is not None
    assert "was to end" in late.sentence


def test_without_a_deadline_there_is_time(campaign: Path) -> None:
    assert out_of_time(load_settings(campaign), [], NOW) is None


def test_propose_says_that_the_time_is_over(campaign: Path) -> None:
    ending(campaign, "2020-01-01T12:00")
    answer = CliRunner().invoke(app, ["propose", str(campaign)])
    assert answer.exit_code == 0
    assert "the campaign was to end Wednesday 1 January 2020 12:00" in answer.output


def test_a_moment_that_is_none_is_refused(campaign: Path) -> None:
    with pytest.raises(CampaignFileError, match="write a moment such as 2026-12-04T18:00"):
        ending(campaign, "Friday")


@pytest.mark.parametrize(
    ("typed", "day", "hour"),
    [
        ("Friday 18:00", 4, 18),
        ("fri 18:00", 4, 18),
        ("Wednesday 23:30", 2, 23),
        ("Tue 07:15", 8, 7),
    ],
)
def test_days_of_the_week_are_the_next_ones(typed: str, day: int, hour: int) -> None:
    moment = datetime.fromisoformat(until_utc(typed, now=NOW) or "").astimezone()
    assert (moment.month, moment.day, moment.hour) == (12, day, hour)


@pytest.mark.parametrize("typed", ["t 10:00", "Friday 25:00", "someday", "2020-01-01T10:00"])
def test_what_is_no_moment_is_refused(typed: str) -> None:
    with pytest.raises(WrongInputError):
        until_utc(typed, now=NOW)


def test_a_typed_deadline_goes_before_the_file(campaign: Path) -> None:
    settings = with_deadline(load_settings(campaign), "8h")
    assert settings.campaign.until is not None
    left = settings.campaign.until - datetime.now(UTC)
    assert timedelta(hours=7) < left <= timedelta(hours=8)
