"""One knob at a time: expected ASR and P(intact) along each, through the recommended point."""

from collections.abc import Sequence
from textwrap import fill
from typing import Any

from matplotlib.axes import Axes
from matplotlib.ticker import NullFormatter

from campaigns.files.documents.knob_labels import label_of
from campaigns.report.figures.style import (
    BLUE,
    INK,
    MARKS,
    VERMILLION,
    axes_or_new,
    in_house_style,
    mark_simulated,
    plain_number,
)
from campaigns.report.landscape import Axis, Slice
from campaigns.trial.cell_labels import CONDITIONS, condition_of
from doe.trials import Observation

_LOG_RATIO = 30.0  # chosen: beyond, a line near the lower end of its band is flat on a linear axis
_INTACT_RUG, _BROKEN_RUG = 0.035, 0.955  # height of the rows of cells, share of the axes


@in_house_style
def plot_slice(
    cut: Slice,
    cells: Sequence[Observation] = (),
    *,
    least_intact: float = 0.9,
    simulated: bool = False,
    ax: Axes | None = None,
) -> Axes:
    """Draw expected ASR with its 90 % band (left axis) and P(intact) (right axis) along one knob.

    Each cell stands at its own value of the knob in a row at the edge, intact ones below and broken
    ones above: its resistance was measured at other values of the other knobs and is not on this
    curve.

    Args:
        cut: The knob varied about a point.
        cells: The cells pressed.
        least_intact: Outside the values where P(intact) reaches this, the ground is hatched.
        simulated: Say so on the figure.
        ax: Axes to draw on; else a new figure. A second axes for P(intact) is added to its right.
    """
    ax = axes_or_new(ax, 3.1, 2.3)
    x = cut.axis.values
    ax.set_xscale(cut.axis.scale)
    if cut.axis.choices:
        ends = [cut.asr_median - cut.asr_low, cut.asr_high - cut.asr_median]
        ax.errorbar(x, cut.asr_median, ends, fmt="o", color=BLUE, ms=4, capsize=3)
        ax.set_xlim(-0.5, len(x) - 0.5)
    else:
        ax.fill_between(x, cut.asr_low, cut.asr_high, color=BLUE, alpha=0.18, lw=0)
        ax.plot(x, cut.asr_median, color=BLUE, label="expected ASR, 90 % band")
        ax.set_xlim(x[0], x[-1])
    ax.axvline(cut.at, color=INK, lw=1.0, ls=(0, (4, 2)))
    ax.set_xlabel(label_of(cut.axis.name))
    ax.set_ylabel("ASR / Ω cm²", color=BLUE)
    if cut.asr_high.max() > _LOG_RATIO * cut.asr_low.min() > 0.0:
        ax.set_yscale("log")
        ax.yaxis.set_major_formatter(plain_number)
        ax.yaxis.set_minor_formatter(NullFormatter())
    if cut.axis.choices:
        ax.set_xticks(x, [fill(choice, 12) for choice in cut.axis.choices], fontsize=6.5)
    else:
        ax.xaxis.set_major_formatter(plain_number)
    right = ax.twinx()
    right.spines["right"].set_visible(True)
    dashes: dict[str, Any] = (
        {"ls": "none", "marker": "s", "ms": 4} if cut.axis.choices else {"ls": (0, (5, 1.5))}
    )
    right.plot(x, cut.p_intact, color=VERMILLION, label="P(intact)", **dashes)
    right.set_ylim(0.0, 1.02)
    right.set_ylabel("P(intact)", color=VERMILLION)
    right.fill_between(
        x, 0, 1.02, where=list(cut.p_intact < least_intact), fc="none", ec="#9aa3ad", hatch="////",
        lw=0, zorder=0,
    )  # fmt: skip
    _draw_cells(right, cut.axis, cells)
    if simulated:
        mark_simulated(ax)
    return ax


def _draw_cells(ax: Axes, axis: Axis, cells: Sequence[Observation]) -> None:
    """Two rows at the edges: where intact cells were pressed, where broken ones were."""
    for condition in CONDITIONS:
        points = [cell.point[axis.name] for cell in cells if condition_of(cell) == condition]
        at = [axis.choices.index(str(p)) if axis.choices else p for p in points]
        if not at:
            continue
        mark = MARKS[condition]
        height = _INTACT_RUG if condition in ("intact", "unread") else _BROKEN_RUG
        ax.plot(
            at, [height] * len(at), mark.marker, ms=4.2, color=mark.colour, mec="white", mew=0.4,
            ls="none", transform=ax.get_xaxis_transform(), label=mark.word, zorder=5,
            clip_on=False,
        )  # fmt: skip


def plot_slices(
    cuts: Sequence[Slice],
    cells: Sequence[Observation] = (),
    *,
    least_intact: float = 0.9,
    simulated: bool = False,
    axes: Sequence[Axes] = (),
) -> list[Axes]:
    """Draw every knob's slice, one axes each; new figures where none are given."""
    given: list[Axes | None] = list(axes) or [None] * len(cuts)
    return [
        plot_slice(cut, cells, least_intact=least_intact, simulated=simulated, ax=ax)
        for cut, ax in zip(cuts, given, strict=True)
    ]
