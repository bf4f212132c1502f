"""Cell by cell: what the model expected, what was measured, what broke, the best so far."""

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.ticker import FixedLocator, MaxNLocator, NullLocator

from campaigns.report.figures.hover import PointedMark
from campaigns.report.figures.style import (
    BLUE,
    GREY,
    INK,
    MARKS,
    PALE,
    WHITE_ON_COLOUR,
    axes_or_new,
    in_house_style,
    mark_simulated,
    plain_number,
)
from campaigns.report.text.noise import Band
from campaigns.trial.cell_labels import BROKEN, Condition, cell_in_words, condition_of
from doe.trials import Observation

_MOST_DAYS = 6  # dates that fit above the figure
_STRIP = 0.86  # share of the height below the strip in which the broken cells stand
_IN_STRIP: tuple[Condition, ...] = (*BROKEN, "unread")


@in_house_style
def plot_convergence(
    history: Sequence[Observation],
    *,
    expected: Mapping[int, Band] | None = None,
    recommended: Band | None = None,
    days: Mapping[int, str] | None = None,
    simulated: bool = False,
    ax: Axes | None = None,
) -> Axes:
    """Draw ASR against the number of the cell; the broken cells stand in a strip of their own.

    A shorted cell reads the lowest resistance of all, so no resistance of a broken cell is drawn.

    Args:
        history: The cells in order.
        expected: By trial number, the model's 90 % interval before the cell was pressed, ohm cm2.
        recommended: The interval promised for the recommended protocol, ohm cm2.
        days: By trial number, the day on which the cell was made, ISO 8601; drawn above the figure.
        simulated: Say so on the figure.
        ax: Axes to draw on; else a new figure.
    """
    ax = axes_or_new(ax, 5.2, 3.7)
    cells = _numbered(history)
    last = max([1, *(number for number, _ in cells), *(expected or {})])
    _draw_expected(ax, expected or {})
    if recommended is not None:
        _draw_recommended(ax, recommended, last)
    _draw_measured(ax, cells)
    _fit_scale(ax, cells, expected or {}, recommended)
    _draw_strip(ax, cells)
    ax.set_xlim(0.2, last + (2.4 if recommended is not None else 0.8))
    ticks = MaxNLocator(integer=True, nbins=12, min_n_ticks=1).tick_values(1, last)
    ax.set_xticks([tick for tick in ticks if 1 <= tick <= last])
    ax.set_xlabel("cell (trial number)")
    ax.set_ylabel("area-specific resistance / Ω cm²")
    ax.grid(axis="y")
    _draw_days(ax, [number for number, _ in cells], days or {})
    ax.legend(
        loc="upper left",
        bbox_to_anchor=(0, -0.16),
        ncols=3,
        borderaxespad=0,
        markerscale=0.8,
        columnspacing=1.2,
        title="bars: 90 % intervals",
        title_fontsize=7.5,
        alignment="left",
    )
    if simulated:
        mark_simulated(ax)
    return ax


def cells_pointed_at(
    ax: Axes, history: Sequence[Observation], days: Mapping[int, str]
) -> tuple[PointedMark, ...]:
    """The cells of `plot_convergence` as they answer to the pointer: number, result, day."""
    across = ax.get_xaxis_transform()
    marks = []
    for number, cell in _numbered(history):
        day = f", {_day(days[number], with_year=True)}" if number in days else ""
        words = cell_in_words(cell, number) + day
        if cell.intact and cell.asr_ohm_cm2 is not None:
            place = np.array([[number, cell.asr_ohm_cm2]])
            marks.append(PointedMark(place, ax.transData, words))
        else:
            place = np.array([[number, _height_in_strip(condition_of(cell))]])
            marks.append(PointedMark(place, across, words))
    return tuple(marks)


def _numbered(history: Sequence[Observation]) -> list[tuple[int, Observation]]:
    """Cells by their trial number, or by their place where they have none."""
    return [
        (cell.trial if cell.trial is not None else n, cell)
        for n, cell in enumerate(history, start=1)
    ]


