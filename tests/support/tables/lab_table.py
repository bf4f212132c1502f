"""One table of an imagined laboratory, and its loads worked out by hand."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from campaigns.files.tables.cell_table import Reading
from campaigns.files.tables.column_units import Geometry

Cell = tuple[float, float, float | None, tuple[str, ...]]
"""Co-press pressure (MPa), dwell (s), ASR (ohm cm2; None of a broken cell), how it failed."""

WHOLE: tuple[str, ...] = ()


@dataclass(frozen=True)
class LabTable:
    """One table.

    Attributes:
        name: of the laboratory.
        lines: of the file.
        cells: what is in it, in its order.
        encoding: of the file.
        bores: die, ram, area, thickness.
        columns: what a person says of columns.
        words: what a person says of words.
        asked: a part of the question that it leaves open before that; "" for none.
    """

    name: str
    lines: tuple[str, ...]
    cells: tuple[Cell, ...]
    encoding: str = "utf-8"
    bores: Mapping[str, float] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    asked: str = ""

    @property
    def content(self) -> bytes:
        """The file."""
        return ("\n".join(self.lines) + "\n").encode(self.encoding)

    @property
    def answered(self) -> Reading:
        """How it is read once every question is answered."""
        return Reading(mapped=self.columns, geometry=Geometry(**self.bores), words=self.words)


def disc_mm2(die_mm: float) -> float:
    """Area of a die."""
    return math.pi * die_mm**2 / 4


def kn(force: float, die_mm: float) -> float:
    """MPa on the pellet under kN."""
    return 1000 * force / disc_mm2(die_mm)


def tonnes(force: float, die_mm: float) -> float:
    """MPa on the pellet under tonnes-force."""
    return kn(9.80665 * force, die_mm)


def bar(gauge: float, ram_mm: float, die_mm: float) -> float:
    """MPa on the pellet under so much in the ram."""
    return gauge / 10 * (ram_mm / die_mm) ** 2


def area(ohm: float, die_mm: float) -> float:
    """Ohm cm2 of a cell of the die."""
    return ohm * disc_mm2(die_mm) / 100
