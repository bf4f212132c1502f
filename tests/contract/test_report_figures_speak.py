"""Every figure of the report: one `plot_*`, labelled with units, marked when it is simulated."""

import inspect
import pkgutil
from collections.abc import Callable
from importlib import import_module

import pytest
from given_report import a_landscape, a_slice, a_spectrum, a_trace, cells
from matplotlib.axes import Axes

from campaigns import report
from campaigns.report.nyquist_figure import MeasuredCell

GIVEN: dict[str, tuple[object, ...]] = {
    "convergence_figure": (cells(),),
    "surrogate_map_figure": (a_landscape(), cells()),
    "intact_map_figure": (a_landscape(), cells()),
    "slices_figure": (a_slice(),),
    "nyquist_figure": ([MeasuredCell("cell 1", a_spectrum(), 0.785, 94.0)],),
    "press_trace_figure": a_trace(),
}
NUMBERS_WITHOUT_UNIT = {"cell (trial number)", "P(intact)"}
FIGURES = sorted(
    module.name
    for module in pkgutil.iter_modules(report.__path__)
    if module.name.endswith("_figure")
)


def plot_of(name: str) -> Callable[..., Axes]:
    module = import_module(f"campaigns.report.{name}")
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
