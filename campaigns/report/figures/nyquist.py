"""Nyquist plot of several cells together, per area, so that cells of different dies compare."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from campaigns.report.figures.frequency_marks import mark_decades_of
from campaigns.report.figures.style import (
    BLUE,
    GREEN,
    INK,
    ORANGE,
    PURPLE,
    SKY,
    axes_or_new,
    in_house_style,
    mark_simulated,
)
from hardware.eis.spectrum import Spectrum

_LINES = ((BLUE, "o"), (ORANGE, "s"), (GREEN, "^"), (PURPLE, "D"), (SKY, "v"))


@dataclass(frozen=True, eq=False)
class MeasuredCell:
    """A spectrum with what is needed to compare it: the area, and the ASR taken from it."""

    label: str
    spectrum: Spectrum
    area_cm2: float
    asr_ohm_cm2: float | None = None


@in_house_style
def plot_nyquist(
    cells: Sequence[MeasuredCell],
    *,
    simulated: bool = False,
    ax: Axes | None = None,
) -> Axes:
    """Draw -Z'' upwards over Z', both in ohm cm2 and to the same scale; a bar at each cell's ASR.

    Each decade of frequency is a filled point, labelled where there is room. Points below the real
    axis by more than a tenth of the ASR (cable inductance) are cut off.

    Args:
        cells: At most five; more would not be distinguished.
        simulated: Say so on the figure.
        ax: Axes to draw on; else a new figure.

    Raises:
        ValueError: More than five cells.
    """
    if len(cells) > len(_LINES):
        raise ValueError(f"{len(cells)} cells; a Nyquist plot shows at most {len(_LINES)}")
    ax = axes_or_new(ax, 5.2, 3.3)
    for cell, (colour, marker) in zip(cells, _LINES, strict=False):
        z = cell.spectrum.impedance_ohm * cell.area_cm2
        ax.plot(
            z.real, -z.imag, marker=marker, ms=3.4, lw=0.9, color=colour, mec=INK, mew=0.3,
            label=_label(cell),
        )  # fmt: skip
        if cell.asr_ohm_cm2 is not None:
            ax.plot([cell.asr_ohm_cm2], [0], "|", ms=13, mew=1.8, color=colour, clip_on=False)
    _frame(ax, cells)
    ax.set_aspect("equal", adjustable="box")
    ax.axhline(0, color=INK, lw=0.6, zorder=0)
    ax.grid()
    sweeps = [(c.spectrum.frequency_hz, c.spectrum.impedance_ohm * c.area_cm2) for c in cells]
    if sweeps:
        mark_decades_of(ax, sweeps, size=5.5)
    ax.set_xlabel("Z′ / Ω cm²")
    ax.set_ylabel("−Z″ / Ω cm²")
    handles, _ = ax.get_legend_handles_labels()
    bar = Line2D([], [], color=INK, marker="|", ms=10, mew=1.8, ls="none", label="ASR of the fit")
    ax.legend(
        handles=[*handles, bar],
        loc="upper left",
        bbox_to_anchor=(0, -0.18),
        ncols=3,
        borderaxespad=0,
    )
    if simulated:
        mark_simulated(ax)
    return ax


def _label(cell: MeasuredCell) -> str:
    if cell.asr_ohm_cm2 is None:
        return cell.label
    return f"{cell.label}: {cell.asr_ohm_cm2:.0f} Ω cm²"


def _frame(ax: Axes, cells: Sequence[MeasuredCell]) -> None:
    """Show the arcs: from zero to a third beyond the ASR; the blocking tail leaves the picture."""
    read = [cell.asr_ohm_cm2 for cell in cells if cell.asr_ohm_cm2 is not None]
    if read:
        right = 1.5 * max(read)
    elif cells:
        right = max(float(np.max(c.spectrum.impedance_ohm.real)) * c.area_cm2 for c in cells)
    else:
        right = 1.0
    ax.set_xlim(0.0, right)
    ax.set_ylim(-0.06 * right, 0.44 * right)
