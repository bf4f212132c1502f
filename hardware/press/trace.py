"""The trace of a pressed cell: how it is recorded, and what was really achieved.

The surrogate learns from these numbers, never from the set-points. What the trace does not show
sharply (a gap over the end of a hold) is told as an interval, never as one number.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hardware.press.interface import Phase, PressTrace, StepRecord
from hardware.press.phase_edges import Edge, StrokeSamples, between
from hardware.press.protocol import Step

LOW, HIGH = 0.1, 0.9
"""A rate is taken between these shares of the peak, where the regulator neither starts nor
arrives."""
SHARP_S, SHARP_SHARE = 0.25, 0.05
"""A dwell is sharp if it is known within so many seconds, or within this share of it."""
SHARP_RATE = 0.1
"""The same for a rate: a tenth is what a regulator's own ripple makes of it."""
MOVING = (Phase.RAMP.value, Phase.RELEASE.value)
"""Phases in which the force changes."""
GAP_S = 0.35
"""Between samples so far apart anything may have happened that is not in one and the same phase."""
Row = tuple[float, float, float, float, str, int, float, float]


class Recorder:
    """Collects samples while a cell is pressed."""

    def __init__(self) -> None:
        self._rows: list[Row] = []

    def add(
        self,
        *,
        now_s: float,
        force_kn: float,
        mpa: float,
        planned_mpa: float,
        phase: Phase,
        step: int,
        position_mm: float,
        in_phase_s: float = math.nan,
    ) -> None:
        """Keep one sample; what is unknown is nan."""
        row = (now_s, force_kn, mpa, planned_mpa, phase.value, step, position_mm, in_phase_s)
        self._rows.append(row)

    def trace(self) -> PressTrace:
        """Everything so far, time counted from the first sample."""
        columns = list(zip(*self._rows, strict=True)) if self._rows else [()] * 8
        time_s = np.asarray(columns[0], dtype=float)
        return PressTrace(
            time_s=time_s - (time_s[0] if time_s.size else 0.0),
            force_kn=np.asarray(columns[1], dtype=float),
            mpa=np.asarray(columns[2], dtype=float),
            planned_mpa=np.asarray(columns[3], dtype=float),
            phase=np.asarray(columns[4], dtype=np.str_),
            step=np.asarray(columns[5], dtype=np.int64),
            position_mm=np.asarray(columns[6], dtype=float),
        )

    def in_phase_s(self) -> NDArray[np.float64]:
        """The machine's count of the time in its state at each sample; shape (n,)."""
        return np.asarray([row[7] for row in self._rows], dtype=float)


def achieved(
    trace: PressTrace,
    index: int,
    step: Step,
    seq: int,
    in_phase_s: NDArray[np.float64] | None = None,
) -> StepRecord:
    """What the trace shows of one step; nan where it does not show it.

    Args:
        trace: of the whole cell.
        index: of the step in the protocol.
        step: as planned.
        seq: sequence number of its START.
        in_phase_s: the machine's count of the time in its state; None where it has none.
    """
    here = _with_the_one_before(trace, index)
    counted_s = np.full(trace.time_s.shape, np.nan) if in_phase_s is None else in_phase_s
    seen = StrokeSamples(trace.time_s[here], trace.mpa[here], trace.phase[here], counted_s[here])
    held = seen.mpa[seen.phase == Phase.HOLD.value]
    dwell = _dwell(seen)
    ramp, release = _rates(seen)
    known = {"dwell_s": dwell, "ramp_mpa_s": ramp, "release_mpa_s": release}
    return StepRecord(
        name=step.name,
        planned=step,
        seq=seq,
        peak_mpa=float(seen.mpa.max()) if seen.mpa.size else math.nan,
        hold_mean_mpa=float(held.mean()) if held.size else math.nan,
        hold_std_mpa=float(held.std()) if held.size else math.nan,
        dwell_s=dwell.best,
        ramp_mpa_s=ramp.best,
        release_mpa_s=release.best,
        between={name: (value.low, value.high) for name, value in known.items() if not value.sharp},
    )


def _with_the_one_before(trace: PressTrace, index: int) -> NDArray[np.bool_]:
    """Valid samples of a step, and the last one before it: there the ramp had not begun."""
    valid = np.isfinite(trace.mpa)
    here = (trace.step == index) & valid
    if here.any():
        earlier = np.flatnonzero(valid[: int(np.argmax(here))])
        here[earlier[-1:]] = True
    return np.asarray(here)


WORDS = {"dwell_s": "dwell", "ramp_mpa_s": "ramp rate", "release_mpa_s": "release rate"}


def not_sharp(step: StepRecord) -> dict[str, None]:
    """Sentences about what the trace of a step does not show sharply."""
    told: dict[str, None] = {}
    for name, (low, high) in step.between.items():
        unit = "s" if name == "dwell_s" else "MPa/s"
        lies = f"lies between {low:.3g} and {high:.3g} {unit}"
        if not math.isfinite(high):
            lies = f"is {low:.3g} {unit} or more"
        why = "the trace has a gap there, or stands still"
        told[f"{step.name}: the {WORDS[name]} {lies}: {why}"] = None
    return told


@dataclass(frozen=True)
class Known:
    """A value, and between what it lies."""

    best: float
    low: float
    high: float
    sharp: bool = True


def _dwell(seen: StrokeSamples) -> Known:
    """From the beginning of the hold to its end; 0 if it was never held."""
    hold = Phase.HOLD.value
    span = seen.span(hold)
    if span is None:
        return Known(0.0, 0.0, 0.0)
    begin, end = seen.begin(hold), seen.end(hold)
    if begin is None or end is None:  # the trace begins or ends in the hold: no more is known
        seen_s = float(seen.time_s[span[1]] - seen.time_s[span[0]])
        return Known(seen_s, seen_s, seen_s)
    best_s, low_s, high_s = between(begin, end)
    sharp = 0.5 * (high_s - low_s) <= max(SHARP_S, SHARP_SHARE * best_s)
    return Known(best_s if sharp else 0.5 * (low_s + high_s), low_s, high_s, sharp)


