"""A pressure series of one cell, and a filled run sheet, entered in a real browser."""

import csv
import io
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from support.campaign import MANUAL, write_campaign
from support.web.browser import serving, tab_of

from campaigns.config.load_campaign import load_settings
from campaigns.run.by_hand.plan_trials import plan_trials

pytestmark = pytest.mark.slow

BENCH = '[impedance]\nsource = "by_hand"\n'
SERIES = '[series]\nrungs = 3\nstop = "failure"\n'


def bench(tmp_path: Path, impedance: str, cells: int) -> Path:
    folder = tmp_path / "bench"
    folder.mkdir()
    file = write_campaign(folder, press=MANUAL, impedance=impedance)
    plan_trials(load_settings(file), cells)
    return file


def test_rungs_are_entered_and_the_series_is_ended(chromium: Browser, tmp_path: Path) -> None:
    file = bench(tmp_path, BENCH + SERIES, 1)
    with serving(file, tmp_path / "lab") as served, tab_of(chromium, served) as tab:
        tab.goto(f"{served.base}/c/quick/cells/1")
        rungs = tab.get_by_role("region", name="Rungs: one cell at 3 pressures")
        rungs.get_by_label("Rung 1: what was seen").select_option("held")
        rungs.get_by_label("Rung 1: ASR in Ω cm²").fill("190,5")
        tab.get_by_role("button", name="Keep these rungs").click()
        expect(tab.get_by_role("status").first).to_contain_text("rung 2 of 3 comes next")
        expect(rungs).to_contain_text("intact, 190.5 Ω cm²")
        first, upcoming, last = (
            f"{rung['copress_mpa']:g}" for rung in served.view().trial(1).rungs
        )
        values = tab.get_by_role("region", name="Table of values")
        expect(values).to_contain_text(f"{first} to {last}")
        tab.goto(f"{served.base}/c/quick/now")
        expect(tab.locator("ol.bench li").first).to_contain_text(
            "cell-0001 stands between two rungs: press on first."
        )
        queue = tab.get_by_role("region", name="Table of the queue")
        expect(queue).to_contain_text(f"{upcoming} to {last}")
        tab.goto(f"{served.base}/c/quick/cells/1")
        rungs.get_by_label("Press this cell no further, because").fill("the punch is scratched")
        tab.get_by_role("button", name="End the series here").click()
        expect(tab.get_by_role("heading", level=1)).to_contain_text("cell-0001")
        assert served.view().trial(1).outcome == "observed"


def test_a_filled_run_sheet_among_the_tables_is_recorded(chromium: Browser, tmp_path: Path) -> None:
    file = bench(tmp_path, BENCH, 2)
    with serving(file, tmp_path / "lab") as served, tab_of(chromium, served) as tab:
        rows = list(
            csv.DictReader(
                io.StringIO(
                    tab.request.get(f"{served.base}/c/quick/sheet.csv").text().lstrip("\ufeff")
                )
            )
        )
        rows[0] |= {"damage": "0", "asr_ohm_cm2": "188"}
        filled = io.StringIO()
        writer = csv.DictWriter(filled, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
        sheet = tmp_path / "sheet.csv"
        sheet.write_text(filled.getvalue(), encoding="utf-8")
        tab.goto(f"{served.base}/c/quick/table")
        tab.get_by_label("Drop a file here, or choose one").set_input_files(sheet)
        known = tab.get_by_role("region", name="sheet.csv is a run sheet of quick")
        known.get_by_role("button", name="Record its results").click()
        expect(tab.get_by_role("status").first).to_contain_text("sheet.csv is recorded.")
        assert [trial.outcome for trial in served.view().trials] == ["observed", None]
