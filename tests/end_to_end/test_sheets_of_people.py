"""Run sheets as people fill them in: days, uncertainties and slips of their own."""

import csv
import json
import sqlite3
from pathlib import Path

import pytest
from support.command_line import copress


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """A hand campaign with three proposed cells, and their sheet."""
    made = copress("new", "hand.toml", "--press", "manual", "--ram-mm", 50, folder=tmp_path)
    assert made.returncode == 0, made.output
    done = copress("propose", "hand.toml", "--count", 3, "--sheet", "week.csv", folder=tmp_path)
    assert done.returncode == 0, done.output
    return tmp_path / "week.csv"


def filled(sheet: Path, *entries: dict[str, object]) -> Path:
    """The first rows of the sheet with these entries."""
    with sheet.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row, entry in zip(rows, entries, strict=False):
        row |= {name: str(value) for name, value in entry.items()}
    with sheet.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return sheet


def trials(folder: Path) -> list[dict[str, object]]:
    document = json.loads(copress("status", "hand.toml", "--json", folder=folder).stdout)
    found: list[dict[str, object]] = document["trials"]
    return found


def test_days_on_a_sheet_are_kept_as_days(sheet: Path) -> None:
    cells = [
        {"damage": 0, "asr_ohm_cm2": 171, "made_on": "23.11.2026"},
        {"damage": 0, "asr_ohm_cm2": 190, "made_on": "24 Nov 2026"},
    ]
    done = copress("record", "hand.toml", "--sheet", filled(sheet, *cells), folder=sheet.parent)
    assert done.returncode == 0, done.output
    assert [one["made_on"] for one in trials(sheet.parent)[:2]] == ["2026-11-23", "2026-11-24"]


def test_a_day_that_nobody_can_read_is_asked_about_on_the_sheet(sheet: Path) -> None:
    entry = {"damage": 0, "asr_ohm_cm2": 171, "made_on": "3/4/2026"}
    done = copress("record", "hand.toml", "--sheet", filled(sheet, entry), folder=sheet.parent)
    assert done.returncode == 2
    assert "row 2 (cell-0001): made_on 3/4/2026: can be read in two ways" in done.output
    assert trials(sheet.parent)[0]["state"] == "planned"


def test_days_of_an_earlier_version_that_are_none_do_not_stop_the_report(sheet: Path) -> None:
    folder = sheet.parent
    entry = {"damage": 0, "asr_ohm_cm2": 171, "made_on": "2026-11-23"}
    copress("record", "hand.toml", "--sheet", filled(sheet, entry), folder=folder)
    with sqlite3.connect(folder / "hand.db") as store:
        guards = store.execute("select name from sqlite_master where type = 'trigger'").fetchall()
        for (name,) in guards:
            store.execute(f"drop trigger {name}")
        store.execute("update making set made_on = 'last week'")
        store.execute("update result set after = replace(after, '2026-11-23', 'last week')")
    store.close()
    assert copress("report", "hand.toml", "--out", "r.html", folder=folder).returncode == 0
    assert "last week" in (folder / "r.html").read_text(encoding="utf-8")
    more = copress("record", "hand.toml", "--trial", 1, "--retention", 0.9, folder=folder)
    assert more.returncode == 0, more.output