def _rates(seen: StrokeSamples) -> tuple[Known, Known]:
    """Loading and unloading rate of a step, MPa/s."""
    curve = _Curve.of(seen)
    top = int(np.argmax(curve.mpa)) if curve.mpa.size else 0
    held = np.flatnonzero(curve.phase == Phase.HOLD.value)
    released = np.flatnonzero(curve.phase == Phase.RELEASE.value)
    first = int(held[-1]) if held.size else int(released[0]) if released.size else curve.mpa.size
    return curve.part(0, top + 1).rate(), curve.part(first, curve.mpa.size).mirrored().rate()


@dataclass(frozen=True)
class _Curve:
    """Stress over time, with the changes of phase as points of their own; shapes (n,)."""

    time_s: NDArray[np.float64]
    mpa: NDArray[np.float64]
    phase: NDArray[np.str_]
    joint: NDArray[np.bool_]
    """True at a change of phase whose moment is known: the lines to both sides are straight."""

    @classmethod
    def of(cls, seen: StrokeSamples) -> "_Curve":
        """Samples at the machine's own times where it counts them, and the changes between."""
        rows = [
            (float(time_s), float(mpa), str(phase), False)
            for time_s, mpa, phase in zip(seen.time_s, seen.mpa, seen.phase, strict=True)
        ]
        for edge, first in _known_edges(seen):
            last = _run_end(seen.phase, first)
            for at in range(first, last + 1):
                rows[at] = (edge.best_s + float(seen.in_phase_s[at]), *rows[at][1:])
        for edge, first in _known_edges(seen):
            # the force does not jump: at the change it is that of the quieter side
            quiet = first - 1 if rows[first][2] in MOVING else first
            rows.append((edge.best_s, rows[quiet][1], rows[first][2], True))
        rows.sort(key=lambda row: row[0])
        columns = list(zip(*rows, strict=True)) if rows else [()] * 4
        return cls(
            np.asarray(columns[0], dtype=float),
            np.asarray(columns[1], dtype=float),
            np.asarray(columns[2], dtype=np.str_),
            np.asarray(columns[3], dtype=np.bool_),
        )

    def part(self, first: int, stop: int) -> "_Curve":
        """Points `first` to `stop` - 1."""
        cut = slice(first, stop)
        return _Curve(self.time_s[cut], self.mpa[cut], self.phase[cut], self.joint[cut])

    def mirrored(self) -> "_Curve":
        """The same backwards: a release read as a rise."""
        return _Curve(-self.time_s[::-1], self.mpa[::-1], self.phase[::-1], self.joint[::-1])

    def rate(self) -> Known:
        """Mean rate between 10 and 90 % of the last value; nan if not seen."""
        if self.mpa.size < 2 or not self.mpa[-1] > 0.0:
            return Known(math.nan, math.nan, math.nan)
        low, high = LOW * float(self.mpa[-1]), HIGH * float(self.mpa[-1])
        start, end = self._crossing(low), self._crossing(high)
        if int(np.argmax(self.mpa >= low)) == int(np.argmax(self.mpa >= high)) > 0:
            at = int(
                np.argmax(self.mpa >= low)
            )  # faster than the looks: a jump, or a frozen sensor
            start = end = Edge(float(self.time_s[at - 1]), float(self.time_s[at]), math.nan)
        best_s, least_s, most_s = between(start, end)
        best = (high - low) / best_s if best_s > 0.0 else math.nan
        slow = (high - low) / most_s if most_s > 0.0 else math.nan
        fast = (high - low) / least_s if least_s > 0.0 else math.inf
        sharp = math.isfinite(best) and fast - slow <= 2.0 * SHARP_RATE * best
        return Known(best if sharp else math.nan, slow, fast, sharp)

    def _crossing(self, level: float) -> Edge:
        """When the stress first reaches `level`."""
        above = int(np.argmax(self.mpa >= level))
        after_s = float(self.time_s[above])
        if above == 0:  # it was there before anybody looked
            return Edge(-math.inf, after_s, after_s)
        before_s, below = float(self.time_s[above - 1]), float(self.mpa[above - 1])
        share = (level - below) / (float(self.mpa[above]) - below)
        best_s = before_s + share * (after_s - before_s)
        if self._straight(above):
            return Edge(best_s, best_s, best_s)
        return Edge(before_s, after_s, best_s)

    def _straight(self, above: int) -> bool:
        """True if nothing but one phase lies between a point and the one before."""
        near = float(self.time_s[above] - self.time_s[above - 1]) <= GAP_S
        same = bool(self.phase[above] == self.phase[above - 1])
        return near or same or bool(self.joint[above] or self.joint[above - 1])


def _known_edges(seen: StrokeSamples) -> Iterator[tuple[Edge, int]]:
    """Changes of phase that the machine's clock tells, and the first sample after each."""
    for first in np.flatnonzero(seen.phase[1:] != seen.phase[:-1]) + 1:
        last = _run_end(seen.phase, int(first))
        if np.isfinite(seen.in_phase_s[first : last + 1]).all():
            edge = seen.edge(int(first), last)
            if edge.width_s <= GAP_S:
                yield edge, int(first)


def _run_end(phase: NDArray[np.str_], first: int) -> int:
    """Last sample of the run of one phase that begins at `first`."""
    last = first
    while last + 1 < phase.size and phase[last + 1] == phase[first]:
        last += 1
    return last
