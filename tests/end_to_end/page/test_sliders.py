"""The sliders of page Understand, by hand and by keyboard, and its figures under the pointer."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from support.presses.maps import measured_campaign
from support.web.browser import serving, settled, tab_of

from campaigns.config.load_campaign import load_settings
from campaigns.files.documents.knob_labels import quantity_of
from campaigns.web.views.figure_routes import value_at

pytestmark = pytest.mark.slow

PULLED = """() => {
  const slider = document.getElementById("slid-release_mpa_s");
  for (const position of [60, 70, 80, 90]) {
    slider.value = position;
    slider.dispatchEvent(new Event("change", { bubbles: true }));
  }
}"""
"""Moved on faster than maps are drawn: what stands last counts."""


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
        for _ in range(3):
            tab.keyboard.press("ArrowRight")
        tab.evaluate(PULLED)
        knob = load_settings(served.file).space["release_mpa_s"]
        value = value_at(knob, float(tab.get_by_label("release rate").input_value()))
        expect(stands).to_have_text(quantity_of("release_mpa_s", value))
        for picture, before in zip(maps.all(), drawn, strict=True):
            expect(picture).not_to_have_attribute("src", str(before))
        tab.get_by_label("upwards").select_option("release_mpa_s")
        expect(stands).to_have_text("on an axis")
        expect(tab.locator("#stands-anode_mpa")).to_contain_text("MPa")

        for name in ("convergence", "cells"):
            tab.locator(f"img[src*='understand/{name}.svg']").hover()
            tab.locator(f"object.drawing[data*='{name}.svg']").wait_for()
            (drawing,) = [frame for frame in tab.frames if f"{name}.svg" in frame.url]
            says = drawing.locator("circle title, polyline title").first.text_content() or ""
            assert says.startswith("cell 1: ")
