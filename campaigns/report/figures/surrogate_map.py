"""The surrogate's map: expected ASR over two knobs, where cells break, the data, the advice."""

from collections.abc import Sequence
from textwrap import fill

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from campaigns.files.documents.knob_labels import label_of, quantity_of, words_of
from campaigns.report.figures.figure_csv import keep_grid
from campaigns.report.figures.style import (
    INK,
    INK_ON_COLOUR,
    MARKS,
    WHITE_ON_COLOUR,
    Mark,
    axes_or_new,
    in_house_style,
    mark_simulated,
    plain_number,
)
from campaigns.report.landscape import Landscape
from campaigns.trial.cell_labels import CONDITIONS, condition_of
from doe.knobs.knob_values import numbers_of, round_step
from doe.space import Point
from doe.trials import Observation

LEAST_INTACT = 0.9  # chosen: the probability that the operating window is drawn for
_LIVELY = 0.5  # the colours spread over ground where at least every second cell holds


@in_house_style
def plot_surrogate_map(
    landscape: Landscape,
    history: Sequence[Observation] = (),
    *,
    recommended: Point | None = None,
    least_intact: float = LEAST_INTACT,
    simulated: bool = False,
    ax: Axes | None = None,
) -> Axes:
    """Draw ASR as filled contours; hatch where a cell stays intact with less than `least_intact`.

    The cells were pressed at other values of the knobs not shown; the map is a cut through the
    recommended ones, so a cell may lie on ground whose colour it did not measure.

    Args:
        landscape: What the surrogate predicts.
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
    _draw_resistance(ax, landscape)
    _hatch_broken(ax, landscape, least_intact)
    for condition in CONDITIONS:
        cells = [numbers_of(c.point) for c in history if condition_of(c) == condition]
        _draw_cells(ax, [p[x.name] for p in cells], [p[y.name] for p in cells], MARKS[condition])
    if recommended is not None:
        star = numbers_of(recommended)
        _draw_star(ax, star[x.name], star[y.name])
    _finish(ax, landscape, least_intact, starred=recommended is not None)
    if simulated:
        mark_simulated(ax)
    return ax


def _draw_resistance(ax: Axes, landscape: Landscape) -> None:
    """Filled contours as pixels (they are heavy), their lines and numbers as lines and text."""
    asr = np.ma.masked_invalid(landscape.asr_ohm_cm2)
    sound = asr[landscape.p_intact >= _LIVELY].compressed()
    levels = _levels(sound if sound.size > asr.size // 20 else asr.compressed())
    x, y = landscape.x.values, landscape.y.values
    filled = ax.contourf(x, y, asr, levels=levels, cmap="cividis", extend="both")
    keep_grid(ax, x, y, landscape.asr_ohm_cm2, "expected area-specific resistance / Ω cm²")
    filled.set_rasterized(True)
    ax.contour(x, y, asr, levels=levels, colors=WHITE_ON_COLOUR, linewidths=0.35, alpha=0.6)
    bar = ax.figure.colorbar(filled, ax=ax, pad=0.02, aspect=28)
    bar.set_label("expected area-specific resistance / Ω cm²")
    bar.set_ticks(list(levels[:: max(1, len(levels) // 7)]))
    bar.ax.yaxis.set_major_formatter(lambda level, _: f"{level:.0f}")
    bar.outline.set_linewidth(0.6)


def _levels(asr: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> list[float]:
    """Contours at round numbers, dense where resistance is low; the extreme corners left out."""
    low, high = np.quantile(asr, [0.0, 0.97]) if asr.size else (1.0, 2.0)
    ends = np.geomspace(low, max(high, low * 1.02), 13)
    step = round_step(float(ends[1] - ends[0]))
    rounded = np.unique(np.round(ends / step) * step)
    return [float(level) for level in rounded] if rounded.size > 1 else [float(low), float(high)]


def _hatch_broken(ax: Axes, landscape: Landscape, least_intact: float) -> None:
    """Hatch where more cells break than is asked for, and draw the boundary."""
    whole = np.ma.masked_invalid(landscape.p_intact)
    x, y = landscape.x.values, landscape.y.values
    if whole.min() < least_intact:
        broken = [-1.0, least_intact]
        shade = ax.contourf(x, y, whole, levels=broken, colors=[WHITE_ON_COLOUR], alpha=0.35)
        shade.set_rasterized(True)
        hatched = ax.contourf(x, y, whole, levels=broken, colors="none")
        hatched.set(hatch="////", edgecolor=INK_ON_COLOUR, linewidth=0.0)
    if whole.min() < least_intact < whole.max():
        ax.contour(x, y, whole, levels=[least_intact], colors=[INK_ON_COLOUR], linewidths=1.8)


def _draw_cells(ax: Axes, x: Sequence[float], y: Sequence[float], mark: Mark) -> None:
    if x:
        ax.plot(
            x, y, mark.marker, ms=6.5, color=mark.colour, mec="white", mew=0.9, label=mark.word,
            zorder=5, clip_on=False,
        )  # fmt: skip


def _draw_star(ax: Axes, x: float, y: float) -> None:
    ax.plot(
        [x], [y], "*", ms=15, mfc=WHITE_ON_COLOUR, mec=INK_ON_COLOUR, mew=1.3,
        label="recommended", zorder=6,
        clip_on=False,
    )  # fmt: skip


def _finish(ax: Axes, landscape: Landscape, least_intact: float, *, starred: bool) -> None:
    """Labels, ticks as plain numbers, the legend below, the knobs that are not shown."""
    x, y = landscape.x, landscape.y
    ax.set_xlim(x.values[0], x.values[-1])
    ax.set_ylim(y.values[0], y.values[-1])
    ax.set_xlabel(label_of(x.name))
    ax.set_ylabel(label_of(y.name))
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter(plain_number)
    held = ", ".join(f"{words_of(k)} {quantity_of(k, v)}" for k, v in landscape.held.items())
    if held:
        ax.set_title(fill(f"at {held}", 52), fontsize=7.5, fontweight="normal", loc="left")
    star = Line2D(
        [],
        [],
        marker="*",
        ls="none",
        ms=10,
        mfc=WHITE_ON_COLOUR,
        mec=INK_ON_COLOUR,
        label="recommended",
    )
    handles = [h for h in ax.get_legend_handles_labels()[0] if h.get_label() != star.get_label()]
    handles += [star] if starred else []
    outside = Patch(fc="none", ec=INK, hatch="/////", label=f"P(intact) < {least_intact:.2g}")
    boundary = Line2D([], [], color=INK, lw=1.8, label=f"P(intact) = {least_intact:.2g}")
    whole = landscape.p_intact
    handles += [boundary] if np.nanmin(whole) < least_intact < np.nanmax(whole) else []
    handles += [outside] if np.nanmin(whole) < least_intact else []
    ax.legend(
        handles=handles,
        loc="upper left",
        bbox_to_anchor=(0, -0.14),
        ncols=3,
        borderaxespad=0,
    )
