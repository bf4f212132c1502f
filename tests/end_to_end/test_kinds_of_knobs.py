"""A campaign with a list, a choice and a mixture: terminal, sheet, page, report, table, export."""

import csv
import html
import json
import math
import re
from pathlib import Path

import pytest
from support.campaign import BENCH_BY_HAND
from support.web.page import page_of
from typer.testing import CliRunner, Result

from campaigns.commands.cli import app
from campaigns.config.load_campaign import CampaignFileError, load_settings
from campaigns.records.load_views import load_view
from campaigns.trial.recipe import press_protocol

FOILS = f"""\
constraints = ["am_wt + se_wt + c_wt == 100"]
[campaign]
name = "foils"
budget = 20
[space.copress_mpa]
low = 100
high = 600
step = 5
[space.copress_dwell_s]
values = [60, 120, 300]
scale = "log"
[space.foil]
choices = ["PTFE foil", "bare", "graphite"]
change_s = 600
[space.am_wt]
low = 60
high = 80
step = 5
[space.se_wt]
low = 15
high = 40
step = 0.5
[space.c_wt]
low = 0
high = 5
step = 0.5
[fixed]
ramp_mpa_s = 5
release_mpa_s = 5
{BENCH_BY_HAND}"""
EFFECT = {"PTFE foil": 0.25, "bare": 0.5, "graphite": 0.0}


def copress(*args: object, code: int = 0) -> Result:
    result = CliRunner().invoke(app, [str(arg) for arg in args])
    assert result.exit_code == code, result.output
    return result


@pytest.fixture
def campaign(tmp_path: Path) -> Path:
    path = tmp_path / "foils.toml"
    path.write_text(FOILS, encoding="utf-8")
    return path


def asr(values: dict[str, object]) -> float:
    pressure, foil = float(str(values["copress_mpa"])), str(values["foil"])
    return round(40 * math.exp(EFFECT[foil] + ((pressure - 400) / 300) ** 2), 2)


