"""How every figure looks: colours that all eyes tell apart, sizes for print, the SIMULATED mark.

Colours are those of Okabe and Ito (https://jfly.uni-koeln.de/color/); no meaning is carried by
colour alone, each kind of cell has a marker of its own as well.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from campaigns.trial.cell_labels import Condition

BLACK, ORANGE, SKY, GREEN = "#000000", "#E69F00", "#56B4E9", "#009E73"
YELLOW, BLUE, VERMILLION, PURPLE = "#F0E442", "#0072B2", "#D55E00", "#CC79A7"
INK, GREY, PALE = "#1b1f24", "#6b7280", "#eef1f4"
INK_ON_COLOUR, WHITE_ON_COLOUR = "#1b1f25", "#fffffe"
"""Drawn on a coloured map: these stay as they are where a page is dark; see `svg.DARK`."""


@dataclass(frozen=True)
class Mark:
    """How one kind of cell is drawn: a marker, a colour and the word for it."""

    word: str
    marker: str
    colour: str


MARKS: dict[Condition, Mark] = {
    "intact": Mark("intact", "o", GREEN),
    "hairline": Mark("hairline crack", "^", ORANGE),
    "cracked": Mark("cracked", "X", VERMILLION),
    "delaminated": Mark("delaminated or in pieces", "s", PURPLE),
    "shorted": Mark("shorted", "P", INK),
    "unread": Mark("intact, no spectrum", "D", GREY),
}

RC: dict[Any, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": 8.5,
    "text.color": INK,
    "axes.titlesize": 9.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.labelsize": 8.5,
    "axes.labelcolor": INK,
    "axes.edgecolor": INK,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.grid": False,
    "grid.color": "#d7dbe0",
    "grid.linewidth": 0.5,
    "xtick.labelsize": 8,
    "ytick.labelsize": 8,
    "xtick.color": INK,
    "ytick.color": INK,
    "legend.fontsize": 7.5,
    "legend.frameon": False,
    "legend.handlelength": 1.6,
    "lines.linewidth": 1.5,
    "hatch.linewidth": 0.6,
    "hatch.color": INK,
    "figure.dpi": 160,
    "savefig.dpi": 160,
    "text.hinting": "none",  # as in SVG; letters are measured in two thirds of the time
    "svg.fonttype": "none",
    "svg.hashsalt": "copress",
}

P = ParamSpec("P")
R = TypeVar("R")


def in_house_style(plot: Callable[P, R]) -> Callable[P, R]:
    """Draw with the house's settings and leave the caller's matplotlib as it was."""

    @wraps(plot)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> R:
        with rc_context(RC):
            return plot(*args, **kwargs)

    return drawn


def axes_or_new(ax: Axes | None, width_in: float, height_in: float) -> Axes:
    """The caller's axes, or those of a fresh figure that belongs to nobody's global state."""
    if ax is not None:
        return ax
    return Figure(figsize=(width_in, height_in), layout="constrained").add_subplot()


def plain_number(tick: float, _: float | None = None) -> str:
    """A tick as a person writes it, on logarithmic axes too: 0.5, 1, 10, 100."""
    return f"{tick:g}"


def mark_simulated(ax: Axes) -> None:
    """Say on the figure itself that no cell was pressed: a demo must not pass for a measurement."""
    ax.annotate(
        "SIMULATED",
        xy=(1.0, 1.0),
        xycoords="axes fraction",
        xytext=(0, 4),
        textcoords="offset points",
        ha="right",
        va="bottom",
        fontsize=7.5,
        fontweight="bold",
        color=BLACK,
        bbox={"boxstyle": "square,pad=0.25", "facecolor": YELLOW, "edgecolor": BLACK, "lw": 0.7},
    )
