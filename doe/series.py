"""Pressure series: one cell measured at several pressures, one after the other.

A cell in a die with two plungers is pressed, measured, pressed higher and measured again; a
finished cell is measured at several stack pressures. A cell costs powder, a die and about an hour,
a rung one spectrum. Densification keeps the highest pressure that the cell has seen, so a rung
shows what a fresh cell pressed so would show, up to what earlier rungs add (dwell, creep). Labs do
so by hand: Schneider et al. 2023 (t-Li7SiPS8, one pellet up to 500 MPa), Doux et al. 2020 (stack
pressures of 1 to 25 MPa on one cell).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from doe.space import Point, Space, Value

SeriesKnob = Literal["copress_mpa", "stack_mpa", "both"]
"""The pressure that rises from rung to rung; with "both" the co-press pressure first."""

SeriesStop = Literal["worth", "failure"]
"""When a cell that holds is not pressed on."""

STEP: Mapping[str, float] = {"copress_mpa": 0.1, "stack_mpa": 0.3}
"""Of the last pressure, between two rungs: nearer ones differ by no more than cells do, some 10 %
in ASR and in what they bear (Liao 2025: 12-22 %). Contacts answer to the stack pressure with less
than its square root, so that its steps are three times as wide (1, 5, 10, 25 MPa in Doux 2020)."""

LEAST_STEP: Mapping[str, float] = {"copress_mpa": 0.04, "stack_mpa": 0.08}
"""Of the last pressure: a nearer rung shows nothing that the one before did not. Chosen: what ASR
changes by then is its scatter from rung to rung."""

LEAST_SHARE = 0.65
"""Of the last pressure, at the first rung: below, density is so far from that at the end that a
rung says little of it, and four rungs lie a third apart. With 0.4 hard tuning powders were crossed
in steps that ended below the good pressures, cell after cell."""

GENTLEST_SHARE = 0.45
"""The same where a fresh cell risks much at all pressures above: one that breaks at its first rung
was measured nowhere. Chosen: half of a usual powder's limit, of which a soft one bears more."""


@dataclass(frozen=True)
class Series:
    """How one cell is measured at several pressures.

    Attributes:
        knob: the pressure that rises.
        rungs: pressures at which a cell is measured, the proposed one included.
        release_between: whether the press releases to the stack pressure between rungs.
        stop: "worth": the series is cut short where the next rung teaches too little for its cost
            or risks too much; "failure": every rung is pressed until the cell fails.
        least_p_intact: a rung is not climbed where a cell that held so far holds with less than
            this probability.
        cell_cost_min: what a fresh cell costs at the bench, minutes.
        rung_cost_min: what one more rung costs, minutes: a spectrum.

    Raises:
        ValueError: an unknown knob, fewer than two rungs, a probability or cost that cannot be.
    """

    knob: SeriesKnob = "copress_mpa"
    rungs: int = 4
    release_between: bool = True
    stop: SeriesStop = "worth"
    least_p_intact: float = 0.85
    cell_cost_min: float = 60.0
    rung_cost_min: float = 12.0

    def __post_init__(self) -> None:
        """Refuse what is no series."""
        if self.knob not in get_args(SeriesKnob):
            raise ValueError(
                f"[series] knob = {self.knob!r} is none of {', '.join(get_args(SeriesKnob))}."
            )
        if self.stop not in get_args(SeriesStop):
            raise ValueError(
                f"[series] stop = {self.stop!r} is none of {', '.join(get_args(SeriesStop))}."
            )
        if self.rungs < 2:
            raise ValueError(f"[series] rungs = {self.rungs}: a series has two rungs or more.")
        if not 0.0 <= self.least_p_intact < 1.0:
            raise ValueError(
                f"[series] least_p_intact = {self.least_p_intact:g} is not a probability below 1."
            )
        if self.cell_cost_min <= 0.0 or self.rung_cost_min <= 0.0:
            raise ValueError("[series] cell_cost_min and rung_cost_min must be above 0 minutes.")

    @property
    def steps(self) -> int:
        """Most steps of each pressure; the first rung of the second one belongs to both."""
        return self.rungs - 1

    @property
    def rung_share(self) -> float:
        """What one more rung costs, as a share of a fresh cell with its spectrum."""
        return self.rung_cost_min / (self.cell_cost_min + self.rung_cost_min)

    @property
    def knobs(self) -> tuple[str, ...]:
        """The pressures that rise, in their order."""
        return ("copress_mpa", "stack_mpa") if self.knob == "both" else (self.knob,)


@dataclass(frozen=True)
class Climb:
    """Whether a cell that has held so far is pressed at its next rung.

    Attributes:
        worth: it is.
        p_intact: probability that it holds there too.
        why: why not, in words; empty where it is.
        rungs: the rungs that are left, the next one first; they may be others than planned.
    """

    worth: bool
    p_intact: float
    why: str = ""
    rungs: tuple[Mapping[str, Value], ...] = ()


def rungs_of(
    series: Series,
    space: Space,
    point: Point,
    allowed: Callable[[NDArray[np.float64]], NDArray[np.bool_]],
) -> list[dict[str, Value]]:
    """The points at which one cell is measured, in the order in which it sees them.

    Args:
        series: How the cell climbs.
        space: The knobs; a pressure of the series that does not vary has no rungs of its own.
        point: Where the series ends.
        allowed: Which rows of physical values (n, d) obey every rule (n,).

    Returns:
        Rising pressures on the steps of the space, each inside the bounds and the rules; the last
        is `point`.
    """
    share_of = {knob: max(LEAST_SHARE, 1.0 - STEP[knob] * series.steps) for knob in series.knobs}
    climbing = [knob for knob in series.knobs if knob in space.names]
    end = space.rows([point])[0]
    rows: list[NDArray[np.float64]] = []
    for place, knob in enumerate(climbing):
        column = space.names.index(knob)
        start = end.copy()
        for later in climbing[place + 1 :]:  # not yet pressed: at the first rung of its own series
            at = space.names.index(later)
            start[at] = max(share_of[later] * end[at], space.parameters[at].low)
        count = 1 + min(series.steps, round((1.0 - share_of[knob]) / STEP[knob]))
        for share in np.linspace(share_of[knob], 1.0, count):
            row = start.copy()
            row[column] = max(share * end[column], space.parameters[column].low)
            rows.append(row)
    table = space.snap(np.array([*rows, end]))
    table[-1] = end
    kept = _rising(table[allowed(table) | (np.arange(len(table)) == len(table) - 1)], end)
    return [space.point(row) for row in kept]


def _rising(table: NDArray[np.float64], end: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    """Rows without those that repeat one before, or that lie above the end."""
    kept: list[NDArray[np.float64]] = []
    for row in table[:-1]:
        repeated = any(np.allclose(row, other) for other in [*kept, end])
        if not repeated and np.all(row <= end + 1e-9):
            kept.append(row)
    return [*kept, end]
