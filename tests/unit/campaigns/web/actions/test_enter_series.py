"""A pressure series by hand on the page: rungs entered together, an early end; no browser."""

import html
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.campaign import MANUAL, write_campaign
from support.web.page import Page, page_of

from campaigns.config.load_campaign import load_settings
from campaigns.records.history import observations
from campaigns.records.load_trials import TrialRecord, read_trials
from campaigns.run.by_hand.plan_trials import plan_trials

BENCH = '[impedance]\nsource = "by_hand"\n[series]\nrungs = 3\nstop = "failure"\n'
GAUGE = "ram_mm = 50\ngauge_step_bar = 5\n"


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
    file = write_campaign(tmp_path, press=MANUAL + GAUGE, impedance=BENCH)
    plan_trials(load_settings(file), 1)
    with page_of(file) as made:
        yield made


def cell(page: Page) -> TrialRecord:
    (trial,) = read_trials(page.services.open_campaigns.all[0].store)
    return trial


def shown(page: Page) -> str:
    return html.unescape(page.get("cells/1").text)


def test_rungs_are_entered_together_and_the_next_is_said(page: Page) -> None:
    said = {"state__1": "held", "asr__1": "190,5", "state__2": "held", "asr__2": "182"}
    answer = page.post("cells/1/series", **said, reached__2="60 bar", sure="yes", lot="A7")
    assert answer.status_code == 303, html.unescape(answer.text)
    trial = cell(page)
    assert [one.number for one in trial.climbed] == [1, 2]
    resistances = [one.observation and one.observation.asr_ohm_cm2 for one in trial.climbed]
    assert resistances == [190.5, 182]
    text = shown(page)
    assert "The rungs are kept. Press it on: rung 3 of 3 comes next." in text
    assert "intact, 190.5 Ω cm²" in text
    ended = page.post("cells/1/series/end", why="the punch is scratched")
    assert ended.status_code == 303, ended.text
    assert cell(page).state == "closed"
    assert "the punch is scratched" in shown(page)


def test_a_cell_that_broke_at_its_second_rung(page: Page) -> None:
    said = {"state__1": "held", "asr__1": "190", "state__2": "cracked"}
    assert page.post("cells/1/series", **said).status_code == 303
    assert (cell(page).state, cell(page).outcome) == ("closed", "recipe failed")


def test_a_form_that_cannot_be_kept_keeps_what_was_typed(page: Page) -> None:
    answer = page.post("cells/1/series", asr__1="190")
    assert answer.status_code == 400
    assert "rung 1: say whether the cell held" in answer.text
    assert 'value="190"' in answer.text
    assert page.post("cells/1/series").status_code == 400
    skipped = page.post("cells/1/series", state__2="held", asr__2="190")
    assert skipped.status_code == 400
    assert not cell(page).climbed


def test_the_page_says_which_rungs_of_a_void_cell_count(page: Page) -> None:
    page.post("cells/1/series", state__1="held", asr__1="190", state__2="held", asr__2="182")
    answer = page.post("cells/1/result", what="void", why="the power failed", rung="3")
    assert answer.status_code == 303, html.unescape(answer.text)
    assert "rungs 1 and 2, which were recorded before, still count" in shown(page)
    assert cell(page).outcome == "rig failed"


def test_on_the_page_the_rung_that_is_chosen_is_void(page: Page) -> None:
    page.post("cells/1/series", state__1="held", asr__1="190", state__2="cracked")
    answer = page.post("cells/1/result", what="void", why="the wrong powder", rung="2")
    assert answer.status_code == 303, html.unescape(answer.text)
    assert "rung 1, which was recorded before, still counts" in shown(page)
    page.post("cells/1/result", what="void", why="the wrong powder", rung="1")
    assert observations([cell(page)]) == []
