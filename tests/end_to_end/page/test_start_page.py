"""The start page in a real browser: from an empty folder to a recorded cell, no terminal."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from support.web.browser import PATIENCE_MS, axe, axe_finds, tab_of
from support.web.served_page import Served, reviewing

from campaigns.config.load_campaign import load_settings
from campaigns.records.load_views import load_view

pytestmark = pytest.mark.slow

TABLE = "P (MPa),dwell,ASR (ohm cm2),anode (MPa),stack (MPa),state\n" + "".join(
    f"{p},{t},{30 + 3e4 / p - 2 * t:.1f},100,60,{state}\n"
    for p, t, state in (
        (200, 1, "ok"), (250, 3, "ok"), (300, 1, "ok"), (350, 3, "ok"), (400, 1, "ok"),
        (450, 5, "cracked"), (500, 3, "ok"), (550, 5, "short"), (320, 5, "ok"), (420, 4, "ok"),
    )
)  # fmt: skip
FORCES = "Load (kN),ASR (ohm cm2),state\n8,90,ok\n10,70,ok\n12,60,ok\n14,55,crack\n"
DROP = """([name, text]) => {
  const carried = new DataTransfer();
  carried.items.add(new File([text], name, { type: "text/csv" }));
  for (const kind of ["dragenter", "dragover", "drop"])
    document.querySelector("[data-drop]").dispatchEvent(
      new DragEvent(kind, { dataTransfer: carried, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def served(tmp_path: Path, chromium: Browser) -> Iterator[Served]:
    folder = tmp_path / "cells"
    folder.mkdir()
    with reviewing(folder, tmp_path / "server.log") as made:
        yield made


def make_campaign(tab: Page, name: str) -> None:
    """By the questions; a die of 13 mm that bears 120 kN."""
    tab.get_by_role("link", name="New campaign").click()
    tab.get_by_label("Name").fill(name)
    tab.get_by_label("by hand").check()
    tab.get_by_role("button", name="On to the questions").click()
    tab.get_by_label("diameter of the die").fill("13")
    tab.get_by_label("most force").fill("120")
    tab.get_by_label("budget", exact=True).fill("12")
    tab.get_by_role("button", name="Make this campaign").click()
    expect(tab.get_by_role("status").first).to_contain_text(f"{name}.toml is written")


def test_from_an_empty_folder_to_a_recorded_cell(chromium: Browser, served: Served) -> None:
    with tab_of(chromium, served) as tab:
        expect(tab.get_by_role("heading", level=1)).to_have_text("Campaigns")
        expect(tab.locator("main")).to_contain_text("No campaign yet")
        make_campaign(tab, "lot-7")
        file = served.file / "lot-7.toml"
        settings = load_settings(file)
        assert settings.press.diameter_mm == 13
        assert settings.campaign.budget == 12
        assert "# bore of the die" in file.read_text(encoding="utf-8")

        tab.get_by_role("button", name="Propose cells").click()
        expect(tab.get_by_role("status").first).to_have_text("cell-0001 waits to be pressed.")
        with tab.context.expect_page() as opened:
            tab.get_by_role("link", name="Run sheet of 1 cell").click()
        sheet = opened.value
        sheet.wait_for_load_state()
        expect(sheet.locator(".cell .label")).to_have_text("cell-0001")
        expect(sheet.locator("body")).to_contain_text("Type what you wrote into the page of each")
        sheet.close()

        press = tab.get_by_role("region", name="Pressed by hand")
        press.get_by_role("link", name="cell-0001").click()
        tab.get_by_text("Enter the result of this cell").click()
        tab.get_by_label("intact, and measured").check()
        tab.locator("input[name='asr_ohm_cm2']").fill("212,5")
        tab.get_by_role("button", name="Keep this result").click()
        expect(tab.get_by_role("status").first).to_contain_text("Kept: cell-0001 is")
        trial = load_view(load_settings(file), advise=False).trial(1)
        assert trial.outcome == "observed"
        assert trial.asr_ohm_cm2 == 212.5
        assert {event.detail.get("person") for event in trial.events} >= {"grace"}

        tab.get_by_role("link", name="Now").click()
        tab.get_by_role("button", name="Propose cells").click()
        expect(tab.get_by_role("status").first).to_have_text("cell-0002 waits to be pressed.")
        tab.get_by_role("link", name="Recommendation").first.click()
        expect(tab.locator("main")).to_contain_text("No protocol can be recommended yet")
        tab.get_by_role("link", name="Campaigns").click()
        card = tab.get_by_role("listitem").filter(has_text="lot-7.toml")
        expect(card).to_contain_text("cell-0002 waits to be pressed")
        expect(card).to_contain_text("1 of 12 cells")


def test_a_dropped_table_is_asked_about_explored_and_imported(
    chromium: Browser, served: Served
) -> None:
    with tab_of(chromium, served) as tab:
        make_campaign(tab, "lot-8")
        tab.get_by_role("link", name="Campaigns").click()
        tab.get_by_role("region", name="A table of past cells").wait_for()
        tab.evaluate(DROP, ["spring.csv", TABLE])
        expect(tab.get_by_role("alert")).to_contain_text("its unit is written nowhere")
        tab.get_by_role("button", name="dwell is co-press dwell in min").click()
        expect(tab.locator("main")).to_contain_text("10 cells, 2 of them failed")
        tab.get_by_role("button", name="That is right: explore it").click()
        expect(tab.locator("body")).to_contain_text("Where the optimum lies")
        tab.goto(f"{served.base}/start")
        tab.evaluate(DROP, ["kn.csv", FORCES])
        tab.get_by_label("bore of the die, mm").fill("10,5")
        tab.get_by_role("button", name="Answer").click()
        expect(tab.get_by_role("region", name="Columns")).to_contain_text("92.3893")
        tab.get_by_text("What I know of the table").click()
        tab.get_by_label("bore of the die, mm").fill("10")
        tab.get_by_role("button", name="Look again with this").click()
        expect(tab.get_by_role("region", name="Columns")).to_contain_text("101.859")
        tab.goto(f"{served.base}/start")
        tab.evaluate(DROP, ["spring.csv", TABLE])
        tab.get_by_role("button", name="dwell is co-press dwell in min").click()
        tab.get_by_label("the campaign that learns").select_option("lot-8")
        tab.get_by_role("button", name="Import it", exact=True).click()
        expect(tab.get_by_role("status").first).to_contain_text(
            "10 past cells of spring.csv are in lot-8; 0 were known already."
        )
        tab.get_by_role("link", name="Recommendation").click()
        expect(tab.locator(".recommended > h2 .flag")).to_have_text("Recommended protocol")
        with tab.context.expect_page() as opened:
            tab.get_by_role("link", name="the report").click()
        expect(opened.value.get_by_role("heading", level=1)).to_contain_text("lot-8")


def test_the_demonstration_is_started_watched_and_stopped(
    chromium: Browser, served: Served
) -> None:
    with tab_of(chromium, served) as tab:
        tab.get_by_role("button", name="Start the demonstration").click()
        expect(tab.get_by_role("status").first).to_contain_text("has started")
        expect(tab.locator("[data-running]")).to_contain_text(re.compile("cell-0001|trial 1", re.I))
        tab.get_by_role("button", name="Stop after this cell").click()
        expect(tab.locator("[data-doing]")).to_contain_text("Nobody runs this campaign now")
        tab.goto(f"{served.base}/")
        card = tab.get_by_role("listitem").filter(has_text="demo-campaign/demo.toml")
        expect(card).to_contain_text("SIMULATED")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_runs_over_the_edge(
    chromium: Browser, served: Served, scheme: str
) -> None:
    script = axe()
    (served.file / "broken.toml").write_text("[campaign]\nname = \n", encoding="utf-8")
    look = {"color_scheme": scheme, "viewport": {"width": 390, "height": 800}, "bypass_csp": True}
    found: list[str] = []
    with tab_of(chromium, served, **look) as tab:
        make_campaign(tab, "lot-9")
        for page in (
            "start",
            "new",
            "new?name=a&goal=integrity&press=manual",
            "c/lot-9/now",
            "table",
        ):
            tab.goto(f"{served.base}/{page}")
            for fold in tab.locator("summary").all():
                fold.click()
            found += axe_finds(tab, script)
            over = tab.evaluate("() => document.documentElement.scrollWidth - innerWidth")
            assert over <= 0, f"{page} is {over} px too wide"
        tab.goto(f"{served.base}/start")
        expect(tab.get_by_role("listitem").filter(has_text="broken.toml")).to_contain_text("TOML")
    assert not found, "\n".join(found)


def test_simulated_cells_are_pressed_read_and_opened(chromium: Browser, served: Served) -> None:
    with tab_of(chromium, served) as tab:
        tab.get_by_role("link", name="New campaign").click()
        tab.get_by_label("Name").fill("trial-run")
        tab.get_by_label("simulated").check()
        tab.get_by_role("button", name="On to the questions").click()
        tab.get_by_role("button", name="Make this campaign").click()
        tab.get_by_label("how many cells").fill("2")
        tab.get_by_role("button", name="Press simulated cells").click()
        expect(tab.get_by_role("status").first).to_contain_text("The simulated press has started")
        far = tab.get_by_role("region", name="Progress")
        expect(far).to_contain_text("2 of 25", timeout=20 * PATIENCE_MS)
        expect(tab.get_by_role("button", name="Press simulated cells")).to_be_visible()

        tab.get_by_role("link", name="Cells").click()
        over = tab.locator("[data-cells] .u-over")
        box = over.bounding_box()
        assert box
        over.hover(position={"x": 0.75 * box["width"], "y": 0.5 * box["height"]})
        expect(tab.locator("[data-cells] .u-legend")).to_contain_text("2")
        over.click(position={"x": 0.75 * box["width"], "y": 0.5 * box["height"]})
        expect(tab.get_by_role("heading", level=1)).to_contain_text("cell-0002")

        tab.locator("img[data-points]").hover()
        tab.locator("object.drawing").wait_for()
        (drawing,) = [frame for frame in tab.frames if "impedance.svg" in frame.url]
        assert "Hz, Z = " in (drawing.locator("circle title").first.text_content() or "")
