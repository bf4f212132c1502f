"""A run sheet of a pressure series: a row for each rung, one cell; read back in one go."""

import csv
from pathlib import Path

import pytest
from support.campaign import MANUAL, write_campaign
from typer.testing import CliRunner

from campaigns.commands.cli import app
from campaigns.config.campaign_schema import Settings
from campaigns.config.load_campaign import load_settings
from campaigns.errors import WrongInputError
from campaigns.records.history import observations
from campaigns.records.load_trials import read_trials
from campaigns.run.by_hand.sheet_record import record_sheet
from campaigns.store.open_store import open_campaign

BENCH = '[impedance]\nsource = "by_hand"\n[series]\nrungs = 3\nstop = "failure"\n'
GAUGE = "ram_mm = 50\ngauge_step_bar = 5\n"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    file = write_campaign(tmp_path, press=MANUAL + GAUGE, impedance=BENCH)
    return load_settings(file)


def printed(settings: Settings, count: int = 1) -> Path:
    """The sheet of the next cells."""
    sheet = settings.path.with_name("sheet.csv")
    asked = ["propose", str(settings.path), "--count", str(count), "--sheet", str(sheet)]
    done = CliRunner().invoke(app, asked)
    assert done.exit_code == 0, done.output
    return sheet


def rows_of(sheet: Path) -> list[dict[str, str]]:
    with sheet.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def fill(sheet: Path, said: list[dict[str, str]]) -> None:
    """Write results into the first rows."""
    rows = rows_of(sheet)
    for row, result in zip(rows, said, strict=False):
        row.update(result)
    with sheet.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def held(asr: float) -> dict[str, str]:
    return {"damage": "0", "asr_ohm_cm2": f"{asr:g}"}


def test_each_rung_is_a_row_with_pressure_and_gauge(settings: Settings) -> None:
    rows = rows_of(printed(settings))
    assert [row["rung"] for row in rows] == ["1", "2", "3"]
    assert len({row["cell_id"] for row in rows}) == 1
    pressures = [float(row["planned_copress_mpa"]) for row in rows]
    assert pressures == sorted(set(pressures))
    gauge = [float(row["show_copress_bar"]) for row in rows]
    assert gauge == sorted(set(gauge))


def test_the_printed_page_lists_the_rungs_of_each_cell(settings: Settings) -> None:
    page = printed(settings, 2).with_suffix(".html").read_text(encoding="utf-8")
    assert page.count('<section class="cell">') == 2
    assert page.count('<table class="rungs">') == 2
    for row in rows_of(settings.path.with_name("sheet.csv")):
        assert f"<b>{float(row['planned_copress_mpa']):.4g}</b>" in page
    assert "release to 60 MPa, look at the cell, measure it there" in page


def test_a_sheet_with_a_cell_that_broke_at_its_second_rung(settings: Settings) -> None:
    sheet = printed(settings)
    fill(sheet, [held(190), {"damage": "2", "failure": "cracked"}])
    lines = record_sheet(settings, sheet)
    assert [line.fate for line in lines] == ["recorded", "recorded", "not filled in yet"]
    with open_campaign(settings) as store:
        (trial,) = read_trials(store)
    assert trial.state == "closed"
    seen = [(one.cell, one.rung, one.intact) for one in observations([trial])]
    assert seen == [("cell-0001", 1, True), ("cell-0001", 2, False)]
    again = [line.fate for line in record_sheet(settings, sheet)]
    assert again == ["was recorded already", "was recorded already", "not filled in yet"]


def test_a_sheet_comes_back_rung_by_rung(settings: Settings) -> None:
    sheet = printed(settings)
    fill(sheet, [held(190)])
    record_sheet(settings, sheet)
    fill(sheet, [held(190), held(182), held(176)])
    fates = [line.fate for line in record_sheet(settings, sheet)]
    assert fates == ["was recorded already", "recorded", "recorded"]
    with open_campaign(settings) as store:
        (trial,) = read_trials(store)
    assert (trial.state, trial.observation and trial.observation.asr_ohm_cm2) == ("closed", 176.0)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ([{}, held(190)], "record rung 1 first"),
        ([{"damage": "2"}, held(190)], "ended at rung 1"),
        ([held(190) | {"rung": "2"}], "stands in row"),
        ([held(190) | {"rung": "1.5"}], "rung is 1.5"),
        ([held(190) | {"rung": ""}], "rung 1 to 3"),
    ],
)
def test_what_makes_no_series_is_refused_whole(
    settings: Settings, said: list[dict[str, str]], why: str
) -> None:
    sheet = printed(settings)
    fill(sheet, said)
    with pytest.raises(WrongInputError, match=why):
        record_sheet(settings, sheet)
    with open_campaign(settings) as store:
        assert [trial.state for trial in read_trials(store)] == ["planned"]
