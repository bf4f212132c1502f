"""A figure as lean SVG that can stand inside a page: text stays text, heavy areas are pixels."""

import io
import re

from matplotlib import rc_context
from matplotlib.figure import Figure

from campaigns.report.style import RC

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
    with rc_context(RC):
        figure.savefig(sink, format="svg", metadata={"Date": None, "Creator": None})
    text = sink.getvalue()
    element = _NAMED.sub(rf"\g<1>{name}-", text[text.index("<svg") :])
    element = _PATH.sub(_shortened, _FAMILY.sub(_FONTS, element))
    element = re.sub(r"<metadata>.*?</metadata>", "", element, flags=re.DOTALL)
    element = re.sub(
        r'(<svg )(.*?)width="[^"]*" height="[^"]*"', r"\1\2", element, count=1, flags=re.S
    )
    return element.replace("<svg ", f'<svg role="img" aria-label="{_quoted(description)}" ', 1)


def _quoted(sentence: str) -> str:
    return sentence.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")


def _shortened(path: re.Match[str]) -> str:
    """A path with two decimals: a hundredth of a point is finer than any printer."""
    return _LONG_NUMBER.sub(lambda number: f"{float(number[0]):.2f}", path[0])
