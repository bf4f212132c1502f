"""What people do on the page next to the walk-through, each in a real browser."""

import re
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, expect
from support.campaign import MANUAL
from support.instruments.spectra import full_cell
from support.instruments.tables import Made
from support.instruments.texts import eclab
from support.web.browser import PRESSED, Controller, PacedClock, serving, settled, tab_of
from support.web.page import PASSWORDS, planned_campaign, three_accounts

from campaigns.web.security.roles import Role

pytestmark = pytest.mark.slow

BY_HAND = '[impedance]\nsource = "by_hand"\narea_cm2 = 1\ncell = "full"\nleast_ocv_v = 1.5\n'
CELL = PRESSED + 1


def test_stop_after_this_cell_lets_it_finish(
    chromium: Browser, pressed: Path, tmp_path: Path
) -> None:
    with serving(pressed, tmp_path / "lab") as served, tab_of(chromium, served) as tab:
        tab.goto(f"{served.base}/c/lab/decide")
        tab.get_by_label(f"I have read the protocol of cell-{CELL:04d}").check()
        tab.get_by_role("button", name=f"Approve cell-{CELL:04d}").click()
        expect(tab.get_by_role("status").first).to_contain_text("is approved")
        tab.get_by_role("link", name="Now").click()
        assert not tab.get_by_role("button", name="Stop after this cell").count()
        controller = Controller(served.file, PacedClock(10.0), trials=None)
        controller.start()
        tab.get_by_role("button", name="Stop after this cell").click()  # it comes by itself
        far = tab.get_by_role("region", name="Progress")
        expect(far).to_contain_text("grace has asked to stop after this cell")
        controller.join(timeout=180)
        assert controller.stop is not None
        assert controller.stop.kind == "stopped", controller.stop.sentence
        trial = served.view().trial(CELL)
        assert trial.state in ("pressed", "closed")  # measured now, or when it goes on
        kinds = [event.kind for event in trial.events]
        assert "press.released" in kinds
        assert "press.aborted" not in kinds
        expect(tab.locator("[data-doing]")).to_contain_text("Nobody runs this campaign now")


def test_a_result_by_hand_and_a_batch(chromium: Browser, tmp_path: Path) -> None:
    folder = tmp_path / "bench"
    folder.mkdir()
    file = planned_campaign(folder, cells=3, press=MANUAL, impedance=BY_HAND)
    f_hz = np.geomspace(1e6, 0.1, 71)
    spectrum = tmp_path / "cell-0001.mpt"
    spectrum.write_bytes(eclab(Made(f_hz, full_cell(f_hz))))
    with (
        serving(file, tmp_path / "lab") as served,
        tab_of(chromium, served, quiet=("400",)) as tab,  # of the form that is refused
    ):
        tab.get_by_role("link", name="Decide").first.click()
        batch = tab.get_by_role("region", name="All 3 at once")
        batch.get_by_label("I have read the protocols").check()
        batch.get_by_role("button", name="Approve the batch").click()
        expect(tab.get_by_role("status").first).to_contain_text(
            "cell-0001, cell-0002, cell-0003 are approved"
        )
        tab.get_by_role("link", name="Cells", exact=True).click()
        tab.get_by_role("link", name="cell-0001", exact=True).click()
        tab.get_by_text("Enter the result of this cell").click()
        tab.get_by_label("intact, and measured").check()
        tab.get_by_label("the analyser's file").set_input_files(spectrum)
        tab.get_by_label("voltage at rest").fill("2.3")
        tab.get_by_text("What the press did, where it differs").click()
        tab.locator("input[name='achieved.copress_mpa']").fill("345")
        tab.get_by_role("button", name="Keep this result").click()
        expect(tab.get_by_role("status").first).to_contain_text("Kept: cell-0001 is")
        assert served.view().trial(1).outcome == "observed"
        assert served.view().trial(1).achieved["copress_mpa"] == 345
        tab.get_by_text("Measured once more: add a second reading").click()
        again = tab.locator("#again")
        again.get_by_label("ASR").fill("201,5")
        again.get_by_role("button", name="Keep this reading").click()
        expect(tab.get_by_role("status").first).to_contain_text("The second reading is kept")
        assert [asr for asr, _ in served.view().trial(1).readings] == [201.5]
        tab.goto(f"{served.base}/c/quick/cells/2")
        tab.get_by_text("Enter the result of this cell").click()
        tab.get_by_label("intact, and measured").check()
        tab.get_by_role("button", name="Keep this result").click()
        expect(tab.locator("#wrong-spectrum")).to_contain_text("needs the analyser's file")
        assert served.view().trial(2).outcome is None


