"""How good, which knob, how steady, which trade-off: the figures without a landscape."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.ticker import LogLocator, MaxNLocator, NullFormatter

from campaigns.explore.analysis.control_chart import ControlChart
from campaigns.explore.analysis.trade_offs import TradeOffs
from campaigns.explore.models import Models
from campaigns.files.documents.knob_labels import words_of
from campaigns.report.figures.style import (
    BLUE,
    GREY,
    INK,
    ORANGE,
    PALE,
    VERMILLION,
    axes_or_new,
    in_house_style,
    plain_number,
)
from surrogate.sobol_indices import Sensitivity

_Z90 = 1.6449  # quantile 0.95 of the standard normal distribution
_CROWDED = 80  # cells; chosen: of more the points of a figure hide each other at the usual size
WIDE = 8.0
"""Largest over smallest value from which an axis is logarithmic."""


@in_house_style
def plot_left_out(models: Models, *, ax: Axes | None = None) -> Axes:
    """Draw what was measured over what the other cells predicted, with 90 % bands."""
    ax = axes_or_new(ax, 4.6, 4.2)
    judged, quantity = models.calibration, models.past.quantity
    low, high = quantity.ordered(
        np.exp(judged.expected - _Z90 * judged.std), np.exp(judged.expected + _Z90 * judged.std)
    )
    expected = quantity.values(np.exp(judged.expected))
    measured = quantity.values(np.exp(judged.measured))
    outside = np.abs(judged.z) > _Z90
    size = marker_size(4.5, len(measured))
    for chosen, colour, marker, word in (
        (~outside, BLUE, "o", "inside its band"),
        (outside, VERMILLION, "D", "outside"),
    ):
        if chosen.any():
            reach = np.abs(np.stack([low, high])[:, chosen] - expected[chosen])
            ax.errorbar(
                expected[chosen], measured[chosen], xerr=reach, fmt=marker, ms=size, color=colour,
                mec="white", mew=0.11 * size, elinewidth=0.18 * size,
                label=f"{word} ({chosen.sum()})", zorder=3,
            )  # fmt: skip
    least, most = min(measured.min(), low.min()), max(measured.max(), high.max())
    if most > WIDE * least:
        _both_logarithmic(ax)
        ends = (float(least / 1.25), float(1.25 * most))
    else:
        room = 0.06 * (most - least)
        ends = (float(least - room), float(most + room))
    ax.plot(ends, ends, color=INK, lw=1.0, ls=(0, (4, 2)), zorder=2)
    ax.set_xlim(ends)
    ax.set_ylim(ends)
    ax.set_aspect("equal", adjustable="box")
    ax.set_xlabel(f"predicted without the cell: {quantity.label}")
    ax.set_ylabel(f"measured: {quantity.label}")
    ax.grid()
    _legend_above(ax, "bars: 90 % bands", columns=2)
    return ax


@in_house_style
def plot_sensitivity(
    sensitivity: Sensitivity, names: tuple[str, ...], *, ax: Axes | None = None
) -> Axes:
    """Draw each knob's share of the variance, alone and with the others, with 90 % intervals."""
    ax = axes_or_new(ax, 5.0, 1.3 + 0.5 * len(names))
    order = np.argsort(sensitivity.total.median)
    y = np.arange(len(names))
    for shares, shift, colour, hatch, word in (
        (sensitivity.first, 0.19, BLUE, "", "alone"),
        (sensitivity.total, -0.19, ORANGE, "///", "with the other knobs"),
    ):
        median = shares.median[order]
        ends = [median - shares.low[order], shares.high[order] - median]
        ax.barh(
            y + shift, 100 * median, height=0.36, color=colour, hatch=hatch, ec="white", lw=0.4,
            label=word, xerr=100 * np.maximum(ends, 0.0),
            error_kw={"ecolor": INK, "elinewidth": 1.0, "capsize": 2.5},
        )  # fmt: skip
    ax.set_yticks(y, [words_of(names[k]) for k in order])
    ax.set_ylim(-0.6, len(names) - 0.4)
    ax.set_xlim(0, 105)
    ax.set_xlabel("share of the variance over the range of the cells / %")
    ax.grid(axis="x")
    _legend_above(ax, "bars: 90 % intervals", columns=2)
    return ax


_NUMBERED = {"row": "row in the table", "cell": "cell (trial number)"}


