"""The campaign file is edited in the middle: what was learned stays and is read again."""

import json
from pathlib import Path
from shutil import copytree

import pytest
from support.campaign import write_campaign
from typer.testing import CliRunner, Result

from campaigns.commands.cli import app
from campaigns.config.load_campaign import load_settings
from campaigns.records.load_views import load_view
from campaigns.records.views import CampaignView


def copress(command: str, file: Path, *more: str) -> Result:
    return CliRunner().invoke(app, [command, str(file), *more])


def done(command: str, file: Path, *more: str) -> Result:
    result = copress(command, file, *more)
    assert result.exit_code == 0, result.output
    return result


def view(file: Path) -> CampaignView:
    return load_view(load_settings(file), advise=False)


def edit(file: Path, *pairs: tuple[str, str]) -> None:
    text = file.read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def pressed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three cells, pressed once for all tests."""
    file = write_campaign(tmp_path_factory.mktemp("pressed"), budget=3)
    assert copress("run", file).exit_code == 0
    return file


@pytest.fixture
def campaign(tmp_path: Path, pressed: Path) -> Path:
    """A copy that may be edited."""
    copytree(pressed.parent, tmp_path, dirs_exist_ok=True)
    return tmp_path / pressed.name


def test_a_larger_budget_goes_on(campaign: Path) -> None:
    before = view(campaign).history
    assert "budget" in copress("run", campaign).stdout
    edit(campaign, ("budget = 3", "budget = 4"))
    done("run", campaign)
    after = view(campaign).history
    assert len(after) == 4
    assert after[:3] == before
    done("verify", campaign)


def test_narrower_bounds_bind_the_next_cells_and_keep_the_old(campaign: Path) -> None:
    before = view(campaign).history
    edit(campaign, ("high = 500", "high = 330"))
    planned = json.loads(done("propose", campaign, "--count", "3", "--json").stdout)
    assert all(300 <= trial["point"]["copress_mpa"] <= 330 for trial in planned)
    assert view(campaign).history == before
    assert max(cell.point["copress_mpa"] for cell in before) > 330


def test_a_knob_that_is_freed_takes_its_old_values_from_the_records(campaign: Path) -> None:
    freed = "[space.release_mpa_s]\nlow = 2\nhigh = 20\n\n[fixed]\n"
    edit(campaign, ("release_mpa_s = 10\n", ""), ("[fixed]\n", freed))
    after = view(campaign).history
    assert [cell.point["release_mpa_s"] for cell in after] == pytest.approx([10] * 3, rel=0.2)
    assert "release" in done("status", campaign).stdout
    (trial,) = json.loads(done("propose", campaign, "--json").stdout)
    assert 2 <= trial["point"]["release_mpa_s"] <= 20
    done("record", campaign, "--trial", "4", "--asr-ohm-cm2", "60", "--damage", "0", "--yes")
    assert len(view(campaign).history) == 4


def test_a_knob_that_is_fixed_is_no_longer_varied(campaign: Path) -> None:
    text = campaign.read_text(encoding="utf-8")
    start, end = text.index("[space.anode_mpa]"), text.index("[fixed]")
    campaign.write_text(
        text[:start] + text[end:].replace("[fixed]\n", "[fixed]\nanode_mpa = 130\n"),
        encoding="utf-8",
    )
    (trial,) = json.loads(done("propose", campaign, "--json").stdout)
    assert trial["point"].keys() == {"copress_mpa"}
    assert trial["protocol"]["anode_mpa"] == 130
    assert len(view(campaign).history) == 3
    done("status", campaign)


def test_another_goal_reads_the_same_cells(campaign: Path) -> None:
    before = view(campaign).history
    edit(campaign, ('goal = "low_resistance"', 'goal = "integrity"'))
    (trial,) = json.loads(done("propose", campaign, "--json").stdout)
    assert trial["trial"] == 4
    assert view(campaign).history == before
    assert "goal integrity" in done("status", campaign).stdout


def test_a_knob_that_no_record_names_is_asked_for(campaign: Path) -> None:
    edit(campaign, ("[fixed]\n", "[space.binder_wt_percent]\nlow = 1\nhigh = 5\n\n[fixed]\n"))
    refused = copress("propose", campaign)
    assert refused.exit_code == 2
    assert "[transfer.held] binder_wt_percent = ..." in refused.stderr
    campaign.write_text(
        f"{campaign.read_text(encoding='utf-8')}\n[transfer.held]\nbinder_wt_percent = 2\n",
        encoding="utf-8",
    )
    (trial,) = json.loads(done("propose", campaign, "--json").stdout)
    assert 1 <= trial["point"]["binder_wt_percent"] <= 5
    assert [cell.point["binder_wt_percent"] for cell in view(campaign).history] == [2, 2, 2]
