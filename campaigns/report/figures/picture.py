"""A figure with its title and what it shows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from matplotlib.figure import Figure

from campaigns.report.figures.hover import PointedPlot, with_hover
from campaigns.report.figures.svg import inline_svg


@dataclass(frozen=True, eq=False)
class Picture:
    """A figure with its title and what it shows, in a sentence or two."""

    name: str
    title: str
    words: str
    figure: Figure
    pointed: tuple[PointedPlot, ...] = ()

    @cached_property
    def svg(self) -> str:
        """The figure as an element of a page; drawn once. Points of Nyquist plots answer."""
        element = inline_svg(self.figure, self.name, self.words)
        return with_hover(element, self.figure, self.pointed) if self.pointed else element