@in_house_style
def plot_control_chart(steady: ControlChart, models: Models, *, ax: Axes | None = None) -> Axes:
    """Draw repeats of one protocol, or what the surface left over, cell after cell."""
    ax = axes_or_new(ax, 5.6, 3.2)
    quantity = models.past.quantity
    rows, reach = np.array(steady.rows), steady.limit * steady.sigma
    edges = np.array([steady.centre - reach, steady.centre, steady.centre + reach])
    values = steady.values
    if steady.reference:
        edges, values = np.sort(quantity.values(np.exp(edges))), quantity.values(np.exp(values))
    ax.axhspan(edges[0], edges[2], color=PALE, lw=0, zorder=0)
    for edge, style in zip(edges, ((0, (4, 2)), "-", (0, (4, 2))), strict=True):
        ax.axhline(edge, color=GREY, lw=0.9, ls=style, zorder=1)
    ax.plot(rows, values, color=GREY, lw=0.7, zorder=2)
    out = np.isin(rows, (*steady.signals, *steady.run_ends))
    size = marker_size(4.5, len(rows))
    ax.plot(rows[~out], values[~out], "o", ms=size, color=BLUE, mec="white", mew=0.11 * size,
            ls="none", label="in control", zorder=3)  # fmt: skip
    if out.any():
        ax.plot(rows[out], values[out], "D", ms=5.5, color=VERMILLION, mec="white", mew=0.5,
                ls="none", label="signal", zorder=4)  # fmt: skip
    ax.set_xlabel(_NUMBERED[models.past.numbered])
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.set_ylabel(quantity.label if steady.reference else "measured less predicted / std. dev.")
    _legend_above(ax, f"grey: within {steady.limit:.2g} sigma", columns=2)
    return ax


@in_house_style
def plot_front(found: TradeOffs, models: Models, *, ax: Axes | None = None) -> Axes:
    """Draw result over the probability of staying intact: the cells and the model's front."""
    ax = axes_or_new(ax, 5.2, 3.8)
    on = np.isin(found.rows, found.best)
    size = marker_size(5.0, len(found.rows))
    if found.has_retention:
        cycled = np.isfinite(found.retention)
        if not cycled.all():
            ax.plot(found.p_intact[~cycled], found.values[~cycled], "o", ms=size, mfc="none",
                    mec=GREY, label="not cycled", ls="none")  # fmt: skip
        shown = ax.scatter(found.p_intact[cycled], found.values[cycled], s=1.2 * size**2, zorder=3,
                           c=100 * found.retention[cycled], cmap="cividis", edgecolors="white",
                           linewidths=0.5, label="cycled cells")  # fmt: skip
        bar = ax.figure.colorbar(shown, ax=ax, pad=0.02, aspect=28)
        bar.set_label("capacity kept / %")
        bar.outline.set_linewidth(0.6)
    else:
        ax.plot(found.p_intact, found.values, "o", ms=size, color=BLUE, mec="white", mew=0.1 * size,
                label="cells", zorder=3, ls="none")  # fmt: skip
    ax.plot(found.p_intact[on], found.values[on], "o", ms=9.5, mfc="none", mec=INK, mew=1.2,
            label="not bettered by another cell", zorder=4, ls="none")  # fmt: skip
    if len(found.model_values) > 1:
        ax.plot(found.model_p_intact, found.model_values, color=VERMILLION, lw=1.4,
                label="best that the model expects", zorder=2)  # fmt: skip
    ax.set_yscale("log")
    ax.yaxis.set_major_formatter(plain_number)
    ax.yaxis.set_minor_formatter(plain_number)
    ax.yaxis.set_minor_locator(MaxNLocator(6))
    ax.set_xlabel("probability that a cell pressed so stays intact")
    ax.set_ylabel(models.past.quantity.label)
    ax.grid()
    _legend_above(ax, None, columns=2)
    return ax


def marker_size(usual: float, cells: int) -> float:
    """Points across of a marker: smaller where many cells would cover the plot and each other."""
    return max(1.6, usual * min(1.0, float(np.sqrt(_CROWDED / cells))))


def _both_logarithmic(ax: Axes) -> None:
    ax.set_xscale("log")
    ax.set_yscale("log")
    for axis in (ax.xaxis, ax.yaxis):
        plain_decades(axis)


def plain_decades(axis: Axis) -> None:
    """Ticks of a logarithmic axis as a person writes them: 10, 20, 50, 100."""
    axis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
    axis.set_major_formatter(plain_number)
    axis.set_minor_formatter(NullFormatter())


def _legend_above(ax: Axes, title: str | None, *, columns: int) -> None:
    ax.legend(
        loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=columns, borderaxespad=0.2,
        columnspacing=1.2, title=title, title_fontsize=7.5, alignment="left",
    )  # fmt: skip
