"""Slices, interaction and map: what the surface looks like, with the cells on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import fill

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle
from matplotlib.typing import LineStyleType
from numpy.typing import NDArray

from campaigns.explore.analysis.exploration_results import Insight
from campaigns.explore.analysis.interaction import Interaction
from campaigns.explore.figures.figures import WIDE, marker_size, plain_decades
from campaigns.files.documents.knob_labels import label_of, quantity_of, words_of
from campaigns.report.figures.figure_csv import keep_grid
from campaigns.report.figures.style import (
    BLUE,
    GREEN,
    GREY,
    INK,
    INK_ON_COLOUR,
    MARKS,
    ORANGE,
    SKY,
    VERMILLION,
    WHITE_ON_COLOUR,
    axes_or_new,
    in_house_style,
    plain_number,
)
from campaigns.report.text.advice import least_shown
from campaigns.trial.cell_labels import CONDITIONS, condition_of

Array = NDArray[np.float64]

HATCHED = "#9aa3ad"
_COUNT = 81  # points of a curve; chosen: smooth at the size of a page
_GRID = 51  # points along a side of a map; chosen: smooth at the size of a page
_CURVES = ((BLUE, "-", "o"), (ORANGE, (0, (5, 1.5)), "s"), (GREEN, (0, (1.5, 1.2)), "^"))


@in_house_style
def plot_slices(insight: Insight) -> Figure:
    """Every knob alone through the best point: expected value with its band, P(intact) on top."""
    space, past = insight.past.space, insight.past
    columns = 2 if space.dimensions == 4 else min(3, space.dimensions)
    rows = -(-space.dimensions // columns)
    wide = 4.6 if columns == 1 else 3.25 * columns
    figure = Figure(figsize=(wide, (3.2 if columns == 1 else 2.5) * rows), layout="constrained")
    axes = list(np.ravel(figure.subplots(rows, columns, squeeze=False)))
    for knob, ax in zip(range(space.dimensions), axes, strict=False):
        _draw_slice(insight, knob, ax, first=knob % columns == 0)
        if past.looked_at:
            _draw_intact(insight, knob, ax, last=knob % columns == columns - 1)
    for spare in axes[space.dimensions :]:
        spare.remove()
    return figure


def _along(insight: Insight, knob: int) -> Array:
    space = insight.past.space
    count = len(space.parameters[knob].choices) or _COUNT
    X = np.tile(space.units([insight.best_point])[0], (count, 1))
    X[:, knob] = np.linspace(0.0, 1.0, count)
    return X


def _draw_slice(insight: Insight, knob: int, ax: Axes, *, first: bool) -> None:
    space, quantity = insight.past.space, insight.past.quantity
    parameter, X = space.parameters[knob], _along(insight, knob)
    x = parameter.from_unit(X[:, knob])
    median, low, high = insight.models.value_at(X)
    ax.set_xscale(parameter.scale)
    if parameter.choices:
        ax.errorbar(x, median, [median - low, high - median], fmt="o", color=BLUE, ms=4, capsize=3)
        ax.set_xticks(x, [fill(choice, 12) for choice in parameter.choices], fontsize=6.5)
    else:
        ax.fill_between(x, low, high, color=BLUE, alpha=0.18, lw=0)
        ax.plot(x, median, color=BLUE)
    ax.axvline(
        parameter.code(insight.best_point[parameter.name]), color=INK, lw=1.0, ls=(0, (4, 2))
    )
    cells = insight.past.measured
    at = [parameter.code(c.point[parameter.name]) for c in cells]
    if space.dimensions == 1:
        values = [quantity.value(c.asr_ohm_cm2 or 1.0) for c in cells]
        ax.plot(at, values, "o", ms=5, color=GREEN, mec="white", mew=0.5, clip_on=False, zorder=4)
    else:
        ticks = list(dict.fromkeys(at))  # one of several at the same place is all that is seen
        ax.plot(ticks, np.zeros(len(ticks)), "|", ms=6, color=GREY, clip_on=False,
                transform=ax.get_xaxis_transform())  # fmt: skip
    if median.max() > WIDE * median.min():
        ax.set_yscale("log")
        plain_decades(ax.yaxis)
    room = 0.5 if parameter.choices else 0.0
    ax.set_xlim(x[0] - room, x[-1] + room)
    ax.set_xlabel(label_of(parameter.name))
    if first:
        ax.set_ylabel(quantity.label, color=BLUE)
    if parameter.scale == "log":
        plain_decades(ax.xaxis)


def _draw_intact(insight: Insight, knob: int, ax: Axes, *, last: bool) -> None:
    X = _along(insight, knob)
    x, p = insight.past.space.parameters[knob].from_unit(X[:, knob]), insight.models.p_intact(X)
    right = ax.twinx()
    right.spines["right"].set_visible(True)
    choices = bool(insight.past.space.parameters[knob].choices)
    right.plot(x, p, color=VERMILLION, marker="s" if choices else "", ms=4,
               ls="none" if choices else (0, (5, 1.5)))  # fmt: skip
    right.set_ylim(0.0, 1.02)
    if last:
        right.set_ylabel("P(intact)", color=VERMILLION)
    right.fill_between(x, 0, 1.02, where=list(p < least_intact(insight)), fc="none", ec="none",
                       hatch="////", hatchcolor=HATCHED, lw=0, zorder=0)  # fmt: skip


@in_house_style
def plot_interaction(found: Interaction, insight: Insight, *, ax: Axes | None = None) -> Axes:
    """One knob across, one curve for each level of the other; the cells near each level."""
    ax = axes_or_new(ax, 5.0, 3.8)
    space, quantity = insight.past.space, insight.past.quantity
    knobs = {parameter.name: parameter for parameter in space.parameters}
    ax.set_xscale(knobs[found.across].scale)
    for k, (level, (colour, line, marker)) in enumerate(zip(found.levels, _CURVES, strict=False)):
        ax.fill_between(found.x, found.low[k], found.high[k], color=colour, alpha=0.13, lw=0)
        ax.plot(found.x, found.median[k], color=colour, ls=line,
                label=quantity_of(found.by, level))  # fmt: skip
        if space.dimensions == 2:
            unit = float(knobs[found.by].to_unit([level])[0])
            near = [
                cell
                for cell in insight.past.measured
                if abs(float(knobs[found.by].to_unit([cell.point[found.by]])[0]) - unit) < 0.02
            ]
            ax.plot([c.point[found.across] for c in near],
                    [quantity.value(c.asr_ohm_cm2 or 1.0) for c in near], marker, ms=5.5,
                    color=colour, mec="white", mew=0.6, ls="none", zorder=4)  # fmt: skip
    ax.set_xlim(found.x[0], found.x[-1])
    ax.set_xlabel(label_of(found.across))
    ax.set_ylabel(quantity.label)
    ax.xaxis.set_major_formatter(plain_number)
    if knobs[found.across].scale == "log":
        plain_decades(ax.xaxis)
    ax.grid()
    title = f"{words_of(found.by)}; bands: 90 % of cells" + (
        "; markers: cells" if space.dimensions == 2 else ""
    )
    ax.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=3, borderaxespad=0.2,
              columnspacing=1.1, title=title, title_fontsize=7.5, alignment="left")  # fmt: skip
    return ax


@in_house_style
def plot_map(insight: Insight, names: tuple[str, str], *, ax: Axes | None = None) -> Axes:
    """The expected value over two knobs: cells, boundary of integrity, optimum box and window."""
    ax = axes_or_new(ax, 5.4, 4.6)
    past, space = insight.past, insight.past.space
    a, b = (space.names.index(name) for name in names)
    along = np.linspace(0.0, 1.0, _GRID)
    X = np.tile(space.units([insight.best_point])[0], (_GRID * _GRID, 1))
    X[:, a], X[:, b] = np.tile(along, _GRID), np.repeat(along, _GRID)
    x, y = space.parameters[a].from_unit(along), space.parameters[b].from_unit(along)
    value = insight.models.value_at(X)[0].reshape(_GRID, _GRID)
    ax.set_xscale(space.parameters[a].scale)
    ax.set_yscale(space.parameters[b].scale)
    _draw_value(ax, x, y, value, past.quantity.label, inverted=past.quantity.inverted)
    p = insight.models.p_intact(X).reshape(_GRID, _GRID)
    handles = _draw_boundary(ax, x, y, p, least_intact(insight))
    for condition in CONDITIONS:
        cells = [c.point for c in past.history if condition_of(c) == condition]
        if cells:
            mark = MARKS[condition]
            size = marker_size(6.0, len(past.history))
            ax.plot([c[names[0]] for c in cells], [c[names[1]] for c in cells], mark.marker,
                    ms=size, color=mark.colour, mec="white", mew=0.15 * size, ls="none",
                    label=mark.word if past.looked_at else "cells",
                    zorder=5, clip_on=False)  # fmt: skip
    handles += _draw_boxes(ax, insight, names)
    best = insight.best_point
    ax.plot([best[names[0]]], [best[names[1]]], "*", ms=15, mfc=WHITE_ON_COLOUR,
            mec=INK_ON_COLOUR, mew=1.3, ls="none", label="best by the model", zorder=6,
            clip_on=False)  # fmt: skip
    _finish(ax, insight, names, handles)
    return ax


def _draw_value(ax: Axes, x: Array, y: Array, value: Array, label: str, *, inverted: bool) -> None:
    low, high = np.quantile(value, [0.0, 0.98] if not inverted else [0.02, 1.0])
    levels = np.linspace(low, max(high, low * 1.01), 13)
    cmap = "cividis_r" if inverted else "cividis"
    filled = ax.contourf(x, y, value, levels=levels, cmap=cmap, extend="both")
    keep_grid(ax, x, y, value, label)
    filled.set_rasterized(True)
    ax.contour(x, y, value, levels=levels, colors=WHITE_ON_COLOUR, linewidths=0.35, alpha=0.6)
    bar = ax.figure.colorbar(filled, ax=ax, pad=0.02, aspect=28)
    bar.set_label(f"expected {label}")
    bar.set_ticks(list(levels[::3]))
    bar.ax.yaxis.set_major_formatter(lambda level, _: f"{level:.3g}")
    bar.outline.set_linewidth(0.6)


def least_intact(insight: Insight) -> float:
    """Share of intact cells below which ground is hatched: what is never advised."""
    return insight.rule.least_p_intact if insight.advice is None else least_shown(insight.advice)


def _draw_boundary(ax: Axes, x: Array, y: Array, p: Array, least: float) -> list[Line2D | Patch]:
    if p.min() >= least:
        return []
    shade = ax.contourf(x, y, p, levels=[-1.0, least], colors=[WHITE_ON_COLOUR], alpha=0.35)
    shade.set_rasterized(True)
    hatched = ax.contourf(x, y, p, levels=[-1.0, least], colors="none")
    hatched.set(hatch="////", edgecolor=INK_ON_COLOUR, linewidth=0.0)
    handles: list[Line2D | Patch] = [
        Patch(fc="none", ec=INK, hatch="/////", label=f"P(intact) < {least:.2g}")
    ]
    if p.max() > least:
        ax.contour(x, y, p, levels=[least], colors=[INK_ON_COLOUR], linewidths=1.8)
    return handles


def _draw_boxes(ax: Axes, insight: Insight, names: tuple[str, str]) -> list[Line2D | Patch]:
    """The box of the optimum, dashed; the operating window, solid."""
    boxes: list[tuple[Mapping[str, tuple[float, float]], str, LineStyleType, str]] = [
        (insight.optimum.ranges, VERMILLION, (0, (4, 2)), "optimum, 90 % box")
    ]
    window = insight.advice.window if insight.advice else None
    if window is not None:
        boxes.append((window.ranges, SKY, "-", "operating window"))
    handles: list[Line2D | Patch] = []
    for ranges, colour, line, word in boxes:
        (x0, x1), (y0, y1) = ranges[names[0]], ranges[names[1]]
        for under, width in (("white", 3.4), (colour, 1.9)):
            ax.add_patch(Rectangle((x0, y0), x1 - x0, y1 - y0, fc="none", ec=under, lw=width,
                                   ls=line if under != "white" else "-", zorder=4))  # fmt: skip
        handles.append(Line2D([], [], color=colour, ls=line, lw=1.9, label=word))
    return handles


def _finish(
    ax: Axes, insight: Insight, names: tuple[str, str], handles: Sequence[Line2D | Patch]
) -> None:
    knobs = {parameter.name: parameter for parameter in insight.past.space.parameters}
    ax.set_xlim(knobs[names[0]].low, knobs[names[0]].high)
    ax.set_ylim(knobs[names[1]].low, knobs[names[1]].high)
    ax.set_xlabel(label_of(names[0]))
    ax.set_ylabel(label_of(names[1]))
    for axis, name in ((ax.xaxis, names[0]), (ax.yaxis, names[1])):
        axis.set_major_formatter(plain_number)
        if knobs[name].scale == "log":
            plain_decades(axis)
    others = {n: v for n, v in insight.best_point.items() if n in knobs and n not in names}
    if others:
        held = ", ".join(f"{words_of(n)} {quantity_of(n, v)}" for n, v in others.items())
        room = 48 if insight.past.simulated else 62  # next to the mark that says so
        ax.set_title(fill(f"at {held}", room), fontsize=7.5, fontweight="normal", loc="left")
    star = Line2D([], [], marker="*", ls="none", ms=10, mfc=WHITE_ON_COLOUR, mec=INK_ON_COLOUR,
                  label="best by the model")  # fmt: skip
    drawn = [h for h in ax.get_legend_handles_labels()[0] if h.get_label() != star.get_label()]
    ax.legend(handles=[*drawn, star, *handles], loc="upper left", bbox_to_anchor=(0, -0.14),
              ncols=3, borderaxespad=0)  # fmt: skip
