"""A study in pictures: how soon each strategy gets there, and how sure the differences are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from campaigns.report.figures.style import (
    BLACK,
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    PURPLE,
    SKY,
    VERMILLION,
    axes_or_new,
    in_house_style,
    mark_simulated,
)
from campaigns.run.study.output.study_tables import Row
from campaigns.run.study.output.summary import Difference, SummaryLine, cells_to_there

_COLOURS = (BLUE, ORANGE, GREEN, VERMILLION, PURPLE, SKY, BLACK, GREY)
_DASHES = ("-", "--", "-.", ":")
_BOOTSTRAPS = 400  # chosen: its ends are at the right share within one per cent


def draw_study(rows: Sequence[Row], lines: Sequence[SummaryLine], folder: Path) -> list[Path]:
    """Write the figures of a study as PNG and SVG; says where."""
    written = []
    for number, problem in enumerate(dict.fromkeys(line.problem for line in lines), start=1):
        here = [row for row in rows if row["problem"] == problem and not row["failed"]]
        next_to = [line for line in lines if line.problem == problem and line.sooner is not None]
        figure = _figure(here, next_to, problem)
        for suffix in ("png", "svg"):
            path = folder / f"study-{number}.{suffix}"
            figure.savefig(path, metadata={"Date": None} if suffix == "svg" else None)
            written.append(path)
    return written


@in_house_style
def _figure(rows: Sequence[Row], next_to: Sequence[SummaryLine], problem: str) -> Figure:
    figure = Figure(figsize=(7.2, 3.5) if next_to else (4.2, 3.5), layout="constrained")
    panels = figure.subplots(1, 2 if next_to else 1, squeeze=False)[0]
    plot_share_there(rows, problem, ax=panels[0])
    if next_to:
        plot_differences(next_to, ax=panels[1])
    return figure


@in_house_style
def plot_share_there(rows: Sequence[Row], problem: str = "", ax: Axes | None = None) -> Axes:
    """Share of the campaigns that have pressed a sound protocol near the best, after n cells.

    Bands are 90 % bootstrap intervals over seeds.
    """
    ax = axes_or_new(ax, 4.2, 3.2)
    trials = max((int(str(row["trials"])) for row in rows), default=1)
    counts = np.arange(0, trials + 1)
    for k, strategy in enumerate(dict.fromkeys(str(row["strategy"]) for row in rows)):
        mine = [cells_to_there(row) for row in rows if row["strategy"] == strategy]
        there = np.array(mine)[:, None] <= counts
        chance = np.random.default_rng(0)
        drawn = chance.integers(len(there), size=(_BOOTSTRAPS, len(there)))
        low, high = np.quantile(there[drawn].mean(axis=1), (0.05, 0.95), axis=0)
        colour, dash = _COLOURS[k % len(_COLOURS)], _DASHES[k % len(_DASHES)]
        ax.fill_between(counts, 100 * low, 100 * high, step="post", color=colour, alpha=0.15, lw=0)
        ax.step(
            counts, 100 * there.mean(axis=0), dash, where="post", color=colour,
            label=f"{strategy} (n = {len(there)})",
        )  # fmt: skip
    ax.set(xlabel="cells pressed", ylabel="campaigns that got there / %", ylim=(0, 103))
    ax.set_xlim(0, trials)
    ax.set_title(problem)
    if rows:
        ax.legend(loc="upper center", bbox_to_anchor=(0.45, -0.2), ncols=2, columnspacing=1.0)
    mark_simulated(ax)
    return ax


@in_house_style
def plot_differences(lines: Sequence[SummaryLine], ax: Axes | None = None) -> Axes:
    """Cells until there, each strategy less the first, with 90 % bootstrap intervals."""
    ax = axes_or_new(ax, 3.4, 3.2)
    for k, line in enumerate(lines):
        for shift, difference, marker, colour in (
            (-0.12, line.sooner, "o", BLUE),
            (0.12, line.more_broken, "X", VERMILLION),
        ):
            _bar(ax, k + shift, difference, marker, colour)
    ax.axvline(0.0, color=GREY, lw=0.8)
    ax.set_yticks(range(len(lines)), [line.strategy for line in lines])
    ax.set_ylim(len(lines) - 0.5, -0.5)
    ax.set_xlabel("cells more than the first strategy (left is better)")
    ax.plot([], [], "o", color=BLUE, label="until there")
    ax.plot([], [], "X", color=VERMILLION, label="broken")
    ax.legend(loc="upper center", bbox_to_anchor=(0.45, -0.2), ncols=2)
    ax.set_title("paired differences")
    return ax


def _bar(ax: Axes, y: float, difference: Difference | None, marker: str, colour: str) -> None:
    if difference is not None:
        ax.plot([difference.low, difference.high], [y, y], "-", color=colour, lw=1.2)
        ax.plot([difference.mean], [y], marker, color=colour, ms=5)
