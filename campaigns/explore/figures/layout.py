"""Room about the plots of a figure, by counting letters.

Matplotlib's constrained layout measures every text twice before anything is drawn, which costs as
much as the drawing. What stands about these plots is known: numbers at the ticks, a label, a
legend of so many rows; the letters of the one font that is used are of known size.
"""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.ticker import FixedLocator, NullLocator
from matplotlib.transforms import ScaledTranslation

from campaigns.report.figures.style import in_house_style

_POINT = 1 / 72  # inches
_DIGIT = 0.64  # of the size of the letters: a digit of DejaVu Sans
_LETTER = 0.56  # likewise, of the words on these plots the widest
_LINE = 1.2  # line height over letter size
_TICK = 7.0 * _POINT  # its line and the pad before its number
_PAD = 4.0 * _POINT  # before a label
_EDGE = 0.05  # inches to the edge of the figure
_HALF_NUMBER = 0.14  # inches; a number under the end of an axis reaches beyond it
_SMALL = 7.5  # points; letters of legends and headings
UNDER_THE_LABEL = 0.08  # inches between the label of an axis and a legend below it
MARK = 0.26  # inches; the mark that says SIMULATED
_ROUNDING = 1e-9  # of the view: a tick at its very end is in it
_BAR_AWAY, _BAR_WIDE = 0.10, 0.13  # inches; a colour bar


@dataclass(frozen=True)
class Room:
    """Inches about one plot."""

    left: float
    right: float
    bottom: float
    top: float


@in_house_style
def lay_out(figure: Figure, *, above: float = 0.0, below: float = 0.0) -> Figure:
    """Place the plots of a figure that were made side by side; its size stays.

    Args:
        figure: Plots of one grid, right-hand scales and at most one colour bar among them.
        above: Inches for what stands above each plot.
        below: Inches for what stands below its axis label.
    """
    figure.set_layout_engine("none")
    placed = [ax for ax in figure.axes if ax.get_subplotspec() is not None]
    bars = [ax for ax in figure.axes if ax.get_subplotspec() is None]
    across = [_places(ax)[1] for ax in placed]
    columns, rows = 1 + max(across), 1 + max(_places(ax)[0] for ax in placed)
    about = [
        _about([ax for ax, at in zip(placed, across, strict=True) if at == k], above, below)
        for k in range(columns)
    ]
    bar = max((_BAR_AWAY + _BAR_WIDE + _outside(ax.yaxis) for ax in bars), default=0.0)
    bottom, top = max(one.bottom for one in about), max(one.top for one in about)
    width, height = (float(side) for side in figure.get_size_inches())
    wide = (width - bar - sum(one.left + one.right for one in about)) / columns
    tall = (height - rows * (bottom + top)) / rows
    for ax in placed:
        row, column = _places(ax)
        x = sum(one.left + one.right + wide for one in about[:column]) + about[column].left
        y = (rows - 1 - row) * (bottom + top + tall) + bottom
        ax.set_position((x / width, y / height, wide / width, tall / height))
        for colours in bars:
            colours.set_aspect("auto")
            colours.set_position(
                ((x + wide + _BAR_AWAY) / width, y / height, _BAR_WIDE / width, tall / height)
            )
        _place_labels(ax, about[column], bottom - below)
    for colours in bars:
        _place_labels(colours, Room(0.0, _outside(colours.yaxis), 0.0, 0.0), 0.0)
    for ax in figure.axes:
        _leave_unmeasured(ax.xaxis)
        _leave_unmeasured(ax.yaxis)
    return figure


def _place_labels(ax: Axes, about: Room, under: float) -> None:
    """Labels at the edge of their room, at one height in a row and upright in a column.

    Matplotlib would measure all numbers at all ticks again for it, at each drawing.
    """
    if ax.get_ylabel():
        left = _stands_left(ax)
        aside = (about.left if left else about.right) - _EDGE - _letters(ax.yaxis)
        _shift(ax, ax.yaxis, (0.0, 0.5) if left else (1.0, 0.5), (-aside if left else aside, 0.0))
    if ax.get_xlabel():
        _shift(ax, ax.xaxis, (0.5, 0.0), (0.0, _letters(ax.xaxis) + _EDGE - under))


