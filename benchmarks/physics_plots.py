"""Model against paper, one small plot a table; `physics.py --out DIR` draws them."""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import NullFormatter

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from physics_tables import Comparison

COLUMNS = 4


def draw(comparisons: Sequence["Comparison"], folder: Path) -> Path:
    """Draw every comparison with more than one point.

    Returns:
        Path of the picture.
    """
    shown = [one for one in comparisons if one.paper.size > 1]
    rows = math.ceil(len(shown) / COLUMNS)
    figure = Figure(figsize=(3.6 * COLUMNS, 3.2 * rows), layout="constrained")
    for place, one in enumerate(shown, start=1):
        plot_comparison(one, figure.add_subplot(rows, COLUMNS, place))
    figure.suptitle("Cell model of the simulated laboratory against published tables", size=13)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "physics.png"
    figure.savefig(path, dpi=110)
    return path


def plot_comparison(one: "Comparison", ax: "Axes") -> None:
    """Paper on the abscissa, model on the ordinate; points on the line agree."""
    both = np.concatenate([one.paper, one.model])
    low, high = float(both.min()), float(both.max())
    pad = 0.06 * (high - low)
    if one.relative and low > 0 and high / low > 8:
        ax.set(xscale="log", yscale="log")
        for axis in (ax.xaxis, ax.yaxis):
            axis.set_minor_formatter(NullFormatter())
        low, high = low / 1.15, high * 1.15
    else:
        low, high = low - pad, high + pad
    ax.plot([low, high], [low, high], color="0.6", lw=1)
    colour = "C0" if one.kind.startswith("fitted") else "C3"
    ax.plot(one.paper, one.model, "o", ms=4, color=colour)
    ax.set(xlim=(low, high), ylim=(low, high))
    ax.set_title(one.name, size=8)
    ax.set_xlabel(f"paper, {one.unit}", size=7)
    ax.set_ylabel(f"model, {one.unit}", size=7)
    ax.tick_params(labelsize=7)
    ax.text(
        0.04,
        0.96,
        f"{one.kind}\nn = {one.paper.size}\nrms {one.rms_text}",
        va="top",
        size=7,
        transform=ax.transAxes,
    )
