"""Where on a Nyquist plot the decades of frequency lie: filled points with their frequency."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from matplotlib.axes import Axes

from campaigns.report.figures.style import INK
from hardware.eis.spectrum import Spectrum

_NEAR_LN_F = 0.5 * math.log(10.0) / 4.0
"""A point counts for a decade within an eighth of one: sweeps have four points a decade or more."""
_APART_IN = 0.22
"""Labels closer than this to one another cannot be read, inches."""


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
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    box = ax.get_window_extent()
    wide, high = box.width / ax.figure.dpi, box.height / ax.figure.dpi
    labelled: list[tuple[float, float]] = []
    for at, decade_hz in decade_points(spectrum.frequency_hz):
        x, y = float(spectrum.impedance_ohm[at].real), -float(spectrum.impedance_ohm[at].imag)
        if not (left <= x <= right and bottom <= y <= top):
            continue
        ax.plot([x], [y], "o", ms=0.65 * size, mfc=INK, mec=INK, zorder=5)
        place = wide * (x - left) / (right - left), high * (y - bottom) / (top - bottom)
        if all(math.dist(place, other) > _APART_IN for other in labelled):
            labelled.append(place)
            label = ax.annotate(in_words(decade_hz), (x, y), (0, 4), textcoords="offset points",
                                ha="center", fontsize=size, color=INK, zorder=6)  # fmt: skip
            label.set_in_layout(False)