def _leave_unmeasured(axis: Axis) -> None:
    """Numbers at ticks are measured for a power of ten next to them only; mostly there is none."""
    if not axis.get_visible():
        return
    _fix_ticks(axis)
    places = axis.get_majorticklocs(), axis.get_minorticklocs()
    axis.get_major_formatter().format_ticks(list(places[0]))
    if not axis.get_major_formatter().get_offset():
        ticks = axis.get_major_ticks(len(places[0])), axis.get_minor_ticks(len(places[1]))
        for tick in (*ticks[0], *ticks[1]):
            tick.label1.set_in_layout(False)
            tick.label2.set_in_layout(False)


def _fix_ticks(axis: Axis) -> None:
    """Ticks stay where they are; those beyond the view, one in four, are not made at all."""
    low, high = sorted(axis.get_view_interval())
    ends = _ROUNDING * (high - low)
    for places, locator, fix in (
        (axis.get_majorticklocs(), axis.get_major_locator(), axis.set_major_locator),
        (axis.get_minorticklocs(), axis.get_minor_locator(), axis.set_minor_locator),
    ):
        if not isinstance(locator, FixedLocator | NullLocator):
            fix(FixedLocator([at for at in places if low - ends <= at <= high + ends]))


def _shift(ax: Axes, axis: Axis, place: tuple[float, float], inches: tuple[float, float]) -> None:
    figure = ax.get_figure(root=True)
    if figure is None:
        raise ValueError("these axes stand in no figure")
    away = ScaledTranslation(*inches, figure.dpi_scale_trans)
    axis.set_label_coords(*place, transform=ax.transAxes + away)


def legend_inches(legend: Legend, columns: int) -> float:
    """Height of a legend whose entries have one line each."""
    rows = -(-len(legend.get_texts()) // columns) + bool(legend.get_title().get_text())
    return rows * _SMALL * 1.5 * _POINT + 0.1


def heading_inches(text: str) -> float:
    """Height of a heading above a plot."""
    return (1 + text.count("\n")) * _SMALL * _LINE * _POINT + 0.1


def _places(ax: Axes) -> tuple[int, int]:
    spec = ax.get_subplotspec()
    if spec is None:
        raise ValueError("these axes stand in no grid")
    return spec.rowspan.start, spec.colspan.start


def _about(column: list[Axes], above: float, below: float) -> Room:
    """What the plots of one column need about them."""
    left = max((_outside(ax.yaxis) for ax in column if _stands_left(ax)), default=0.0)
    right = max((_outside(ax.yaxis) for ax in column if not _stands_left(ax)), default=0.0)
    bottom = max(_under(ax.xaxis) for ax in column)
    return Room(max(left, _HALF_NUMBER), max(right, _HALF_NUMBER), bottom + below, above + 0.1)


def _stands_left(ax: Axes) -> bool:
    return ax.yaxis.get_ticks_position() != "right"


def _outside(axis: Axis) -> float:
    """Inches that numbers and label of an upright axis take."""
    size = _size(axis)
    longest = max((_wide(line) for text in _written(axis) for line in text.split("\n")), default=0)
    return _TICK + longest * size * _POINT + _label(axis) + _EDGE


def _wide(text: str) -> float:
    return len(text) * (_LETTER if any(sign.isalpha() for sign in text) else _DIGIT)


def _under(axis: Axis) -> float:
    """Inches that numbers and label of a lying axis take."""
    lines = max((1 + text.count("\n") for text in _written(axis)), default=0)
    return _TICK + lines * _LINE * _size(axis) * _POINT + _label(axis) + _EDGE


def _label(axis: Axis) -> float:
    if not axis.get_label_text():
        return 0.0
    return _PAD + _letters(axis)


def _letters(axis: Axis) -> float:
    """Height of the label of an axis."""
    return _LINE * float(axis.label.get_fontsize()) * _POINT


def _size(axis: Axis) -> float:
    """Letter size of the numbers at an axis, points."""
    return float(axis.get_major_ticks(1)[0].label1.get_fontsize())


def _written(axis: Axis) -> list[str]:
    """What stands at the ticks within the view, at the small ones too (a logarithmic axis)."""
    low, high = sorted(axis.get_view_interval())
    ticks = [
        (axis.get_majorticklocs(), axis.get_major_formatter()),
        (axis.get_minorticklocs(), axis.get_minor_formatter()),
    ]
    return [
        text
        for places, formatter in ticks
        for at, text in zip(places, formatter.format_ticks(list(places)), strict=True)
        if low <= at <= high
    ]
