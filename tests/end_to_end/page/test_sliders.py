"""The sliders of page Understand, by hand and by keyboard, in a real browser."""

from pathlib import Path

from given_browser import serving, settled, tab_of
from given_maps import measured_campaign
from playwright.sync_api import Browser, expect


def test_a_slider_says_where_it_stands_and_both_maps_follow(
    chromium: Browser, tmp_path: Path
) -> None:
    folder = tmp_path / "measured"
    folder.mkdir()
    file = measured_campaign(folder)
    with serving(file, tmp_path / "lab") as served, tab_of(chromium, served) as tab:
        tab.goto(f"{served.base}/c/quick/understand")
        settled(tab)
        stands = tab.locator("#stands-release_mpa_s")
        first = stands.inner_text()
        assert first.endswith(" MPa/s")
        maps = tab.locator("#drawn img")
        drawn = [picture.get_attribute("src") for picture in maps.all()]
        assert len(drawn) == 2
        tab.get_by_label("release rate").focus()
        for _ in range(10):
            tab.keyboard.press("ArrowRight")
        expect(stands).not_to_have_text(first)
        for picture, before in zip(maps.all(), drawn, strict=True):
            expect(picture).not_to_have_attribute("src", str(before))
        tab.get_by_label("upwards").select_option("release_mpa_s")
        expect(stands).to_have_text("on an axis")
        expect(tab.locator("#stands-anode_mpa")).to_contain_text("MPa")
