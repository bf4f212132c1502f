"""A figure of a report with its title, its caption and its numbers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from matplotlib.figure import Figure

from campaigns.report.figures.figure_csv import csv_link, numbers_csv
from campaigns.report.figures.hover import Pointed, with_hover
from campaigns.report.figures.svg import inline_svg


@dataclass(frozen=True, eq=False)
class Picture:
    """A figure with its title and what it shows, in a sentence or two."""

    name: str
    title: str
    words: str
    figure: Figure
    pointed: tuple[Pointed, ...] = ()
    table: str = ""
    """Numbers as CSV, where they are others than what is drawn: the cells of an overview."""

    def as_text(self, kind: Literal["svg", "csv"]) -> str:
        """The figure, or its numbers."""
        return self.svg if kind == "svg" else self.csv

    @cached_property
    def csv(self) -> str:
        """Every number that is drawn, with the labels of its axes."""
        return self.table or numbers_csv(self.figure)

    @property
    def csv_link(self) -> str:
        """The same as an address of its own."""
        return csv_link(self.csv)

    @cached_property
    def svg(self) -> str:
        """The figure as an element of a page; drawn once. What is pointed at answers."""
        element = inline_svg(self.figure, self.name, self.words)
        return with_hover(element, self.figure, self.pointed) if self.pointed else element
