"""Where on a Nyquist plot the decades of frequency lie: filled points with their frequency."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes

from campaigns.report.figures.style import INK
from hardware.eis.spectrum import Spectrum

_NEAR_LN_F = 0.5 * math.log(10.0) / 4.0
"""A point counts for a decade within an eighth of one: sweeps have four points a decade or more."""


def decade_points(frequency_hz: np.ndarray) -> Iterator[tuple[int, float]]:
    """Index of the point nearest to each power of ten, and that power in Hz."""
    ln_f = np.log(frequency_hz)
    lowest, highest = math.ceil(np.log10(frequency_hz.min()) - 0.05), np.log10(frequency_hz.max())
    for power in range(math.floor(highest + 0.05), lowest - 1, -1):
        away = np.abs(ln_f - power * math.log(10.0))
        at = int(np.argmin(away))
        if away[at] <= _NEAR_LN_F:
            yield at, 10.0**power


def in_words(frequency_hz: float) -> str:
    """A frequency as people say it: `1 MHz`, `100 Hz`, `10 mHz`."""
    for least, factor, unit in ((1e6, 1e6, "MHz"), (1e3, 1e3, "kHz"), (1.0, 1.0, "Hz")):
        if frequency_hz >= least * 0.9999:
            return f"{frequency_hz / factor:.3g} {unit}"
    return f"{frequency_hz * 1e3:.3g} mHz"


def mark_decades(ax: Axes, spectrum: Spectrum, *, size: float = 6.5) -> None:
    """Mark and label the decades that lie inside the axes; call it when their limits are set.

    Args:
        ax: Axes of a Nyquist plot in ohm.
        spectrum: What is drawn on them.
        size: Of the labels, in points.
    """
    mark_decades_of(ax, [(spectrum.frequency_hz, spectrum.impedance_ohm)], size=size)


def mark_decades_of(
    ax: Axes, sweeps: Sequence[tuple[np.ndarray, np.ndarray]], *, size: float = 6.5
) -> None:
    """The same for several sweeps on the same axes: a label that finds no room is left out.

    Args:
        ax: Axes of a Nyquist plot.
        sweeps: Frequencies (n,) in Hz and impedances (n,) in the unit of the axes, of each.
        size: Of the labels, in points.
    """
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    ax.apply_aspect()  # what one ohm is on paper: the same across and upwards
    box = ax.get_window_extent()
    wide, high = box.width / ax.figure.dpi, box.height / ax.figure.dpi

    def places(z: np.ndarray) -> np.ndarray:
        across, up = (z.real - left) / (right - left), (-z.imag - bottom) / (top - bottom)
        return np.column_stack([wide * across, high * up])

    labels = _Labels(np.vstack([places(z) for _, z in sweeps]), (wide, high), size)
    most = math.inf if len(sweeps) == 1 else _COVERED
    for frequency_hz, z in sweeps:
        for at, decade_hz in decade_points(frequency_hz):
            x, y = float(z[at].real), -float(z[at].imag)
            if not (left <= x <= right and bottom <= y <= top):
                continue
            ax.plot([x], [y], "o", ms=0.65 * size, mfc=INK, mec=INK, zorder=5)
            side = labels.place(places(z)[at], in_words(decade_hz), most)
            if side is not None:
                label = ax.annotate(in_words(decade_hz), (x, y), side.offset_points,
                                    textcoords="offset points", ha=side.ha, va=side.va,
                                    fontsize=size, color=INK, zorder=6)  # fmt: skip
                label.set_in_layout(False)


_COVERED = 1
"""Points that a label may hide where several sweeps are drawn: one that hides more is nobody's."""


@dataclass(frozen=True)
class _Side:
    """A side of a point on which its label may stand."""

    offset_points: tuple[float, float]
    ha: str
    va: str


_SIDES = (
    _Side((0.0, 4.0), "center", "bottom"),
    _Side((4.0, 0.0), "left", "center"),
    _Side((-4.0, 0.0), "right", "center"),
    _Side((0.0, -4.0), "center", "top"),
)
_LETTER = 0.6
"""Width of a letter over the height of the script, about."""


class _Labels:
    """Where labels stand on one plot: off the points, off each other, inside the axes.

    Args:
        points_in: all points of the spectrum (n, 2), inches from the lower left corner.
        size_in: width and height of the axes, inches.
        size: of the script, points.
    """

    def __init__(self, points_in: np.ndarray, size_in: tuple[float, float], size: float) -> None:
        self._points, self._size_in, self._high = points_in, size_in, size / 72.0
        self._taken: list[np.ndarray] = []

    def place(self, at_in: np.ndarray, text: str, most: float) -> _Side | None:
        """The side on which the label of a point covers fewest points, at most so many.

        None where no side is free.
        """
        boxes = [self._box(at_in, side, text) for side in _SIDES]
        free = [
            (covered, rank)
            for rank, box in enumerate(boxes)
            if self._inside(box)
            and not any(_overlap(box, other) for other in self._taken)
            and (covered := self._covered(box)) <= most
        ]
        if not free:
            return None
        best = min(free)[1]
        self._taken.append(boxes[best])
        return _SIDES[best]

    def _box(self, at_in: np.ndarray, side: _Side, text: str) -> np.ndarray:
        """Lower left and upper right corner (2, 2) of the label, inches."""
        extent = np.array([_LETTER * self._high * len(text), self._high])
        share = {"left": 0.0, "bottom": 0.0, "center": 0.5, "right": 1.0, "top": 1.0}
        corner = at_in + np.array(side.offset_points) / 72.0
        corner = corner - extent * np.array([share[side.ha], share[side.va]])
        return np.array([corner, corner + extent])

    def _inside(self, box: np.ndarray) -> bool:
        """The label lies in the axes, or stands out by no more than its own height."""
        slack = self._high
        return bool(np.all(box[0] >= -slack) and np.all(box[1] <= np.array(self._size_in) + slack))

    def _covered(self, box: np.ndarray) -> int:
        inside = np.all((self._points >= box[0]) & (self._points <= box[1]), axis=1)
        return int(inside.sum())


def _overlap(one: np.ndarray, other: np.ndarray) -> bool:
    return bool(np.all(one[0] < other[1]) and np.all(other[0] < one[1]))
