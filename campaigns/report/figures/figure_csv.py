"""The numbers of a figure as CSV: every series that is drawn, with the labels of its axes.

They are read from the figure itself, so that the file can never say anything else than what is
drawn. Maps keep no grid in what matplotlib draws; those that draw them leave it with `keep_grid`.
"""

from __future__ import annotations

import csv
import io
from base64 import b64encode
from collections.abc import Iterator, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.collections import LineCollection, PathCollection, PolyCollection
from matplotlib.container import BarContainer, ErrorbarContainer
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import LogFormatter, NullFormatter, ScalarFormatter
from numpy.typing import NDArray

Array = NDArray[np.float64]
Row = tuple[object, ...]

_HEAD = ("panel", "series", "x_label", "x", "y_label", "y", "value_label", "value")
_GRID = "_copress_grid"
_OF_NUMBERS = (ScalarFormatter, LogFormatter, NullFormatter)


def keep_grid(ax: Axes, x: Array, y: Array, values: Array, label: str) -> None:
    """Leave the grid of a map with its axes.

    Args:
        ax: On which the map is drawn.
        x: Values across (nx,).
        y: Values upwards (ny,).
        values: Shape (ny, nx).
        label: What the values are, with their unit.
    """
    setattr(ax, _GRID, (np.asarray(x), np.asarray(y), np.asarray(values), label))


def numbers_csv(figure: Figure) -> str:
    """Every number that a figure shows, one row a point.

    Columns: `panel` (counted from 1), `series` (as the legend has it), label and value of both
    axes, and of a map label and value of what is drawn in colour. Choices stand by their names.
    """
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(_HEAD)
    for panel, ax in enumerate(figure.axes, 1):
        writer.writerows((panel, *row) for row in _rows(ax))
    return file.getvalue()


def csv_link(text: str) -> str:
    """A CSV as an address of its own, for pages that load nothing."""
    return "data:text/csv;charset=utf-8;base64," + b64encode(text.encode("utf-8-sig")).decode()


def _rows(ax: Axes) -> Iterator[Row]:
    across, up = ax.get_xlabel(), ax.get_ylabel()
    names_x, names_y = _names(ax.xaxis), _names(ax.yaxis)
    for series, x, y in (*_lines(ax), *_collections(ax), *_bars(ax)):
        at_x, at_y = _written(_named(names_x, x)), _written(_named(names_y, y))
        yield series, across, at_x, up, at_y, "", ""
    if (grid := getattr(ax, _GRID, None)) is not None:
        xs, ys, values, label = grid
        places = [f"{x:.6g}" for x in xs.tolist()]
        for y, row in zip(ys.tolist(), values.tolist(), strict=True):
            at_y = f"{y:.6g}"
            for at_x, value in zip(places, row, strict=True):
                yield "map", across, at_x, up, at_y, label, f"{value:.6g}"


def _lines(ax: Axes) -> Iterator[tuple[str, object, object]]:
    """Points of lines and markers; of lines across the whole axes the one value that counts."""
    of_bars = _of_error_bars(ax)
    for line in ax.get_lines():
        if line.get_transform() == ax.transData:
            series = of_bars.get(id(line)) or _series(line)
            yield from _points(series, line.get_xdata(), line.get_ydata())
        elif line.get_transform() == ax.get_xaxis_transform():
            for x in dict.fromkeys(np.ravel(line.get_xdata()).tolist()):
                yield _series(line) or "line", x, ""
        elif line.get_transform() == ax.get_yaxis_transform():
            for y in dict.fromkeys(np.ravel(line.get_ydata()).tolist()):
                yield _series(line) or "line", "", y


def _collections(ax: Axes) -> Iterator[tuple[str, object, object]]:
    of_bars = _of_error_bars(ax)
    for drawn in ax.collections:
        series = of_bars.get(id(drawn)) or _label(drawn.get_label())
        if isinstance(drawn, PathCollection):
            offsets = np.ma.getdata(drawn.get_offsets())
            yield from _points(series, offsets[:, 0], offsets[:, 1])
        elif isinstance(drawn, LineCollection):
            for segment in drawn.get_segments():
                yield from _points(series or "interval", segment[:, 0], segment[:, 1])
        elif isinstance(drawn, PolyCollection) and drawn.get_transform() == ax.transData:
            for path in drawn.get_paths():
                edge = np.asarray(path.vertices)
                yield from _points(series or "band, edge", edge[:, 0], edge[:, 1])


def _bars(ax: Axes) -> Iterator[tuple[str, object, object]]:
    for bars in ax.containers:
        if not isinstance(bars, BarContainer):
            continue
        for bar in bars.patches:
            (x, y), width, height = bar.get_xy(), bar.get_width(), bar.get_height()
            series = _label(bars.get_label()) or "bar"
            if bars.orientation == "horizontal":
                yield from ((series, end, y + height / 2) for end in (x, x + width))
            else:
                yield from ((series, x + width / 2, end) for end in (y, y + height))


def _of_error_bars(ax: Axes) -> dict[int, str]:
    """Lines of error bars and what they belong to: the legend knows the whole, not its parts."""
    found: dict[int, str] = {}
    for bars in ax.containers:
        if isinstance(bars, ErrorbarContainer):
            series = _label(bars.get_label())
            middle, caps, stems = bars.lines
            if middle is not None:
                found[id(middle)] = series
            found |= {id(part): f"{series}, end of interval" for part in (*caps, *stems)}
    return found


def _points(series: str, x: object, y: object) -> Iterator[tuple[str, object, object]]:
    xs, ys = (np.ravel(np.asarray(values, dtype=float)) for values in (x, y))
    known = np.isfinite(xs) & np.isfinite(ys)
    for one, other in zip(xs[known].tolist(), ys[known].tolist(), strict=True):
        yield series, one, other


def _series(line: Line2D) -> str:
    return _label(line.get_label())


def _label(label: object) -> str:
    """What the legend says; "" where matplotlib has made a name up."""
    text = str(label or "")
    return "" if text.startswith("_") else text


def _names(axis: Axis) -> list[tuple[float, str]]:
    """Places and names of ticks that are names: knobs, choices; empty where they are numbers."""
    if isinstance(axis.get_major_formatter(), _OF_NUMBERS):
        return []
    places = axis.get_majorticklocs()
    names = axis.get_major_formatter().format_ticks(list(places))  # the ticks themselves stay as is
    if not any(_is_name(name) for name in names):
        return []
    return list(zip(places.tolist(), names, strict=True))


def _named(names: Sequence[tuple[float, str]], value: object) -> object:
    """A position as the name that its tick has, where ticks are names."""
    if not isinstance(value, float):
        return value
    near = [name for place, name in names if abs(place - value) < 0.3]
    return near[0].replace("\n", " ") if near else value


def _is_name(text: str) -> bool:
    return any(letter.isalpha() for letter in text)


def _written(value: object) -> object:
    return f"{value:.6g}" if isinstance(value, float) else value
