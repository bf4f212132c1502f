"""A figure as lean SVG that can stand inside a page: text stays text, heavy areas are pixels.

Where a page is dark the figure is dark as well: its neutral colours are exchanged by a style sheet
of its own, inline or as an `<img>`. What is drawn on a coloured map keeps its colour.
"""

import io
import re

from matplotlib import rc_context
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from campaigns.report.figures.style import BLUE, GREY, INK, PALE, RC

DARK = {
    INK: "#e8ebef",
    "#000000": "#ffffff",
    "#ffffff": "#1c2229",
    GREY: "#9aa5b1",
    PALE: "#2a323b",
    BLUE.lower(): "#4aa3df",
    "#d7dbe0": "#39424c",  # grid
    "#d5dbe2": "#47525e",  # expected beforehand
    "#cfe3f2": "#22405a",  # ramp
    "#f4f1d8": "#3a3820",  # hold
    "#f0d3c2": "#4d3021",  # release
}
"""Neutral colours of the figures and what stands for them on a dark page."""

_LONG_NUMBER = re.compile(r"-?\d+\.\d{3,}")
_PATH = re.compile(r' d="[^"]*"')
_FAMILY = re.compile(r"'?DejaVu Sans'?")
_FONTS = "'DejaVu Sans', Verdana, Helvetica, Arial, sans-serif"
_NAMED = re.compile(r'(\bid="|url\(#|href="#)')


def inline_svg(figure: Figure, name: str, description: str) -> str:
    """The figure as one `<svg>` element for an HTML page.

    Args:
        figure: What a `plot_*` function drew (`ax.figure`).
        name: Prefix of every id in the element, so that several figures share one page.
        description: What the figure shows, in a sentence, for those who hear the page.

    Returns:
        The element without XML header; ids unique under `name`; same figure, same text.
    """
    sink = io.StringIO()
    dots_per_inch = figure.dpi
    with rc_context(RC):  # the canvas itself: `savefig` draws everything once more beforehand
        canvas = FigureCanvasSVG(figure)
        canvas.print_svg(  # type: ignore[no-untyped-call]
            sink, metadata={"Date": None, "Creator": None}
        )
    figure.set_dpi(dots_per_inch)  # the canvas leaves the 72 of its own
    text = sink.getvalue()
    element = _NAMED.sub(rf"\g<1>{name}-", text[text.index("<svg") :])
    element = _PATH.sub(_shortened, _FAMILY.sub(_FONTS, element))
    element = element.replace("<defs>", f"<defs>{_dark_style(name)}", 1)
    element = re.sub(r"<metadata>.*?</metadata>", "", element, flags=re.DOTALL)
    element = re.sub(
        r'(<svg )(.*?)width="[^"]*" height="[^"]*"', r"\1\2", element, count=1, flags=re.S
    )
    return element.replace(
        "<svg ", f'<svg class="drawn-{name}" role="img" aria-label="{_quoted(description)}" ', 1
    )


def _dark_style(name: str) -> str:
    """A style sheet that exchanges colours, only inside this figure, only on a dark screen."""
    here = f".drawn-{name}"
    marker = f'path[id^="{name}-"]'  # its copies know their id, not what they stand in
    rules = [
        f"{here} {drawn},{marker}{drawn}{{{part}:{dark}!important}}"
        for light, dark in DARK.items()
        for part in ("fill", "stroke")
        for drawn in (f'[style*="{part}: {light}"]',)
    ]
    rules.append(f"{here} #{name}-patch_1 path{{fill:none!important}}")  # the page shines through
    return f"<style>@media screen and (prefers-color-scheme:dark){{{''.join(rules)}}}</style>"


def _quoted(sentence: str) -> str:
    return sentence.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")


def _shortened(path: re.Match[str]) -> str:
    """A path with two decimals: a hundredth of a point is finer than any printer."""
    return _LONG_NUMBER.sub(lambda number: f"{float(number[0]):.2f}", path[0])
