"""A campaign in a notebook: data frames and what is shown."""

from pathlib import Path

import pandas as pd
import pytest
from support.campaign import BENCH_BY_HAND
from typer.testing import CliRunner

from campaigns import Campaign, frame_of, history_of, optimize_result
from campaigns.commands.cli import app

HAND = f"""\
[campaign]
name = "<b>hand</b>"
budget = 8
[space.copress_mpa]
low = 100
high = 600
step = 5
[space.foil]
choices = ["bare", "PTFE"]
[fixed]
copress_dwell_s = 60
ramp_mpa_s = 5
release_mpa_s = 5
{BENCH_BY_HAND}"""


@pytest.fixture
def campaign(tmp_path: Path) -> Campaign:
    path = tmp_path / "hand.toml"
    path.write_text(HAND, encoding="utf-8")
    run = CliRunner()
    assert run.invoke(app, ["propose", str(path), "--count", "3"]).exit_code == 0
    for number, asr in enumerate((48.5, 52.25, 44.125), 1):
        said = ["record", str(path), "--trial", str(number), "--damage", "0"]
        assert run.invoke(app, [*said, "--asr-ohm-cm2", str(asr), "--yes"]).exit_code == 0
    return Campaign(path)


def test_its_cells_are_a_frame(campaign: Campaign) -> None:
    table = campaign.to_frame()
    assert table.loc[[1, 2, 3], "asr_ohm_cm2"].tolist() == [48.5, 52.25, 44.125]
    assert set(table["foil"]) <= {"bare", "PTFE"}
    cells = list(campaign.history)
    assert history_of(frame_of(cells), campaign.strategy.space) == cells


def test_its_numbers_are_numbers_and_its_days_are_days(campaign: Campaign) -> None:
    table = campaign.to_frame()
    assert table["retention"].dtype == float  # never measured: NaN, not None
    assert table["planned_copress_mpa"].dtype == float
    assert table["made_on"].dt.year.min() > 2000


def test_it_is_drawn_as_an_optimisation_result(campaign: Campaign) -> None:
    assert optimize_result(campaign).fun == 44.125


def test_candidates_come_with_what_is_expected_of_them(campaign: Campaign) -> None:
    table = campaign.candidates(9)
    assert len(table) == 9
    asked = pd.DataFrame({"copress_mpa": [300.0], "foil": ["bare"]}, index=["mine"])
    assert campaign.predict(asked).loc["mine", "p_intact"] > 0.5


def test_it_shows_table_figure_and_advice(campaign: Campaign) -> None:
    html = campaign._repr_html_()
    assert "&lt;b&gt;hand&lt;/b&gt;: 3 of 8 cells" in html
    assert "44.125" in html
    assert html.count("<svg") == 2  # cell by cell, and the interval of the advice
    assert campaign.recommendation is not None
    assert repr(campaign) == "<Campaign <b>hand</b>: 3 trials>"
