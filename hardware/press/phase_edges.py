"""When the phases of a stroke began and ended, and how well that is known. Pure.

A sample shows the phase of its moment; a change of phase lies somewhere between two samples. With
looks 0.1 s apart that does not matter; where the line was interrupted over a change it does: half
of a hold may lie in the gap. A machine that counts the time in its state settles it: each sample
of a phase then tells when the phase began. Where nothing settles it, the answer is an interval.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

CLOCK_SLACK_S = 0.05
"""A machine's clock may contradict the samples by so much: one scan, and the way of an answer."""


@dataclass(frozen=True)
class Edge:
    """The moment at which a phase began."""

    low_s: float
    high_s: float
    best_s: float

    @property
    def width_s(self) -> float:
        """How badly it is known."""
        return self.high_s - self.low_s


@dataclass(frozen=True)
class StrokeSamples:
    """Samples of one step, in order of time; all arrays have shape (n,)."""

    time_s: Floats
    mpa: Floats
    phase: NDArray[np.str_]
    in_phase_s: Floats
    """The machine's count of the time in its state; nan where it has none."""

    def edge(self, first: int, last: int) -> Edge:
        """When the phase of the samples `first` to `last` began.

        `first` - 1 is the last sample of the phase before; there must be one.
        """
        before_s, after_s = float(self.time_s[first - 1]), float(self.time_s[first])
        by_clock = self._by_clock(first, last)
        if by_clock is not None:
            low_s = max(by_clock[0], before_s - CLOCK_SLACK_S)
            high_s = min(by_clock[1], after_s + CLOCK_SLACK_S)
            if low_s <= high_s:  # else the clock contradicts what was seen, and is not believed
                return Edge(low_s, high_s, 0.5 * (low_s + high_s))
        return Edge(before_s, after_s, after_s)

    def _by_clock(self, first: int, last: int) -> tuple[float, float] | None:
        counted_s = self.in_phase_s[first : last + 1]
        if not np.isfinite(counted_s).all():
            return None
        # an answer is late, never early: the earliest estimate is the best
        high_s = float((self.time_s[first : last + 1] - counted_s).min())
        return high_s - _resolution_s(self.in_phase_s), high_s

    def span(self, phase: str) -> tuple[int, int] | None:
        """First and last sample of a phase; None if it was never seen."""
        found = np.flatnonzero(self.phase == phase)
        return (int(found[0]), int(found[-1])) if found.size else None

    def begin(self, phase: str) -> Edge | None:
        """When a phase began; None if it, or what was before it, was not seen."""
        span = self.span(phase)
        return self.edge(*span) if span is not None and span[0] > 0 else None

    def end(self, phase: str) -> Edge | None:
        """When a phase ended; None if it, or what came after it, was not seen."""
        span = self.span(phase)
        if span is None or span[1] + 1 >= self.time_s.size:
            return None
        first = span[1] + 1
        after = self.phase[first]
        last = first
        while last + 1 < self.phase.size and self.phase[last + 1] == after:
            last += 1
        return self.edge(first, last)


def _resolution_s(counted_s: Floats) -> float:
    """Of a clock: some PLCs count whole seconds, some tenths."""
    known = counted_s[np.isfinite(counted_s)]
    for step_s in (1.0, 0.1):
        if np.allclose(known, np.round(known / step_s) * step_s, rtol=0.0, atol=1e-6):
            return step_s
    return 0.0


def between(begin: Edge | None, end: Edge | None) -> tuple[float, float, float]:
    """Best, shortest and longest time between two edges; nan where one was not seen."""
    if begin is None or end is None:
        return math.nan, math.nan, math.nan
    low_s = max(0.0, end.low_s - begin.high_s)
    return end.best_s - begin.best_s, low_s, end.high_s - begin.low_s
