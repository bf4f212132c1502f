"""The plots of an exploration: drawn once, for the page and as files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from campaigns.explore.analysis.exploration_results import Insight
from campaigns.explore.analysis.interaction import strongest
from campaigns.explore.analysis.trade_offs import TradeOffs
from campaigns.explore.figures.figures import (
    plot_control_chart,
    plot_front,
    plot_left_out,
    plot_sensitivity,
)
from campaigns.explore.figures.layout import (
    MARK,
    UNDER_THE_LABEL,
    heading_inches,
    lay_out,
    legend_inches,
)
from campaigns.explore.figures.surface_figures import (
    least_intact,
    plot_interaction,
    plot_map,
    plot_slices,
)
from campaigns.files.documents.knob_labels import words_of
from campaigns.report.figures.picture import Picture
from campaigns.report.figures.style import in_house_style, mark_simulated
from doe.recommendation.advice_rule import SAFE_P_INTACT

_LEVEL = 1
"""Of compression of PNG: half as large again as with the usual level 6, in a third of the time."""


def pictures(insight: Insight) -> list[Picture]:
    """All plots that the cells have material for."""
    quantity = insight.past.quantity.words
    made = [
        picture_of(insight, "left-out", "Measured over predicted",
                 f"Every cell's {quantity} over what the other cells predict of it.",
                 plot_left_out(insight.models)),
        _sensitivity(insight),
        Picture("slices", "Knob by knob",
                f"Expected {quantity} of one more cell with its 90 % band, one knob at a time "
                "through the best point (dashed)." + _slice_words(insight),
                _finished(insight, plot_slices(insight))),
        _interaction(insight),
        _map(insight),
        picture_of(insight, "control-chart", "Control chart", _chart_words(insight),
                 plot_control_chart(insight.steadiness, insight.models)),
    ]  # fmt: skip
    if insight.front is not None:
        made.append(
            picture_of(insight, "front", "Trade-off",
                     front_words(insight.front, quantity),
                     plot_front(insight.front, insight.models))
        )  # fmt: skip
    return [picture for picture in made if picture is not None]


@in_house_style
def save(shown: list[Picture], folder: Path, *, png: bool = True) -> dict[str, list[str]]:
    """Write each plot as SVG, and as PNG unless that is not wanted; names of the files by plot.

    A PNG file that is there from before is drawn again, so that none shows other cells.
    """
    written = {}
    for picture in shown:
        pixels, svg = (folder / f"{picture.name}.{kind}" for kind in ("png", "svg"))
        svg.write_text(picture.svg + "\n", encoding="utf-8")
        written[picture.name] = [str(svg)]
        if png or pixels.exists():
            _write_png(picture.figure, pixels)
            written[picture.name].insert(0, str(pixels))
    return written


def _write_png(figure: Figure, path: Path) -> None:
    """Drawn once; `savefig` would draw the figure twice."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()  # type: ignore[no-untyped-call]
    drawn = canvas.buffer_rgba()  # type: ignore[no-untyped-call]
    pixels = Image.frombuffer("RGBA", canvas.get_width_height(), drawn).convert("RGB")
    pixels.save(path, dpi=(figure.dpi, figure.dpi), compress_level=_LEVEL)


def map_names(insight: Insight) -> tuple[str, str] | None:
    """The knobs of the map: co-press pressure where it moved, and the most important other."""
    space, sensitivity = insight.past.space, insight.sensitivity
    order = np.argsort(-sensitivity.total.median) if sensitivity else np.arange(space.dimensions)
    ranked = [space.names[k] for k in order if k not in space.choice_columns]
    if len(ranked) < 2:
        return None
    x = "copress_mpa" if "copress_mpa" in ranked else ranked[0]
    return x, next(name for name in ranked if name != x)


def front_words(front: TradeOffs, quantity: str) -> str:
    """What the trade-off shows, and no more."""
    colour = " Colour: share of the capacity kept, where a cell was cycled." * front.has_retention
    line = " The line is the best that the model expects." * (len(front.model_values) > 1)
    return (
        f"Measured {quantity} of each cell over the probability, by the model, that a cell pressed "
        "like it stays intact. Ringed: the Pareto front; any other cell that is better in one goal "
        f"is worse in another.{colour}{line}"
    )


def _sensitivity(insight: Insight) -> Picture | None:
    if insight.sensitivity is None or insight.past.space.dimensions < 2:
        return None
    ax = plot_sensitivity(insight.sensitivity, insight.past.space.names)
    words = "Sobol indices by quadrature; the bars are what the cells leave open."
    return picture_of(insight, "sensitivity", "Which knob matters", words, ax)


def _interaction(insight: Insight) -> Picture | None:
    found = strongest(insight)
    if found is None:
        return None
    words = (
        f"{words_of(found.across).capitalize()} across, one curve for each of three levels of "
        f"{words_of(found.by)}. Parallel curves would mean: no interaction."
    )
    ax = plot_interaction(found, insight)
    return picture_of(insight, "interaction", "The strongest interaction", words, ax, columns=3)


def _map(insight: Insight) -> Picture | None:
    names = map_names(insight)
    if names is None:
        return None
    words = (
        f"Expected {insight.past.quantity.words} over {words_of(names[0])} and "
        f"{words_of(names[1])}, the cells, the box that holds the optimum with 90 % probability, "
        "and the operating window where one is known."
    )
    if insight.past.looked_at:
        words += " " + _hatched_words(insight)
    return picture_of(insight, "map", "The map", words, plot_map(insight, names), columns=3)


def _slice_words(insight: Insight) -> str:
    if not insight.past.looked_at:
        return " Ticks below: where cells were pressed." * (insight.past.space.dimensions > 1)
    return " Red: probability that it stays intact. " + _hatched_words(insight)


def _hatched_words(insight: Insight) -> str:
    least = least_intact(insight)
    nowhere = " (nowhere are 90 % sure)" * (least < SAFE_P_INTACT)
    return f"Hatched: fewer than {least:.0%} of cells stay intact{nowhere}."


def _chart_words(insight: Insight) -> str:
    order = "pressing" if insight.past.numbered == "cell" else "the table"
    if insight.steadiness.reference:
        return f"Repeats of one protocol in the order of {order}; limits by the moving range."
    return f"How far each cell lies from what the others predict, in the order of {order}."


def picture_of(
    insight: Insight, name: str, title: str, words: str, ax: Axes, *, columns: int = 2
) -> Picture:
    """A plot as a picture of the page.

    With a legend of so many columns, below the plot where there is a title above it.
    """
    figure = ax.get_figure(root=True)
    if figure is None:
        raise ValueError("these axes belong to no figure")
    legend, heading = ax.get_legend(), ax.get_title(loc="left")
    key = 0.0 if legend is None else legend_inches(legend, columns)
    room = (heading_inches(heading), UNDER_THE_LABEL + key) if heading else (key, 0.0)
    return Picture(name, title, words, _finished(insight, figure, *room))


def _finished(insight: Insight, figure: Figure, above: float = 0.0, below: float = 0.0) -> Figure:
    """Marked where the cells are simulated, and laid out."""
    if insight.past.simulated:
        mark_simulated(figure.axes[0])
        above = max(above, MARK)
    return lay_out(figure, above=above, below=below)
