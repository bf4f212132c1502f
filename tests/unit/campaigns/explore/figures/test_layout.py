"""Room by counting letters: what stands about a plot stands on the figure."""

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from campaigns.explore.figures.layout import lay_out


@pytest.mark.parametrize("scale", ["linear", "log"])
def test_numbers_and_labels_stand_on_the_figure(scale: str) -> None:
    figure = Figure((4.0, 3.0))
    FigureCanvasAgg(figure)
    ax = figure.subplots()
    ax.plot([0.6, 0.95], [180.0, 310.0])
    ax.set_yscale(scale)
    ax.set_ylim(150.0, 350.0)  # a logarithmic axis has its numbers at the small ticks only
    ax.yaxis.set_minor_formatter(FuncFormatter(lambda at, _: f"{at:g}" if scale == "log" else ""))
    ax.set_xlabel("probability that a cell pressed so stays intact")
    ax.set_ylabel("area-specific resistance")
    lay_out(figure)
    figure.draw_without_rendering()
    in_view = [
        text
        for text in ax.get_yticklabels(which="both")
        if text.get_text() and 150.0 <= text.get_position()[1] <= 350.0
    ]
    assert in_view
    for text in (ax.yaxis.label, ax.xaxis.label, *in_view):
        box = text.get_window_extent()
        assert box.x0 >= figure.bbox.x0 - 0.5
        assert box.y0 >= figure.bbox.y0 - 0.5


def test_labels_keep_clear_of_the_numbers_and_stand_in_line() -> None:
    figure = Figure((6.0, 5.0))
    FigureCanvasAgg(figure)
    axes = figure.subplots(2, 2)
    for ax, reach in zip(axes.flat, (1.0, 12345.0, 0.015, 250.0), strict=True):
        ax.plot([0.0, 1.0], [0.0, reach])
        ax.set_xlabel("co-press dwell / s")
        ax.set_ylabel("area-specific resistance")
    lay_out(figure)
    figure.draw_without_rendering()
    for ax in axes.flat:
        for axis in (ax.xaxis, ax.yaxis):
            label = axis.label.get_window_extent()
            texts = [text for text in axis.get_ticklabels() if text.get_text()]
            assert texts
            assert not any(label.overlaps(text.get_window_extent()) for text in texts)
    edges = [ax.yaxis.label.get_window_extent().x1 for ax in axes[:, 0]]
    assert edges[0] == pytest.approx(edges[1], abs=0.5)


def test_a_power_of_ten_stands_clear_of_the_numbers() -> None:
    figure = Figure((4.0, 3.0))
    FigureCanvasAgg(figure)
    ax = figure.subplots()
    ax.plot([0.0, 1.0], [0.0, 1.0])
    ax.set_xlim(0.0, 3e9)
    lay_out(figure)
    figure.draw_without_rendering()
    power = ax.xaxis.get_offset_text()
    assert power.get_text() == "1e9"
    box = power.get_window_extent()
    assert not any(box.overlaps(text.get_window_extent()) for text in ax.get_xticklabels())
