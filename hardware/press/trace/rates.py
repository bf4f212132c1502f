"""Loading and unloading rate of a stroke, and how well the samples show them. Pure.

Between two samples the force need not run straight: a regulator sets out and arrives in a curve,
and on a slow line a whole ramp may be three samples. How far a curve may lie from the straight
line is read from the lines next to it; so far, the moment at which a stress was reached is unknown.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from hardware.press.interface import Phase
from hardware.press.trace.phase_edges import (
    BoundedValue,
    Edge,
    Floats,
    StrokeSamples,
    between,
    run_end,
)

LOW, HIGH = 0.1, 0.9
"""A rate is taken between these shares of the peak, where the regulator neither starts nor
arrives."""
SHARP_RATE = 0.1
"""A rate is sharp within a tenth: that much a regulator's own ripple makes of it."""
MOVING = (Phase.RAMP.value, Phase.RELEASE.value)
"""Phases in which the force changes."""
SAME = 0.02
"""Slopes that differ by less are the same: noise of a force cell over a tenth of a second."""
GAP_S = 0.35
"""Between samples so far apart anything may have happened that is not in one and the same phase."""


def rates(seen: StrokeSamples) -> tuple[BoundedValue, BoundedValue]:
    """Loading and unloading rate of a step, MPa/s."""
    curve = _Curve.of(seen)
    top = int(np.argmax(curve.mpa)) if curve.mpa.size else 0
    held = np.flatnonzero(curve.phase == Phase.HOLD.value)
    released = np.flatnonzero(curve.phase == Phase.RELEASE.value)
    first = int(held[-1]) if held.size else int(released[0]) if released.size else curve.mpa.size
    return curve.part(0, top + 1).rate(), curve.part(first, curve.mpa.size).mirrored().rate()


@dataclass(frozen=True)
class _Point:
    """A sample, or a change of phase."""

    time_s: float
    mpa: float
    phase: str
    slack_s: float
    """Its time may be wrong by so much."""
    joint: bool = False
    """True for a change of phase whose moment is known."""


