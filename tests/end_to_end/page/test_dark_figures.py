"""Figures on a dark page: what is drawn in ink is seen there, markers and legends too."""

import io

from matplotlib.figure import Figure
from PIL import Image
from playwright.sync_api import Browser

from campaigns.report.figures.style import INK
from campaigns.report.figures.svg import inline_svg


def test_a_marker_in_ink_is_light_on_a_dark_page(chromium: Browser) -> None:
    figure = Figure(figsize=(2, 2))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.plot([0.5], [0.5], "|", ms=60, mew=20, color=INK)
    axes.set(xlim=(0, 1), ylim=(0, 1))
    drawn = inline_svg(figure, "one", "a thick bar")
    seen = {}
    for scheme in ("light", "dark"):
        context = chromium.new_context(color_scheme=scheme, viewport={"width": 200, "height": 200})
        tab = context.new_page()
        tab.set_content(f"<style>body{{margin:0}}</style>{drawn}")
        with Image.open(io.BytesIO(tab.screenshot())) as picture:
            seen[scheme] = sum(picture.convert("RGB").getpixel((100, 100))) / 3
        context.close()
    assert seen["light"] < 64
    assert seen["dark"] > 192
