"""Every page and every action in a real browser; what assistive technology and print make of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, expect
from playwright.sync_api import Page as Tab
from support.web.browser import (
    PRESSED,
    axe,
    axe_finds,
    pictures_shown,
    serving,
    settled,
    tab_of,
)
from support.web.served_page import Served

from campaigns.run.events import PressSeen, TrialPlanned
from campaigns.run.live_status import Broadcast, live_file
from hardware.press.interface import Phase, Snapshot

CELL = PRESSED + 1
LABEL = f"cell-{CELL:04d}"
PAGES = ("now", "decide", "understand", "cells", "cells/1", f"cells/{CELL}", "recommendation",
         "compare?a=recommendation&b=cell-1", "audit")  # fmt: skip


@pytest.fixture(scope="module")
def served(pressed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(pressed, tmp_path_factory.mktemp("every") / "lab") as made:
        yield made


@pytest.fixture
def tab(chromium: Browser, served: Served) -> Iterator[Tab]:
    with tab_of(chromium, served) as made:
        yield made


def at(tab: Tab, served: Served, page: str) -> None:
    tab.goto(f"{served.base}/c/lab/{page}")
    settled(tab) if page in ("understand", "recommendation") else None


@pytest.fixture
def press_shown(served: Served) -> Iterator[None]:
    """A controller has reported of a press: the live chart is on the page Now."""
    tell = Broadcast(live_file(served.file), lambda event: None)
    tell(TrialPlanned(1, {"copress_mpa": 400.0}, {"copress_mpa": 400.0}, {}, "because"))
    for now_s, phase, mpa in ((0.0, Phase.RAMP, 20.0), (40.0, Phase.HOLD, 399.0)):
        tell(PressSeen(1, Snapshot(now_s, phase, 31.0, mpa, 400.0, step="copress")))
    yield
    live_file(served.file).unlink()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.usefixtures("press_shown")
def test_axe_finds_nothing(chromium: Browser, served: Served, scheme: str) -> None:
    script = axe()
    found = []
    look = {"color_scheme": scheme, "viewport": {"width": 900, "height": 1100}, "bypass_csp": True}
    with tab_of(chromium, served, **look) as tab:
        for page in PAGES:
            at(tab, served, page)
            for fold in tab.locator("summary").all():
                fold.click()
            tab.evaluate("() => scrollTo(0, 0)")  # nothing lies behind the bar at the top
            tab.locator(".u-legend").wait_for() if page == "now" else None
            found += axe_finds(tab, script)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("width", [1280, 820])
def test_nothing_runs_over_the_edge(chromium: Browser, served: Served, width: int) -> None:
    with tab_of(chromium, served, viewport={"width": width, "height": 900}) as tab:
        for page in PAGES:
            at(tab, served, page)
            over = tab.evaluate("() => document.documentElement.scrollWidth - innerWidth")
            assert over <= 0, f"{page} is {over} px wider than {width}"


def test_next_experiment_and_recommendation_are_never_on_one_page(tab: Tab, served: Served) -> None:
    at(tab, served, "decide")
    expect(tab.locator(".next > h2 .flag").first).to_have_text("Next experiment")
    assert tab.locator(".recommended").count() == 0
    at(tab, served, "recommendation")
    expect(tab.locator(".recommended > h2 .flag")).to_have_text("Recommended protocol")
    assert tab.locator(".next").count() == 0


def test_try_edit_bet_and_reject(tab: Tab, served: Served) -> None:
    at(tab, served, "decide")
    card = tab.get_by_role("article", name=LABEL)
    card.get_by_text("Try your own point").click()
    card.get_by_label("co-press pressure / MPa").fill("345")
    card.get_by_role("button", name="How would it score?").click()
    tried = tab.locator(f"#tried-{CELL}")
    expect(tried).to_contain_text("of the proposal")
    expect(tried).to_contain_text("up to 345 MPa")
    tried.get_by_label("Why").fill("a gap in my own table")
    tried.get_by_role("button", name=f"Give {LABEL} these values").click()
    expect(tab.get_by_role("article", name=LABEL)).to_contain_text("edited to 345 MPa")
    assert served.view().trial(CELL).planned["copress_mpa"] == 345
    card.get_by_text("Bet on its resistance").click()
    card.get_by_label("I expect").fill("199")
    card.get_by_role("button", name="Keep my bet").click()
    expect(card).to_contain_text("bet of grace")
    card.get_by_text("Reject this cell").click()
    card.get_by_label("Why; the next").fill("only a test")
    card.get_by_role("button", name=f"Reject {LABEL}").click()
    expect(tab.get_by_text("No cell waits for a decision")).to_be_visible()
    assert served.view().trial(CELL).outcome == "rejected"
    tab.get_by_role("button", name="What would come next?").click()
    expect(tab.locator("#tried-next")).to_contain_text("Next experiment")


def test_envelopes(tab: Tab, served: Served) -> None:
    at(tab, served, "decide")
    box = tab.get_by_role("region", name="Envelope")
    box.get_by_text("Approve an envelope").click()
    box.get_by_label("co-press pressure, at most").fill("420")
    box.get_by_label("cells").fill("4")
    box.get_by_role("button", name="Approve the envelope").click()
    expect(box).to_contain_text("at most 420 MPa")
    box.get_by_role("button", name="Withdraw the envelope").click()
    expect(box).to_contain_text("No envelope is approved")


def test_cells_are_sorted_filtered_and_looked_at(tab: Tab, served: Served) -> None:
    at(tab, served, "cells")
    table = tab.get_by_role("region", name="Table of cells")
    tab.get_by_role("link", name="ASR").click()
    tab.get_by_role("link", name="ASR").click()
    values = [
        float(text.split("±")[0])
        for text in table.locator("tbody td:nth-child(4)").all_inner_texts()
        if "±" in text
    ]
    assert values == sorted(values)
    assert len(values) >= 2
    tab.get_by_role("link", name="intact, measured").click()
    assert table.locator("tbody tr").count() == len(values)
    table.locator("tbody a").first.click()
    expect(tab.get_by_role("heading", level=1)).to_contain_text("cell-")
    assert pictures_shown(tab) == 2


def test_a_photo_and_a_correction(tab: Tab, served: Served, tmp_path: Path) -> None:
    photo = tmp_path / "cell.png"
    Image.new("RGB", (64, 48), (120, 90, 60)).save(photo)
    number = next(t.number for t in served.view().trials if t.outcome == "observed")
    at(tab, served, f"cells/{number}")
    tab.get_by_text("Add a photo").click()
    tab.get_by_label("PNG, JPEG or WebP").set_input_files(photo)
    tab.get_by_role("button", name="Keep the photo").click()
    expect(tab.get_by_role("status").first).to_contain_text("cell.png is kept")
    assert pictures_shown(tab) == 3
    tab.get_by_text("Add to the result, or correct it").click()
    tab.get_by_label("cracked, in pieces or shorted").check()
    tab.get_by_label("and how badly").select_option("2")
    tab.get_by_label("Why").fill("seen under the microscope")
    tab.get_by_role("button", name="Keep this result").click()
    expect(tab.get_by_role("status").first).to_contain_text("counts for integrity")
    trial = served.view().trial(number)
    assert trial.outcome == "recipe failed"
    assert trial.asr_ohm_cm2 is None


def test_understand_shows_gauges_and_maps_that_follow_the_sliders(tab: Tab, served: Served) -> None:
    at(tab, served, "understand")
    heading = tab.get_by_role("heading", level=1)
    expect(heading).to_have_text("Understand")
    if tab.get_by_text("Too little is known yet").count():
        pytest.fail("the campaign has too few measured cells for this test")
    expect(tab.get_by_role("region", name="May the numbers be believed?")).to_contain_text("trust")
    assert pictures_shown(tab) >= 5
    before = tab.locator("#drawn img").first.get_attribute("src")
    tab.get_by_label("across").select_option("anode_mpa")
    expect(tab.locator("#drawn img").first).not_to_have_attribute("src", str(before))


def test_the_keyboard_alone_is_enough(tab: Tab, served: Served) -> None:
    at(tab, served, "now")
    tab.keyboard.press("Tab")
    expect(tab.get_by_role("link", name="To the content")).to_be_focused()
    tab.keyboard.press("Enter")
    for _ in range(12):
        tab.keyboard.press("Tab")
        if tab.evaluate("() => document.activeElement.name") == "known":
            break
    tab.keyboard.press("Space")
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("button", name="Stop cycle", exact=True)).to_be_visible()
    tab.get_by_role("button", name="Disarm").press("Enter")
    expect(tab.get_by_role("button", name="Arm Stop cycle")).to_be_visible()


def test_print_shows_the_protocol_and_no_buttons(tab: Tab, served: Served) -> None:
    at(tab, served, "recommendation")
    tab.emulate_media(media="print")
    expect(tab.locator(".recommended")).to_be_visible()
    expect(tab.get_by_role("region", name="Simulated")).to_contain_text("SIMULATED")
    assert not tab.locator("button:visible, nav:visible").count()
    for page in ("now", "decide", "cells/1"):
        at(tab, served, page)
        assert not tab.locator(":is(button, nav, summary):visible").count(), page
        assert tab.locator(".card:visible").count(), page


def test_without_scripts_everything_is_there(chromium: Browser, served: Served) -> None:
    with tab_of(chromium, served, java_script_enabled=False) as tab:
        expect(tab.locator("[data-doing]")).to_contain_text("Nobody runs this campaign")
        at(tab, served, "recommendation")
        expect(tab.locator(".recommended")).to_be_visible()
        at(tab, served, "understand")
        tab.get_by_label("across").select_option("anode_mpa")
        tab.get_by_role("button", name="Draw").click()
        assert "x=anode_mpa" in str(tab.locator("#drawn img").first.get_attribute("src"))
        at(tab, served, "now")
        tab.get_by_label("I know that this is not an emergency stop").check()
        tab.get_by_role("button", name="Arm Stop cycle").click()
        expect(tab.get_by_role("button", name="Stop cycle", exact=True)).to_be_visible()
        tab.get_by_role("button", name="Log out").click()
        expect(tab.get_by_role("heading", name="Log in")).to_be_visible()
