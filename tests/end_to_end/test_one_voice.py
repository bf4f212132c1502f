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