@dataclass(frozen=True)
class _Curve:
    """Stress over time, with the changes of phase as points of their own; shapes (n,)."""

    time_s: Floats
    mpa: Floats
    phase: NDArray[np.str_]
    slack_s: Floats
    joint: NDArray[np.bool_]

    @classmethod
    def of(cls, seen: StrokeSamples) -> "_Curve":
        """Samples at the machine's own times where it counts them finely, and the changes."""
        points = [
            _Point(*row)
            for row in zip(
                seen.time_s.tolist(),
                seen.mpa.tolist(),
                seen.phase.tolist(),
                seen.late_s.tolist(),
                strict=True,
            )
        ]
        joints = list(_joints(seen, points))
        points = sorted([*points, *joints], key=lambda point: point.time_s)
        return cls(
            np.asarray([point.time_s for point in points], dtype=float),
            np.asarray([point.mpa for point in points], dtype=float),
            np.asarray([point.phase for point in points], dtype=np.str_),
            np.asarray([point.slack_s for point in points], dtype=float),
            np.asarray([point.joint for point in points], dtype=np.bool_),
        )

    def part(self, first: int, stop: int) -> "_Curve":
        """Points `first` to `stop` - 1."""
        cut = slice(first, stop)
        return _Curve(
            self.time_s[cut], self.mpa[cut], self.phase[cut], self.slack_s[cut], self.joint[cut]
        )

    def mirrored(self) -> "_Curve":
        """The same backwards: a release read as a rise."""
        back = self.part(0, self.time_s.size)
        return _Curve(
            -back.time_s[::-1],
            back.mpa[::-1],
            back.phase[::-1],
            back.slack_s[::-1],
            back.joint[::-1],
        )

    def rate(self) -> BoundedValue:
        """Mean rate between 10 and 90 % of the last value; nan if not seen."""
        if self.mpa.size < 2 or not self.mpa[-1] > 0.0:
            return BoundedValue(math.nan, math.nan, math.nan)
        low, high = LOW * float(self.mpa[-1]), HIGH * float(self.mpa[-1])
        start, end = self._crossing(low), self._crossing(high)
        at = int(np.argmax(self.mpa >= low))
        if at == int(np.argmax(self.mpa >= high)) > 0:  # faster than the looks, or a frozen sensor
            start = end = Edge(float(self.time_s[at - 1]), float(self.time_s[at]), math.nan)
        best_s, least_s, most_s = between(start, end)
        best = (high - low) / best_s if best_s > 0.0 else math.nan
        slow = (high - low) / most_s if most_s > 0.0 else math.nan
        fast = (high - low) / least_s if least_s > 0.0 else math.inf
        sharp = math.isfinite(best) and fast - slow <= 2.0 * SHARP_RATE * best
        return BoundedValue(best if sharp else math.nan, slow, fast, sharp)

    def _crossing(self, level: float) -> Edge:
        """When the stress first reaches `level`."""
        above = int(np.argmax(self.mpa >= level))
        after_s = float(self.time_s[above])
        if above == 0:  # it was there before anybody looked
            return Edge(-math.inf, after_s, after_s)
        straight_s = self._on_line(level, above, self._slope(above))
        if not self._one_phase(above):
            return Edge(float(self.time_s[above - 1]), after_s, straight_s)
        low_s, high_s = self._curved(level, above)
        slack_s = float(self.slack_s[above - 1 : above + 1].max())
        return Edge(low_s - slack_s, high_s + slack_s, 0.5 * (low_s + high_s))

    def _curved(self, level: float, above: int) -> tuple[float, float]:
        """Earliest and latest crossing of a curve through the points and their neighbours.

        A curve that bends one way lies between the straight line and the continuations of the
        lines before and after it; one that bends both ways, within both continuations.
        """
        before, here, after = (self._slope(at) for at in (above - 1, above, above + 1))
        straight_s = self._on_line(level, above, here)
        from_before_s = self._on_line(level, above, before)
        from_after_s = self._on_line(level, above, after, backwards=True)
        if self.joint[above - 1] and self.joint[above]:  # a whole phase between two samples
            return float(self.time_s[above - 1]), float(self.time_s[above])
        if self.joint[above] and self._as_steep(above, before):
            return from_before_s, from_before_s
        if self.joint[above - 1] and self._as_steep(above, after):
            return from_after_s, from_after_s
        if before <= here <= after:
            return straight_s, min(from_before_s, from_after_s)
        if before >= here >= after:
            return max(from_before_s, from_after_s), straight_s
        three = (straight_s, from_before_s, from_after_s)
        return min(three), max(three)

    def _as_steep(self, above: int, slope: float) -> bool:
        """True if a line to a joint may be as steep as its neighbour: its end is not known well."""
        slack_s = float(self.slack_s[above - 1 : above + 1].max())
        passed_s = float(self.time_s[above] - self.time_s[above - 1])
        risen = float(self.mpa[above] - self.mpa[above - 1])
        if not slack_s > 0.0 or passed_s <= slack_s:
            return False
        return risen / (passed_s + slack_s) <= slope * (1.0 + SAME) and (
            slope <= risen / (passed_s - slack_s) * (1.0 + SAME)
        )

    def _slope(self, above: int) -> float:
        """Of the line that ends at a point; 0 before the first and after the last."""
        if not 0 < above < self.mpa.size:
            return 0.0
        passed_s = float(self.time_s[above] - self.time_s[above - 1])
        risen = float(self.mpa[above] - self.mpa[above - 1])
        return risen / passed_s if passed_s > 0.0 else math.inf

    def _on_line(self, level: float, above: int, slope: float, *, backwards: bool = False) -> float:
        """When a line from the point before (or back from the point `above`) is at `level`.

        Within the two points; at the far one if the line does not get there.
        """
        before_s, after_s = float(self.time_s[above - 1]), float(self.time_s[above])
        if not slope > 0.0:
            return before_s if backwards else after_s
        if backwards:
            return max(before_s, after_s - (float(self.mpa[above]) - level) / slope)
        return min(after_s, before_s + (level - float(self.mpa[above - 1])) / slope)

    def _one_phase(self, above: int) -> bool:
        """True if nothing but one phase lies between a point and the one before."""
        near = float(self.time_s[above] - self.time_s[above - 1]) <= GAP_S
        same = bool(self.phase[above] == self.phase[above - 1])
        return near or same or bool(self.joint[above] or self.joint[above - 1])


def _joints(seen: StrokeSamples, points: list[_Point]) -> Iterator[_Point]:
    """Changes of phase that the machine's clock tells; moves the samples to the times it tells."""
    for first in (np.flatnonzero(seen.phase[1:] != seen.phase[:-1]) + 1).tolist():
        last = run_end(seen.phase, first)
        edge = seen.clocked(first, last)
        if edge is None or edge.width_s > GAP_S:
            continue
        # the force does not jump: at the change it is that of the quieter side
        quiet = points[first - 1 if points[first].phase in MOVING else first]
        yield replace(
            quiet,
            time_s=edge.best_s,
            slack_s=0.5 * edge.width_s,
            joint=True,
            phase=points[first].phase,
        )
        if seen.resolution_s == 0.0:
            for at in range(first, last + 1):
                moved_s = edge.best_s + float(seen.timing.in_phase_s[at])
                points[at] = replace(points[at], time_s=moved_s, slack_s=0.0)
