"""Terminal, page Understand, page Recommendation, report and bench sheet tell one story."""

import re
from html import unescape
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from support.campaign import write_campaign
from support.tables.past_cells import twin_rows, write_table
from typer.testing import CliRunner

from campaigns.commands.cli import app
from campaigns.commands.learn.recommend import print_recommendation
from campaigns.config.load_campaign import load_settings
from campaigns.explore.campaign_dataset import models_of
from campaigns.explore.run_exploration import explore
from campaigns.optimiser.strategy_from_settings import strategy_of
from campaigns.records.load_views import load_view
from campaigns.report.json_documents import recommendation
from campaigns.report.protocol_sheet import protocol_sheet
from campaigns.report.report_html import report_html
from campaigns.report.text.advice import protocol_line

KNOBS = ("copress_mpa", "anode_mpa")
COLUMNS = (*KNOBS, "damage", "shorted", "asr_ohm_cm2", "asr_std_ohm_cm2")
WARNING = "The model may not be trusted yet"


def plain(text: str) -> str:
    """One line without tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


def stories(folder: Path, seed: int, cells: int) -> tuple[Any, dict[str, str]]:
    """The advice, and what each place says of it."""
    campaign = write_campaign(folder)
    rows = [
        {name: row[name] for name in COLUMNS} for row in twin_rows(cells, seed=seed, knobs=KNOBS)
    ]
    table = write_table(folder / "past.csv", rows)
    done = CliRunner().invoke(app, ["import", str(table), "--campaign", str(campaign), "--yes"])
    assert done.exit_code == 0, done.output
    settings = load_settings(campaign)
    view, strategy = load_view(settings), strategy_of(settings)
    assert view.advice is not None
    document, screen = recommendation(view), StringIO()
    print_recommendation(Console(file=screen, width=10_000), document, unset=())
    explored = explore(models_of(view, strategy))
    chapters = [sentence for one in explored.chapters for sentence in one.sentences]
    gauges = [dial.sentence for dial in explored.dials]
    return view.advice, {
        "terminal": plain(screen.getvalue()),
        "understand": plain(" ".join([*gauges, *chapters])),
        "recommendation": plain(str(document)),
        "report": plain(report_html(view, strategy, drawn=[])),
        "sheet": plain(protocol_sheet(view)),
    }


def check(folder: Path, seed: int, cells: int) -> None:
    advice, places = stories(folder, seed, cells)
    met = "The certificate is met" if advice.certificate.signed else "The certificate is not met"
    for place, words in places.items():
        assert met in words, place
        assert (WARNING in words) == (advice.reliability.trust == "not yet"), place
        for caution in advice.cautions:
            assert caution in words, place
    robust = {
        place: re.findall("Robust against|Sensitive to|Too few cells for|is not judged", words)
        for place, words in places.items()
        if place != "sheet"
    }
    assert len({tuple(dict.fromkeys(found)) for found in robust.values()}) == 1, robust
    assert f"Best by the model: {protocol_line(advice.point)}" in places["understand"]
    if advice.cautions:  # the protocol stands under what must be known first
        words = places["understand"]
        assert words.index(advice.cautions[0]) < words.index("Best by the model:")


@pytest.mark.parametrize(("seed", "cells"), [(3, 9), (4, 24)])
def test_five_places_tell_one_story(tmp_path: Path, seed: int, cells: int) -> None:
    check(tmp_path, seed, cells)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10, 58))
def test_five_places_tell_one_story_of_many_histories(tmp_path: Path, seed: int) -> None:
    check(tmp_path, seed, 8 + seed % 20)


def test_a_cell_that_broke_at_the_advised_settings_has_one_name_everywhere(tmp_path: Path) -> None:
    made = CliRunner().invoke(app, ["new", str(tmp_path / "c.toml"), "--press", "manual"])
    assert made.exit_code == 0, made.output
    text = (tmp_path / "c.toml").read_text(encoding="utf-8")
    knobs = "[space.copress_mpa]\nlow = 200\nhigh = 400\nstep = 100\n\n[fixed]\n"
    knobs += "copress_dwell_s = 60\nanode_mpa = 100\nstack_mpa = 50\n"
    before, after = text.split("[space.copress_mpa]")[0], text.split("[fixed]\n")[1]
    (tmp_path / "c.toml").write_text(before + knobs + after, encoding="utf-8")
    level = {200: 92.0, 300: 40.0, 400: 41.0}
    rows = [
        {"copress_mpa": mpa, "damage": 0, "asr_ohm_cm2": asr * (1.0 + 0.01 * k)}
        for mpa, asr in level.items()
        for k in range(10 if mpa == 300 else 3)
    ]
    rows.insert(5, {"copress_mpa": 300, "damage": 2, "asr_ohm_cm2": ""})
    table = write_table(tmp_path / "past.csv", rows)
    words = ["import", str(table), "--campaign", str(tmp_path / "c.toml"), "--yes"]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.output
    settings = load_settings(tmp_path / "c.toml")
    view, strategy = load_view(settings), strategy_of(settings)
    said = "cell-0006 broke at these very settings."
    assert view.advice is not None
    assert said in " ".join(view.advice.cautions)
    assert said in str(recommendation(view))
    assert said in plain(report_html(view, strategy, drawn=[]))
    explored = explore(models_of(view, strategy))
    assert said in " ".join(line for one in explored.chapters for line in one.sentences)
    words = ["explore", str(table), "--space", str(tmp_path / "c.toml"), "--yes"]
    done = CliRunner().invoke(app, [*words, "--out", str(tmp_path / "explored")])
    assert done.exit_code == 0, done.output
    assert "The cell of row 7 broke at these very settings." in plain(done.stdout)
