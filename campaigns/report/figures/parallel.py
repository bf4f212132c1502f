"""Every cell as a line over all knobs: which settings good cells have in common."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import fill

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import LogNorm
from matplotlib.lines import Line2D

from campaigns.files.documents.knob_labels import label_of, number_of
from campaigns.report.figures.hover import PointedMark
from campaigns.report.figures.style import (
    MARKS,
    axes_or_new,
    in_house_style,
    mark_simulated,
)
from campaigns.trial.cell_labels import cell_in_words
from doe.space import Parameter, Space
from doe.trials import Observation

_COLOURS = "cividis"
_MARKS = 4  # of the colour bar
_NO_WIDTH = 1.02  # of the resistances: a colour bar needs two ends


@in_house_style
def plot_parallel(
    history: Sequence[Observation],
    space: Space,
    *,
    simulated: bool = False,
    ax: Axes | None = None,
) -> Axes:
    """Draw one line a cell; each knob has an upright axis from its lowest to its highest value.

    Intact cells with a resistance are coloured by it, dark is low; cells that broke are dashed.

    Args:
        history: The cells.
        space: The knobs, in their order.
        simulated: Say so on the figure.
        ax: Axes to draw on; else a new figure.
    """
    ax = axes_or_new(ax, max(5.2, 1.05 * space.dimensions + 1.6), 3.6)
    units = space.units([cell.point for cell in history])
    places = np.arange(space.dimensions)
    asr = [c.asr_ohm_cm2 for c in history if c.intact and c.asr_ohm_cm2 is not None]
    low, high = (min(asr), max(asr)) if asr else (1.0, 2.0)
    norm_ends = (low, max(high, low * _NO_WIDTH))
    norm, colours = LogNorm(*norm_ends), colormaps[_COLOURS]
    broken = MARKS["cracked"].colour
    for cell, row in zip(history, units, strict=True):
        measured = cell.intact and cell.asr_ohm_cm2 is not None
        line = Line2D(
            places, row, lw=1.3 if measured else 1.0, alpha=0.9, label=f"_{cell_in_words(cell)}",
            color=colours(norm(cell.asr_ohm_cm2 or low)) if measured else broken,
            ls="-" if measured else (0, (3, 2)),
        )  # fmt: skip
        ax.add_line(line)
    for place, knob in zip(places, space.parameters, strict=True):
        _draw_axis(ax, float(place), knob)
    ax.set_xlim(-0.35, space.dimensions - 0.65)
    ax.set_ylim(-0.09, 1.09)
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)
    ax.set_xticks(places, [fill(label_of(name), 15) for name in space.names], fontsize=7.5)
    if asr:
        bar = ax.figure.colorbar(ScalarMappable(norm, _COLOURS), ax=ax, pad=0.02, aspect=28)
        bar.set_label("area-specific resistance / Ω cm²")
        bar.set_ticks([float(level) for level in np.geomspace(*norm_ends, _MARKS)])
        bar.ax.yaxis.set_major_formatter(lambda level, _: number_of(level))
        bar.ax.yaxis.set_minor_formatter(lambda level, _: "")
    if len(asr) < len(history):
        dashed = Line2D([], [], color=broken, ls=(0, (3, 2)), label="broken, or not measured")
        ax.legend(handles=[dashed], loc="upper left", bbox_to_anchor=(0, -0.24), borderaxespad=0)
    if simulated:
        mark_simulated(ax)
    return ax


def cells_pointed_at(
    ax: Axes, history: Sequence[Observation], space: Space
) -> tuple[PointedMark, ...]:
    """The lines of `plot_parallel` as they answer to the pointer, each with its cell."""
    places = np.arange(space.dimensions)
    return tuple(
        PointedMark(np.column_stack([places, row]), ax.transData, cell_in_words(cell))
        for cell, row in zip(history, space.units([c.point for c in history]), strict=True)
    )


def _draw_axis(ax: Axes, place: float, knob: Parameter) -> None:
    """An upright line with its lowest and highest value, or with every choice."""
    ax.axvline(place, color="#9aa3ad", lw=0.8, zorder=0)
    marks = knob.choices or (number_of(knob.low), number_of(knob.high))
    for height, text in zip(np.linspace(0.0, 1.0, len(marks)), marks, strict=True):
        inside = 0.0 < height < 1.0
        ax.annotate(
            text, (place, height), (3 if inside else 0, 0 if inside else (height - 0.5) * 14),
            textcoords="offset points", ha="left" if inside else "center", va="center",
            fontsize=6.5,
        )  # fmt: skip
