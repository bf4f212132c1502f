"""What the pointer shows over a figure in an SVG: frequency and impedance, or which cell it is.

Invisible circles and lines with a title lie over what is drawn; browsers show a title without any
script.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.transforms import Transform

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

    def marks(self) -> Iterator[PointedMark]:
        """One for each point inside the axes."""
        (left, right), (bottom, top) = self.ax.get_xlim(), self.ax.get_ylim()
        unit = "\u03a9" if self.area_cm2 is None else "\u03a9 cm\u00b2"
        z = self.spectrum.impedance_ohm * (self.area_cm2 or 1.0)
        for f_hz, value in zip(self.spectrum.frequency_hz, z, strict=True):
            x, y = float(value.real), -float(value.imag)
            if not (left <= x <= right and bottom <= y <= top):
                continue
            sign = "+" if value.imag >= 0 else "\u2212"
            words = (
                f"{self.spectrum.name}: {in_words(float(f_hz))}, Z = {value.real:.4g} {sign} "
                f"{abs(value.imag):.4g}j {unit}"
            )
            yield PointedMark(np.array([[x, y]]), self.ax.transData, words)


@dataclass(frozen=True, eq=False)
class PointedMark:
    """A point or a line that says something of its own.

    Attributes:
        places: Where it runs (k, 2); one row is a point.
        transform: From there to pixels of the figure.
        words: What it says.
    """

    places: np.ndarray
    transform: Transform
    words: str

    def marks(self) -> Iterator[PointedMark]:
        """Itself."""
        yield self


Pointed = PointedPlot | PointedMark


def with_hover(svg: str, figure: Figure, pointed: Sequence[Pointed]) -> str:
    """An SVG of a figure that matplotlib has drawn, with its points and lines made to answer.

    Args:
        svg: One `<svg>` element, its unit the point.
        figure: What it shows; already drawn, so that its layout is settled.
        pointed: What answers; of two that lie over each other the later one.
    """
    end = svg.rindex("</svg>")
    shapes = (_shape(figure, mark) for one in pointed for mark in one.marks())
    return f"{svg[:end]}{''.join(shapes)}{svg[end:]}"


def _shape(figure: Figure, mark: PointedMark) -> str:
    """SVG counts in points from the top, matplotlib in pixels from the bottom."""
    scale, height = _POINTS_PER_INCH / figure.dpi, figure.get_figheight() * _POINTS_PER_INCH
    places = mark.transform.transform(mark.places) * scale
    title = f"<title>{escape(mark.words)}</title>"
    if len(places) == 1:
        x, y = places[0]
        return (
            f'<circle cx="{x:.1f}" cy="{height - y:.1f}" r="3" fill="transparent">{title}</circle>'
        )
    run = " ".join(f"{x:.1f},{height - y:.1f}" for x, y in places)
    return (
        f'<polyline points="{run}" fill="none" stroke="transparent" stroke-width="4">{title}'
        "</polyline>"
    )
