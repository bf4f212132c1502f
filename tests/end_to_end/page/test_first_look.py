"""The walk-through of docs/first_look.md, by somebody who has never seen Copress.

They find the next experiment, approve it, see it pressed, and read the recommended protocol; every
step follows a link or button that the page before it shows.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from support.web.browser import PRESSED, Controller, PacedClock, serving, settled, tab_of
from support.web.served_page import Served

pytestmark = pytest.mark.slow


@pytest.fixture
def served(pressed: Path, tmp_path: Path) -> Iterator[Served]:
    with serving(pressed, tmp_path / "lab") as made:
        yield made


def test_find_approve_see_pressed_read_and_sign(chromium: Browser, served: Served) -> None:
    cell = PRESSED + 1
    with tab_of(chromium, served) as tab:
        waits = tab.get_by_role("region", name="What needs a person")
        expect(waits).to_contain_text(f"cell-{cell:04d} waits for a decision")
        waits.get_by_role("link", name="Decide").click()
        card = tab.get_by_role("article", name=f"cell-{cell:04d}")
        expect(card).to_contain_text("Next experiment")
        expect(card).to_contain_text("MPa/s up to")
        card.get_by_role("button", name=f"Approve cell-{cell:04d}").click()
        assert served.view().trial(cell).state == "planned"  # the browser asks for the tick first
        card.get_by_label(f"I have read the protocol of cell-{cell:04d}").check()
        card.get_by_role("button", name=f"Approve cell-{cell:04d}").click()
        expect(tab.get_by_role("status").first).to_contain_text(f"cell-{cell:04d} is approved")
        assert served.view().trial(cell).state == "approved"

        tab.get_by_role("link", name="Now").click()
        controller = Controller(served.file, PacedClock(40.0))
        controller.start()
        doing = tab.locator("[data-doing]")
        expect(doing).to_contain_text(f"cell-{cell:04d} is in the press")
        expect(tab.locator("[data-chart] canvas")).to_be_visible()
        expect(doing).to_contain_text("Nobody runs this campaign now")
        controller.join(timeout=180)
        latest = tab.get_by_role("region", name="Latest cells")
        expect(latest.get_by_role("link", name=f"cell-{cell:04d}", exact=True)).to_be_visible()
        assert served.view().trial(cell).state == "closed"

        tab.get_by_role("link", name="Recommendation").click()
        settled(tab)
        protocol = tab.get_by_role("region", name="Recommended protocol")
        expect(protocol).to_contain_text("Co-press")
        expect(protocol).to_contain_text("It is not the next experiment")
        tab.get_by_label("I have read this protocol and its certificate").check()
        tab.get_by_role("button", name="Sign as grace").click()
        expect(tab.get_by_role("region", name="Signatures")).to_contain_text("this recommendation")
        tab.get_by_role("link", name="Audit").click()
        table = tab.get_by_role("table")
        for action in ("signed", "approved", "logged in"):
            expect(table.get_by_role("cell", name=action, exact=True).first).to_be_visible()


def test_stop_cycle_releases_a_moving_press_and_resume_lets_it_go_on(
    chromium: Browser, served: Served
) -> None:
    cell = PRESSED + 1
    with tab_of(chromium, served) as tab:
        tab.get_by_label("I know that this is not an emergency stop").check()
        tab.get_by_role("button", name="Arm Stop cycle").click()
        stop = tab.get_by_role("button", name="Stop cycle", exact=True)
        expect(stop).to_be_visible()
        tab.goto(f"{served.base}/c/lab/decide")
        tab.get_by_label(f"I have read the protocol of cell-{cell:04d}").check()
        tab.get_by_role("button", name=f"Approve cell-{cell:04d}").click()
        expect(tab.get_by_role("status").first).to_contain_text("is approved")
        tab.goto(f"{served.base}/c/lab/now")
        controller = Controller(served.file, PacedClock(8.0))
        controller.start()
        expect(tab.locator("[data-doing]")).to_contain_text("co-press")
        stop.click()
        expect(tab.get_by_role("region", name="Stop")).to_contain_text("Aborted by grace")
        controller.join(timeout=180)
        assert controller.stop is not None
        assert controller.stop.kind == "aborted"
        trial = served.view().trial(cell)
        assert trial.outcome == "rig failed"
        assert "press.aborted" in [event.kind for event in trial.events]
        tab.get_by_label("Why it may go on").fill("it was steam")
        tab.get_by_role("button", name="Resume").click()
        expect(tab.get_by_role("status").first).to_contain_text("Resumed")


def test_a_page_that_dies_is_said_so_and_the_press_goes_on(
    chromium: Browser, served: Served
) -> None:
    cell = PRESSED + 1
    with tab_of(chromium, served) as tab:
        tab.goto(f"{served.base}/c/lab/decide")
        tab.get_by_label(f"I have read the protocol of cell-{cell:04d}").check()
        tab.get_by_role("button", name=f"Approve cell-{cell:04d}").click()
        expect(tab.get_by_role("status").first).to_contain_text("is approved")
        tab.goto(f"{served.base}/c/lab/now")
        controller = Controller(served.file, PacedClock(20.0))
        controller.start()
        expect(tab.locator("[data-doing]")).to_contain_text("is in the press")
        served.server.kill()
        expect(tab.locator("[data-lost]")).to_be_visible()
        controller.join(timeout=180)
    assert served.view().trial(cell).state == "closed"
    assert served.view().trial(cell).outcome in ("observed", "recipe failed")
