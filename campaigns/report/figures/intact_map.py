"""The map of integrity: probability of staying intact over two knobs, with the cells on it."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke

from campaigns.files.documents.knob_labels import label_of
from campaigns.report.figures.figure_csv import keep_grid
from campaigns.report.figures.style import (
    INK_ON_COLOUR,
    MARKS,
    WHITE_ON_COLOUR,
    axes_or_new,
    in_house_style,
    mark_simulated,
    plain_number,
)
from campaigns.report.figures.surrogate_map import LEAST_INTACT
from campaigns.report.landscape import Landscape
from campaigns.trial.cell_labels import CONDITIONS, condition_of
from doe.space import Point
from doe.trials import Observation

_LEVELS = np.linspace(0.0, 1.0, 11)
_CMAP = "viridis_r"
"""Dark is good, as on the map of the resistance (cividis) that stands next to it."""


@in_house_style
def plot_intact_map(
    landscape: Landscape,
    history: Sequence[Observation] = (),
    *,
    recommended: Point | None = None,
    least_intact: float = LEAST_INTACT,
    simulated: bool = False,
    ax: Axes | None = None,
) -> Axes:
    """Draw P(intact) as filled contours; the line is where protocols begin to be advised.

    Args:
        landscape: What the surrogate predicts; nan where a rule forbids the point.
        history: The cells, drawn where they were achieved.
        recommended: The recommended point.
        least_intact: The probability whose boundary is drawn.
        simulated: Say so on the figure.
        ax: Axes to draw on; else a new figure.
    """
    ax = axes_or_new(ax, 5.2, 4.3)
    x, y = landscape.x, landscape.y
    ax.set_xscale(x.scale)
    ax.set_yscale(y.scale)
    filled = ax.contourf(x.values, y.values, landscape.p_intact, levels=_LEVELS, cmap=_CMAP)
    filled.set_rasterized(True)
    keep_grid(ax, x.values, y.values, landscape.p_intact, "P(intact)")
    low, high = np.nanmin(landscape.p_intact), np.nanmax(landscape.p_intact)
    if low < least_intact < high:
        line = ax.contour(
            x.values, y.values, landscape.p_intact, levels=[least_intact], colors=[INK_ON_COLOUR]
        )
        halo = withStroke(linewidth=2.0, foreground=INK_ON_COLOUR)  # read on every colour
        for text in ax.clabel(line, fmt=lambda level: f"{level:.0%}", fontsize=7.5):
            text.set(color=WHITE_ON_COLOUR, path_effects=[halo])
    bar = ax.figure.colorbar(filled, ax=ax, pad=0.02, aspect=28)
    bar.set_label("P(intact)")
    for condition in CONDITIONS:
        cells = [cell.point for cell in history if condition_of(cell) == condition]
        if cells:
            mark = MARKS[condition]
            across, up = ([cell[axis.name] for cell in cells] for axis in (x, y))
            ax.plot(across, up, mark.marker, ms=6, color=mark.colour, mec="white", mew=0.9,
                    ls="none", label=mark.word, zorder=5, clip_on=False)  # fmt: skip
    if recommended is not None:
        ax.plot([recommended[x.name]], [recommended[y.name]], "*", ms=15,
                mfc=WHITE_ON_COLOUR, mec=INK_ON_COLOUR, mew=1.3, ls="none", label="recommended",
                zorder=6, clip_on=False)  # fmt: skip
    ax.set_xlabel(label_of(x.name))
    ax.set_ylabel(label_of(y.name))
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter(plain_number)
    ax.legend(loc="upper left", bbox_to_anchor=(0, -0.14), ncols=3, borderaxespad=0)
    if simulated:
        mark_simulated(ax)
    return ax
