"""One knob at a time: expected ASR and P(intact) along each, through the recommended point."""

from collections.abc import Sequence

from matplotlib.axes import Axes

from campaigns.report.labels import label_of
from campaigns.report.landscape import Slice
from campaigns.report.style import (
    BLUE,
    INK,
    VERMILLION,
    axes_or_new,
    in_house_style,
    mark_simulated,
    plain_number,
)


@in_house_style
def plot_slice(
    cut: Slice,
    *,
    least_intact: float = 0.9,
    simulated: bool = False,
    ax: Axes | None = None,
) -> Axes:
    """Draw expected ASR with its 90 % band (left axis) and P(intact) (right axis) along one knob.

    Args:
        cut: The knob varied about the recommended point.
        least_intact: Outside the values where P(intact) reaches this, the ground is hatched.
        simulated: Say so on the figure.
        ax: Axes to draw on; else a new figure. A second axes for P(intact) is added to its right.
    """
    ax = axes_or_new(ax, 3.1, 2.3)
    x = cut.axis.values
    ax.set_xscale(cut.axis.scale)
    ax.fill_between(x, cut.asr_low, cut.asr_high, color=BLUE, alpha=0.18, lw=0)
    ax.plot(x, cut.asr_median, color=BLUE, label="expected ASR, 90 % band")
    ax.axvline(cut.at, color=INK, lw=1.0, ls=(0, (4, 2)))
    ax.set_xlim(x[0], x[-1])
    ax.set_xlabel(label_of(cut.axis.name))
    ax.set_ylabel("ASR / Ω cm²", color=BLUE)
    ax.xaxis.set_major_formatter(plain_number)
    right = ax.twinx()
    right.spines["right"].set_visible(True)
    right.plot(x, cut.p_intact, color=VERMILLION, ls=(0, (5, 1.5)), label="P(intact)")
    right.set_ylim(0.0, 1.02)
    right.set_ylabel("P(intact)", color=VERMILLION)
    right.fill_between(
        x, 0, 1.02, where=list(cut.p_intact < least_intact), fc="none", ec="#9aa3ad", hatch="////",
        lw=0, zorder=0,
    )  # fmt: skip
    if simulated:
        mark_simulated(ax)
    return ax


def plot_slices(
    cuts: Sequence[Slice], *, simulated: bool = False, axes: Sequence[Axes] = ()
) -> list[Axes]:
    """Draw every knob's slice, one axes each; new figures where none are given."""
    given: list[Axes | None] = list(axes) or [None] * len(cuts)
    return [
        plot_slice(cut, simulated=simulated, ax=ax) for cut, ax in zip(cuts, given, strict=True)
    ]
