"""Pressure series: resistance against the pressure that rises, one colour a cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from campaigns.files.documents.knob_labels import unit_of, words_of
from campaigns.report.figures.style import (
    BLUE,
    GREEN,
    INK,
    MARKS,
    ORANGE,
    PURPLE,
    SKY,
    VERMILLION,
    axes_or_new,
    in_house_style,
    mark_simulated,
)
from campaigns.trial.cell_labels import condition_of
from doe.trials import Observation

_COLOURS = (BLUE, ORANGE, GREEN, PURPLE, SKY, VERMILLION)
_LINES = ("-", "--", ":")
"""After six cells the colours come again with another line: eighteen cells can be distinguished."""
_STRIP = 0.93  # share of the height at which rungs without a resistance stand


@dataclass(frozen=True)
class Curve:
    """The rungs of one cell.

    Attributes:
        name: Of the cell.
        rungs: What was seen at each of its pressures, in order.
    """

    name: str
    rungs: tuple[Observation, ...]


def climbing_knob(curves: Sequence[Curve]) -> str:
    """The pressure that differs most often from rung to rung; the co-press pressure by default."""
    counts = dict.fromkeys(("copress_mpa", "stack_mpa"), 0)
    for curve in curves:
        for name in counts:
            counts[name] += len({round(float(one.point[name]), 1) for one in curve.rungs
                                 if name in one.point}) > 1  # fmt: skip
    return max(counts, key=lambda name: counts[name])


@in_house_style
def plot_series(
    curves: Sequence[Curve], knob: str, *, simulated: bool = False, ax: Axes | None = None
) -> Axes:
    """Draw ASR of each cell against one pressure; a failed rung stands at the upper edge.

    Args:
        curves: Cells with more than one rung.
        knob: The pressure across.
        simulated: Say so on the figure.
        ax: Axes to draw on; else a new figure.
    """
    ax = axes_or_new(ax, 5.2, 3.6)
    for place, curve in enumerate(curves):
        colour = _COLOURS[place % len(_COLOURS)]
        line = _LINES[place // len(_COLOURS) % len(_LINES)]
        read = [one for one in curve.rungs if one.intact and one.asr_ohm_cm2 is not None]
        ax.plot(
            [float(one.point[knob]) for one in read],
            [one.asr_ohm_cm2 or 0.0 for one in read],
            color=colour, linestyle=line, marker="o", markersize=4, label=curve.name,
        )  # fmt: skip
        for one in curve.rungs:
            if one.intact:
                continue
            mark = MARKS[condition_of(one)]
            across = float(one.point[knob])
            ax.plot([across], [_STRIP], mark.marker, color=colour, markersize=6, clip_on=False,
                    transform=ax.get_xaxis_transform())  # fmt: skip
            ax.annotate(mark.word, (across, _STRIP), xycoords=ax.get_xaxis_transform(),
                        xytext=(0, 6), textcoords="offset points", ha="center", fontsize=6.5,
                        color=INK)  # fmt: skip
    ax.margins(y=0.2)
    ax.set_xlabel(f"{words_of(knob)} / {unit_of(knob)}")
    ax.set_ylabel("area-specific resistance / Ω cm²")
    ax.yaxis.set_major_locator(MaxNLocator(nbins=6))
    ax.grid(axis="y")
    if len(curves) > 1:
        ax.legend(
            loc="upper left", bbox_to_anchor=(0, -0.16), ncols=4, borderaxespad=0, handlelength=3.0
        )  # long enough to show dashes next to a mark
    if simulated:
        mark_simulated(ax)
    return ax
