"""At the bench on the page: a sheet that comes back filled, simulated cells; no browser."""

import csv
import io
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import Workbook
from support.campaign import MANUAL
from support.web.page import Page, page_of, planned_campaign

from campaigns.records.load_trials import read_trials
from campaigns.web.background.simulated_runs import SimulatedRun


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
    with page_of(planned_campaign(tmp_path, press=MANUAL, cells=3)) as made:
        yield made


@pytest.fixture
def simulated(tmp_path: Path) -> Iterator[Page]:
    with page_of(planned_campaign(tmp_path, cells=1)) as made:
        yield made


def rows_of_sheet(page: Page) -> list[dict[str, str]]:
    answer = page.get("sheet.csv")
    assert "attachment" in answer.headers["content-disposition"]
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def filled(page: Page) -> list[dict[str, str]]:
    """One whole, one cracked, one that nobody has pressed yet."""
    rows = rows_of_sheet(page)
    rows[0] |= {"damage": "0", "asr_ohm_cm2": "212.5", "lot": "A7"}
    rows[1] |= {"damage": "2", "failure": "cracked", "note": "at the edge"}
    return rows


def as_csv(rows: list[dict[str, str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, rows[0].keys())
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def as_xlsx(rows: list[dict[str, str]]) -> bytes:
    book = Workbook()
    for row in (list(rows[0]), *(list(row.values()) for row in rows)):
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def outcomes(page: Page) -> list[str | None]:
    (campaign,) = page.services.open_campaigns.all
    return [trial.outcome for trial in read_trials(campaign.store)]


@pytest.mark.parametrize(("name", "written"), [("sheet.csv", as_csv), ("sheet.xlsx", as_xlsx)])
def test_a_filled_sheet_is_recorded(page: Page, name: str, written) -> None:
    answer = page.post("sheet", files={"sheet": (name, written(filled(page)))})
    assert answer.status_code == 303, answer.text
    said = page.get("now").text
    assert f"{name} is recorded. cell-0001: intact, 212.5 Ω cm²; cell-0002: cracked" in said
    assert "cell-0003: not filled in yet" in said
    assert outcomes(page) == ["observed", "recipe failed", None]


def test_a_file_of_some_size_is_read_where_a_form_carries_one(page: Page) -> None:
    large = as_csv(filled(page)) + b"\r\n" * 50_000
    assert page.post("sheet", files={"sheet": ("sheet.csv", large)}).status_code == 303
    spectrum = b"no spectrum\n" * 10_000
    answer = page.post("cells/1/correct", files={"spectrum": ("a.csv", spectrum)}, what="whole")
    assert answer.status_code == 400  # read, and refused as what it is
    assert "a.csv" in answer.text


def test_what_is_wrong_with_a_sheet_stands_at_the_form_and_nothing_is_kept(page: Page) -> None:
    rows = filled(page)
    rows[0]["damage"] = "7"
    rows[1]["spectrum"] = "cell-2.mpt"
    answer = page.post("sheet", files={"sheet": ("sheet.csv", as_csv(rows))})
    assert answer.status_code == 400
    assert "sheet.csv: nothing was recorded." in answer.text
    assert "damage is 7; write 0, 1, 2 or 3" in answer.text
    folder = page.services.open_campaigns.all[0].path.parent
    assert f"there is no spectrum {folder / 'cell-2.mpt'}" in answer.text
    assert outcomes(page) == [None] * 3


def test_odd_values_are_asked_back_and_kept_with_a_tick(page: Page) -> None:
    rows = filled(page)
    rows[0]["copress_mpa"] = "35"
    answer = page.post("sheet", files={"sheet": ("sheet.csv", as_csv(rows))})
    assert answer.status_code == 400
    assert "(if it is right, tick the box below)" in answer.text
    assert "--yes" not in answer.text
    again = page.post("sheet", sure="yes")
    assert again.status_code == 303, again.text
    assert outcomes(page)[:2] == ["observed", "recipe failed"]
    assert "no sheet was sent" in page.post("sheet").text.lower()


def test_a_run_sheet_among_the_tables_is_known_as_one(page: Page) -> None:
    files = {"table": ("sheet.csv", as_csv(filled(page)))}
    assert page.post("table/look", page.csrf("table"), files=files).status_code == 303
    text = page.get("table").text
    assert "sheet.csv is a run sheet of quick" in text
    assert "One question" not in text
    assert page.post("table/explore", page.csrf("table")).status_code == 400
    assert page.post("sheet").status_code == 303
    assert outcomes(page)[0] == "observed"


def test_cells_of_a_real_press_are_not_pressed_from_the_page(page: Page) -> None:
    answer = page.post("press-simulated", more=1)
    assert answer.status_code == 400
    assert "has a real press" in answer.text
    assert not page.services.simulated_runs


def test_simulated_cells_are_offered_within_the_budget(simulated: Page) -> None:
    assert 'name="more" class="short" min="1" max="9" value="9"' in simulated.get("now").text
    assert "press 1 to 9 cells" in simulated.post("press-simulated", more=90).text.lower()


def test_why_a_simulated_press_has_stopped_is_said(simulated: Page, tmp_path: Path) -> None:
    (campaign,) = simulated.services.open_campaigns.all
    log = tmp_path / "quick.log"
    log.write_text("#1 copress_mpa 430\nerror: the disk is full.\n\n", encoding="utf-8")
    ended = subprocess.Popen([sys.executable, "-c", "raise SystemExit(3)"])
    started = SimulatedRun(campaign.path, ended, log, campaign.head())
    simulated.services.simulated_runs[campaign.path] = started
    ended.wait()
    assert "has stopped: error: the disk is full." in simulated.get("now").text


def test_all_cells_are_had_as_a_table(page: Page) -> None:
    assert page.post("sheet", files={"sheet": ("s.csv", as_csv(filled(page)))}).status_code == 303
    answer = page.get("cells.csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["asr_ohm_cm2"] for row in rows] == ["212.5", "", ""]
    assert rows[1]["failure"] == "cracked"
