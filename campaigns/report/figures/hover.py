"""What the pointer shows over a Nyquist plot in an SVG: frequency and impedance of each point.

Invisible circles with a title lie over the points; browsers show a title without any script.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from campaigns.report.figures.frequency_marks import in_words
from hardware.eis.spectrum import Spectrum

_POINTS_PER_INCH = 72.0  # by definition of the typographic point of PostScript and PDF


@dataclass(frozen=True, eq=False)
class PointedPlot:
    """A Nyquist plot whose points answer to the pointer.

    Attributes:
        ax: Where it is drawn, its limits set.
        spectrum: What is drawn.
        area_cm2: What the impedance was multiplied by; None when the axes are in ohm.
    """

    ax: Axes
    spectrum: Spectrum
    area_cm2: float | None = None


def with_hover(svg: str, figure: Figure, plots: Sequence[PointedPlot]) -> str:
    """An SVG of a figure that matplotlib has drawn, with its points made to answer.

    Args:
        svg: One `<svg>` element, its unit the point.
        figure: What it shows; already drawn, so that its layout is settled.
        plots: The Nyquist plots in it.
    """
    end = svg.rindex("</svg>")
    return f"{svg[:end]}{''.join(_circles(figure, plots))}{svg[end:]}"


def _circles(figure: Figure, plots: Sequence[PointedPlot]) -> Iterator[str]:
    """SVG counts in points from the top, matplotlib in pixels from the bottom."""
    scale, height = _POINTS_PER_INCH / figure.dpi, figure.get_figheight() * _POINTS_PER_INCH
    for plot in plots:
        (left, right), (bottom, top) = plot.ax.get_xlim(), plot.ax.get_ylim()
        unit = "\u03a9" if plot.area_cm2 is None else "\u03a9 cm\u00b2"
        z = plot.spectrum.impedance_ohm * (plot.area_cm2 or 1.0)
        for f_hz, value in zip(plot.spectrum.frequency_hz, z, strict=True):
            x, y = float(value.real), -float(value.imag)
            if not (left <= x <= right and bottom <= y <= top):
                continue
            across, up = plot.ax.transData.transform((x, y)) * scale
            sign = "+" if value.imag >= 0 else "\u2212"
            words = (
                f"{plot.spectrum.name}: {in_words(float(f_hz))}, Z = {value.real:.4g} {sign} "
                f"{abs(value.imag):.4g}j {unit}"
            )
            yield (
                f'<circle cx="{across:.1f}" cy="{height - up:.1f}" r="3" fill="transparent">'
                f"<title>{escape(words)}</title></circle>"
            )