def test_two_campaigns_are_chosen_and_compared(
    chromium: Browser, pressed: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    second = planned_campaign(other)
    with serving(pressed, tmp_path / "lab", second) as served, tab_of(chromium, served) as tab:
        expect(tab.get_by_role("heading", level=1)).to_have_text("Campaigns")
        tab.get_by_role("link", name="lab").click()
        tab.get_by_role("link", name="Recommendation").click()
        settled(tab)
        box = tab.get_by_role("region", name="Compare")
        box.get_by_label("with").select_option(index=1)
        box.get_by_role("button", name="Side by side").click()
        expect(tab.get_by_role("heading", level=1)).to_have_text("Side by side")
        tab.get_by_label("right").select_option("cell-1")
        tab.get_by_role("button", name="Compare").click()
        table = tab.get_by_role("region", name="Comparison")
        expect(table).to_contain_text("cell-0001")
        expect(table).to_contain_text("Recommended by lab")
        tab.get_by_role("link", name="Audit").click()
        tab.get_by_role("link", name="ada", exact=True).first.click()
        people = tab.locator("tbody tr td:nth-child(2)").all_inner_texts()
        assert set(people) == {"ada"}
        tab.get_by_role("link", name="Campaigns").click()
        tab.get_by_role("link", name="quick").click()
        expect(tab.get_by_role("region", name="What needs a person")).to_contain_text("cell-0001")


def test_an_account_logs_in_and_sees_what_it_may(chromium: Browser, tmp_path: Path) -> None:
    folder = tmp_path / "bench"
    folder.mkdir()
    three_accounts(tmp_path)
    accounts = ("--accounts", str(tmp_path / "users.toml"))
    file = planned_campaign(folder)
    with (
        serving(file, tmp_path / "lab", *accounts) as served,
        tab_of(chromium, served, quiet=("401",)) as tab,
    ):
        for password, refusal in (("wrong", "That is not right"), (PASSWORDS[Role.OPERATOR], "")):
            tab.get_by_label("Name").fill("otto")
            tab.get_by_label("Password").fill(password)
            tab.get_by_role("button", name="Log in").click()
            if refusal:
                expect(tab.get_by_role("alert")).to_contain_text(refusal)
        expect(tab.get_by_text("otto, operator")).to_be_visible()
        tab.get_by_role("link", name="Decide").first.click()
        assert not tab.get_by_role("button", name="Approve cell-0001").count()
        expect(tab.get_by_text("Approving needs an approver").first).to_be_visible()
        tab.get_by_role("button", name="Log out").click()
        expect(tab.get_by_role("heading", name="Log in")).to_be_visible()


BY_REQUEST = {"Look at the table", "Yes, the value above counts"}
"""Pressed without a browser, in tests/unit/campaigns/web/actions."""


def test_every_button_of_the_page_is_pressed_by_a_browser() -> None:
    """A button that no test here presses is reported on the day it is born."""
    here = Path(__file__).parent
    pressed = "".join(file.read_text(encoding="utf-8") for file in here.glob("test_*.py"))
    templates = here.parents[2] / "campaigns/web/templates"
    text = "".join(file.read_text(encoding="utf-8") for file in templates.rglob("*.j2"))
    said = re.findall(r"<button[^>]*>(.*?)</button>", text)
    words = {re.sub(r" *\{\{.*?\}\}.*", "", label) for label in said} - {""} | {"Approve"}
    assert len(words) > 20
    words -= BY_REQUEST
    never = {one for one in words if not re.search(f'name=f?"{re.escape(one)}', pressed)}
    assert not never