def test_a_campaign_of_every_kind_of_knob(campaign: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.csv"
    copress("propose", campaign, "--count", 6, "--sheet", sheet)
    with sheet.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        own = [name for name in row if name.startswith("planned_")]
        planned = {name.removeprefix("planned_"): row[name] for name in own}
        assert planned["foil"] in EFFECT
        assert float(planned["copress_dwell_s"]) in (60, 120, 300)
        parts = [float(planned[name]) for name in ("am_wt", "se_wt", "c_wt")]
        assert sum(parts) == 100
        row["asr_ohm_cm2"], row["damage"] = str(asr(planned)), "0"
    rows[0]["foil"] = "GRAPHITE"  # another foil was taken, and the sheet says so
    with sheet.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    copress("record", campaign, "--sheet", sheet)
    view = load_view(load_settings(campaign))
    assert view.trials[0].achieved is not None
    assert view.trials[0].achieved["foil"] == "graphite"
    assert "'copper' is not one of its choices: PTFE foil, bare, graphite" in copress(
        "record", campaign, "--trial", 1, "--correct", "--why", "foil",
        "--achieved", "foil=copper", code=2,
    ).output  # fmt: skip
    assert "graphite" in copress("status", campaign).output
    why = json.loads(copress("why", campaign, "--instead", "foil=bare", "--json").stdout)
    assert why["instead"]["point"]["foil"] == "bare"
    advice = json.loads(copress("recommend", campaign, "--json").stdout)
    assert advice["protocol"]["foil"] in EFFECT
    report = tmp_path / "report.html"
    copress("report", campaign, "--out", report)
    text = report.read_text(encoding="utf-8")
    assert "PTFE foil, bare or graphite" in text
    table = tmp_path / "cells.csv"
    copress("export", campaign, "--out", table, "--format", "csv")
    found = copress("explore", table, "--space", campaign, "--yes", "--out", tmp_path / "explored")
    assert "At the best point the area-specific resistance is" in found.stdout
    assert " with graphite" in found.stdout
    other = tmp_path / "other.toml"
    other.write_text(FOILS.replace('name = "foils"', 'name = "later"'), encoding="utf-8")
    copress("import", table, "--campaign", other, "--yes")
    later = load_view(load_settings(other))
    assert [t.planned["foil"] for t in later.trials] == [t.achieved["foil"] for t in view.trials]


def test_the_page_shows_and_takes_choices(campaign: Path) -> None:
    copress("propose", campaign, "--count", 2)
    with page_of(campaign) as page:
        decide = page.get("decide").text
        assert " selected>" in decide
        assert "PTFE foil" in decide
        cell = page.get("cells/1").text
        assert 'name="achieved.foil"' in cell
        assert '<option value="">as planned</option>' in cell


def test_no_choice_reaches_a_press(campaign: Path) -> None:
    copress("propose", campaign)
    trial = load_view(load_settings(campaign)).trials[0]
    assert "foil" in trial.protocol
    assert "foil" not in str(press_protocol(trial.protocol))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('choices = ["PTFE foil", "bare", "graphite"]', 'choices = ["bare"]', "two entries"),
        ('choices = ["PTFE foil", "bare", "graphite"]', "choices = [1, 2]", "choices is a list"),
        ("values = [60, 120, 300]", "values = [60, 120]\nlow = 60", "takes the place of low"),
        ('values = [60, 120, 300]\nscale = "log"', 'choices = ["short", "long"]', "is a number"),
        ('"am_wt + se_wt + c_wt == 100"', '"am_wt * se_wt == 100"', "the sum of a mixture"),
        ('kind = "manual"', 'map = "press.toml"', 'autonomy = "approve"'),
    ],
)
def test_a_knob_that_cannot_be_is_refused(campaign: Path, old: str, new: str, says: str) -> None:
    text = FOILS.replace(old, new)
    assert text != FOILS
    campaign.write_text(text, encoding="utf-8")
    if "sum of a mixture" in says:
        assert says in copress("propose", campaign, code=2).output
        return
    with pytest.raises(CampaignFileError, match=says):
        load_settings(campaign)


@pytest.mark.slow
def test_every_figure_of_page_and_report_gives_its_numbers(campaign: Path, tmp_path: Path) -> None:
    copress("propose", campaign, "--count", 6)
    for trial in load_view(load_settings(campaign)).trials:
        said = ("--trial", trial.number, "--damage", 0, "--asr-ohm-cm2", asr(dict(trial.planned)))
        copress("record", campaign, *said, "--yes")
    report = tmp_path / "report.html"
    copress("report", campaign, "--out", report)
    text = report.read_text(encoding="utf-8")
    figures = text.count('<figure class="')
    assert figures >= 4
    assert text.count('href="data:text/csv') == figures
    with page_of(campaign) as page:
        links = set(re.findall(r'href="[^"]*/understand/([^"]+csv[^"]*)"', page.understood()))
        assert {link.split(".csv")[0] for link in links} >= {"map", "convergence", "cells"}
        for link in links:
            answer = page.get(f"understand/{html.unescape(link)}")
            assert answer.status_code == 200
            assert answer.headers["content-type"].startswith("text/csv")
            assert len(answer.text.splitlines()) > 3


def test_earlier_cells_are_refused_where_choices_have_no_order(
    campaign: Path, tmp_path: Path
) -> None:
    (tmp_path / "past.csv").write_text("foil,asr_ohm_cm2,damage\nbare,90,0\n", encoding="utf-8")
    text = campaign.read_text(encoding="utf-8") + '[transfer]\ntables = ["past.csv"]\n'
    campaign.write_text(text, encoding="utf-8")
    refused = CliRunner().invoke(app, ["propose", str(campaign)])
    assert refused.exit_code == 2
    assert "[transfer] cannot be used with the 3 choices of [space.foil]" in refused.stderr
