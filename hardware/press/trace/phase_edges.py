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
CLOCK_DRIFT = 1e-3
"""And by this share of the time that it counts: a PLC counts scans, its crystal is good to 1e-4."""
NEAR = 30
"""So many samples after an edge tell when it was; later ones would bring in the clock's drift."""


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
class BoundedValue:
    """A value, and between what it lies."""

    best: float
    low: float
    high: float
    sharp: bool = True


@dataclass(frozen=True)
class Timing:
    """What is known of the moments of samples; all arrays have shape (n,)."""

    in_phase_s: Floats
    """The machine's count of the time in its state; nan where it has none."""
    took_s: Floats
    """From asking to the answer: the sample was taken in between."""

    @classmethod
    def unknown(cls, count: int) -> "Timing":
        """Of samples that were taken at once by a machine that counts nothing."""
        return cls(np.full(count, np.nan), np.zeros(count))

    def of(self, chosen: NDArray[np.bool_]) -> "Timing":
        """That of some of the samples."""
        return Timing(self.in_phase_s[chosen], self.took_s[chosen])


@dataclass(frozen=True)
class StrokeSamples:
    """Samples of one step, in order of time; all arrays have shape (n,)."""

    time_s: Floats
    mpa: Floats
    phase: NDArray[np.str_]
    timing: Timing

    @property
    def late_s(self) -> Floats:
        """By how much a sample may be older than its time says, in addition to the least delay."""
        took_s = self.timing.took_s
        return np.asarray(took_s - took_s.min() if took_s.size else took_s)

    def edge(self, first: int, last: int) -> Edge:
        """When the phase of the samples `first` to `last` began.

        `first` - 1 is the last sample of the phase before; there must be one.
        """
        after_s = float(self.time_s[first])
        before_s = float(self.time_s[first - 1] - self.late_s[first - 1])
        return self.clocked(first, last) or Edge(before_s, after_s, after_s)

    def clocked(self, first: int, last: int) -> Edge | None:
        """The same by the machine's clock; None if it has none, or it contradicts what was seen."""
        counted_s = self.timing.in_phase_s[first : last + 1]
        if not np.isfinite(counted_s).all():
            return None
        # an answer is late, never early: the earliest estimate is the best
        began_s = self.time_s[first : last + 1] - counted_s
        at_least_s = began_s - self.late_s[first : last + 1]
        slack_s = CLOCK_SLACK_S + CLOCK_DRIFT * float(self.time_s[last] - self.time_s[first])
        if float(at_least_s.max() - began_s.min()) > slack_s + self.resolution_s:
            return None
        high_s = float(began_s[:NEAR].min())
        low_s = min(high_s, float(at_least_s[:NEAR].max())) - self.resolution_s
        before_s, after_s = float(self.time_s[first - 1]), float(self.time_s[first])
        low_s = max(low_s, before_s - float(self.late_s[first - 1]) - CLOCK_SLACK_S)
        high_s = min(high_s, after_s + CLOCK_SLACK_S)
        return Edge(low_s, high_s, 0.5 * (low_s + high_s)) if low_s <= high_s else None

    @property
    def resolution_s(self) -> float:
        """Of the machine's clock: some PLCs count whole seconds, some tenths."""
        counted_s = self.timing.in_phase_s
        known = counted_s[np.isfinite(counted_s)]
        for step_s in (1.0, 0.1):
            if np.allclose(known, np.round(known / step_s) * step_s, rtol=0.0, atol=1e-6):
                return step_s
        return 0.0

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
        return self.edge(first, run_end(self.phase, first))


def run_end(phase: NDArray[np.str_], first: int) -> int:
    """Last sample of the run of one phase that begins at `first`."""
    last = first
    while last + 1 < phase.size and phase[last + 1] == phase[first]:
        last += 1
    return last


def between(begin: Edge | None, end: Edge | None) -> tuple[float, float, float]:
    """Best, shortest and longest time between two edges; nan where one was not seen."""
    if begin is None or end is None:
        return math.nan, math.nan, math.nan
    low_s = max(0.0, end.low_s - begin.high_s)
    return end.best_s - begin.best_s, low_s, end.high_s - begin.low_s
