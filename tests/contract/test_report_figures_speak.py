"""Every figure of the report: one `plot_*`, labelled with units, marked when it is simulated."""

import inspect
import pkgutil
import re
from collections.abc import Callable
from importlib import import_module

import pytest
from matplotlib.axes import Axes
from support.report import a_landscape, a_slice, a_spectrum, a_trace, cells

from campaigns.report import figures
from campaigns.report.figures.nyquist import MeasuredCell
from campaigns.report.figures.svg import DARK, inline_svg

GIVEN: dict[str, tuple[object, ...]] = {
    "convergence": (cells(),),
    "surrogate_map": (a_landscape(), cells()),
    "intact_map": (a_landscape(), cells()),
    "slices": (a_slice(),),
    "nyquist": ([MeasuredCell("cell 1", a_spectrum(), 0.785, 94.0)],),
    "press_trace": a_trace(),
}
NUMBERS_WITHOUT_UNIT = {"cell (trial number)", "P(intact)"}
NO_FIGURES = {
    "frequency_marks",
    "picture",
    "hover",
    "spectrum_figures",
    "figure_csv",
    "nyquist_overview",
    "parallel",
    "style",
    "svg",
}
"""Modules that hold what figures share, or figures with several axes."""

FIGURES = sorted(
    module.name
    for module in pkgutil.iter_modules(figures.__path__)
    if module.name not in NO_FIGURES
)


def plot_of(name: str) -> Callable[..., Axes]:
    module = import_module(f"campaigns.report.figures.{name}")
    found = [
        function
        for word, function in inspect.getmembers(module, inspect.isfunction)
        if word.startswith("plot_")
        and function.__module__ == module.__name__
        and inspect.signature(function).return_annotation is Axes
    ]
    assert len(found) == 1, f"{name} has {len(found)} functions plot_* -> Axes"
    return found[0]


def written(ax: Axes) -> list[str]:
    return [text.get_text() for axes in ax.figure.axes for text in axes.texts]


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_is_asked_the_same_way(name: str) -> None:
    asked = inspect.signature(plot_of(name)).parameters

    assert name in GIVEN, f"give this test something for {name} to draw"
    assert asked["ax"].default is None
    assert asked["simulated"].default is False


@pytest.mark.parametrize("name", FIGURES)
def test_every_axis_says_its_quantity_and_unit(name: str) -> None:
    figure = plot_of(name)(*GIVEN[name]).figure

    for axes in figure.axes:
        labels = [axes.get_ylabel()]
        if axes.get_xlabel() or not axes.get_label().startswith("<colorbar"):
            labels.append(axes.get_xlabel())
        if any(
            axes is not other and axes.bbox.bounds == other.bbox.bounds for other in figure.axes
        ):
            labels = [label for label in labels if label]  # a twin shares the axis below
        for label in labels:
            assert label in NUMBERS_WITHOUT_UNIT or " / " in label, f"{name}: {label!r}"


@pytest.mark.parametrize("name", FIGURES)
def test_a_simulated_figure_says_so_and_a_measured_one_does_not(name: str) -> None:
    assert "SIMULATED" in written(plot_of(name)(*GIVEN[name], simulated=True))
    assert "SIMULATED" not in written(plot_of(name)(*GIVEN[name]))


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_tells_in_words_what_it_shows(name: str) -> None:
    drawn = inline_svg(plot_of(name)(*GIVEN[name]).figure, "x", 'Low & "high"')

    assert 'role="img" aria-label="Low &amp; &quot;high&quot;"' in drawn
    assert drawn == inline_svg(plot_of(name)(*GIVEN[name]).figure, "x", 'Low & "high"')


@pytest.mark.parametrize("name", FIGURES)
def test_every_word_is_legible_on_a_light_and_on_a_dark_page(name: str) -> None:
    drawn = inline_svg(plot_of(name)(*GIVEN[name], simulated=True).figure, "x", "")
    styles = re.findall(r'<text style="([^"]*)"[^>]*>([^<]*)<', drawn)
    on_colour = re.findall(r'style="[^"]*#1b1f25[^"]*"[^>]*>([^<]*)<', drawn)

    assert styles
    for style, word in styles:
        if word == "SIMULATED" or word in on_colour:
            continue  # they stand on a ground of their own
        fill = re.search(r"fill: (#[0-9a-f]{6})", style)
        assert fill, f"{name}: {word!r} has no colour, so it would be black on a dark page"
        assert contrast(fill[1], "#ffffff") > 3.7
        assert contrast(DARK.get(fill[1], fill[1]), DARK["#ffffff"]) > 3.7
        if fill[1] in DARK:
            assert f'[style*="fill: {fill[1]}"]{{fill:{DARK[fill[1]]}!important}}' in drawn


def contrast(a: str, b: str) -> float:
    """As WCAG 2.2 defines it."""

    def light(colour: str) -> float:
        parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
        r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    high, low = sorted((light(a), light(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)