def _draw_days(ax: Axes, numbers: Sequence[int], days: Mapping[int, str]) -> None:
    """Above the figure: the day of the first cell of each day, as many as fit."""
    first: dict[str, int] = {}
    for number in numbers:
        if number in days:
            first.setdefault(days[number], number)
    if not first:
        return
    shown = list(first.items())[:: -(-len(first) // _MOST_DAYS)]
    above = ax.secondary_xaxis("top")
    above.set_xticks(
        [number for _, number in shown],
        [_day(day, with_year=k == 0) for k, (day, _) in enumerate(shown)],
        fontsize=7,
    )  # fmt: skip
    above.tick_params(length=3)
    above.spines["top"].set_visible(False)


def _day(iso: str, *, with_year: bool) -> str:
    try:
        day = date.fromisoformat(iso)
    except ValueError:  # a store of an earlier version kept what was typed
        return iso
    return f"{day.day} {day:%b %Y}" if with_year else f"{day.day} {day:%b}"


def _draw_expected(ax: Axes, expected: Mapping[int, Band]) -> None:
    """Grey bars: what was promised before the press moved."""
    if not expected:
        return
    numbers = list(expected)
    low = [expected[n].low for n in numbers]
    height = [expected[n].high - expected[n].low for n in numbers]
    ax.bar(numbers, height, bottom=low, width=0.62, color="#d5dbe2", label="expected beforehand")
    ax.hlines(
        [expected[n].median for n in numbers],
        [n - 0.31 for n in numbers],
        [n + 0.31 for n in numbers],
        color=GREY,
        lw=1.0,
    )


def _draw_recommended(ax: Axes, promised: Band, last: int) -> None:
    """At the right edge: the interval promised for one more cell of the recommended protocol."""
    ax.errorbar(
        [last + 1.5],
        [promised.median],
        yerr=[[promised.median - promised.low], [promised.high - promised.median]],
        fmt="*",
        ms=11,
        mfc=WHITE_ON_COLOUR,
        mec=INK,
        ecolor=INK,
        capsize=4,
        label="recommended",
    )


def _draw_measured(ax: Axes, cells: Sequence[tuple[int, Observation]]) -> None:
    """Measured intact cells with their uncertainty, and the lowest so far as a staircase."""
    whole = [(n, c.asr_ohm_cm2, c.asr_std_ohm_cm2) for n, c in cells if c.intact]
    read = [(n, asr, std or 0.0) for n, asr, std in whole if asr is not None]
    if not read:
        return
    numbers, asr, std = (np.array(column, dtype=float) for column in zip(*read, strict=True))
    mark = MARKS["intact"]
    ax.errorbar(
        numbers,
        asr,
        yerr=1.645 * std,
        fmt=mark.marker,
        ms=5.5,
        color=mark.colour,
        mec=INK,
        mew=0.6,
        elinewidth=1.0,
        label="measured, intact",
        zorder=4,
    )
    steps = np.append(numbers, max(n for n, _ in cells) + 0.4)
    best = np.append(np.minimum.accumulate(asr), asr.min())
    ax.step(steps, best, where="post", color=BLUE, lw=1.6, label="best intact so far", zorder=3)


def _fit_scale(
    ax: Axes,
    cells: Sequence[tuple[int, Observation]],
    expected: Mapping[int, Band],
    recommended: Band | None,
) -> None:
    """A logarithmic axis over what was measured and promised, with room for the strip on top."""
    seen = [c.asr_ohm_cm2 for _, c in cells if c.intact and c.asr_ohm_cm2 is not None]
    seen += [band.low for band in expected.values()] + [band.high for band in expected.values()]
    seen += [recommended.low, recommended.high] if recommended is not None else []
    low, high = (min(seen), max(seen)) if seen else (50.0, 500.0)
    span = np.log(high / low) + 0.2
    ax.set_yscale("log")
    ax.set_ylim(low * np.exp(-0.06 * span), high * np.exp(span * (1.06 / _STRIP - 1.0)))
    ax.yaxis.set_major_locator(FixedLocator(_round_ticks(low, high)))
    ax.yaxis.set_major_formatter(plain_number)
    ax.yaxis.set_minor_locator(NullLocator())


def _round_ticks(low: float, high: float) -> list[float]:
    """Four to eight round numbers for a logarithmic axis that spans less than a decade or more."""
    for mantissas in ((1, 2, 5), (1, 1.5, 2, 3, 5, 7), tuple(np.arange(1, 10, 0.5))):
        decades = 10.0 ** np.arange(np.floor(np.log10(low)), np.ceil(np.log10(high)) + 1)
        ticks = [float(m * decade) for decade in decades for m in mantissas]
        inside = [tick for tick in ticks if low * 0.97 <= tick <= high * 1.03]
        if len(inside) >= 4:
            return inside
    return [float(tick) for tick in MaxNLocator(6).tick_values(low, high)]


def _draw_strip(ax: Axes, cells: Sequence[tuple[int, Observation]]) -> None:
    """The cells without a resistance, by kind, above everything that has one."""
    across = ax.get_xaxis_transform()
    strip = Rectangle((0, _STRIP), 1, 1 - _STRIP, transform=ax.transAxes, fc=PALE, ec="none")
    ax.add_patch(strip).set_zorder(0.5)
    for condition in _IN_STRIP:
        numbers = [n for n, cell in cells if condition_of(cell) == condition]
        mark = MARKS[condition]
        if numbers:
            ax.plot(
                numbers,
                np.full(len(numbers), _height_in_strip(condition)),
                mark.marker,
                ms=6.5,
                color=mark.colour,
                mec="white",
                mew=0.5,
                transform=across,
                label=f"{mark.word} ({len(numbers)})",
                clip_on=False,
            )


def _height_in_strip(condition: Condition) -> float:
    """Share of the height of the axes at which cells of that kind stand."""
    return _STRIP + (1 - _STRIP) * (0.85 - 0.175 * _IN_STRIP.index(condition))
