"""The trace of a pressed cell: how it is recorded, and what was really achieved.

The surrogate learns from these numbers, never from the set-points. What the trace does not show
sharply (a gap over the end of a hold) is given as an interval, never as one number.
"""

import math

import numpy as np
from numpy.typing import NDArray

from hardware.press.interface import Phase, StepRecord
from hardware.press.protocol import Step
from hardware.press.trace.phase_edges import BoundedValue, StrokeSamples, Timing, between
from hardware.press.trace.rates import rates
from hardware.recorded_trace import PressTrace

SHARP_S, SHARP_SHARE = 0.25, 0.05
"""A dwell is sharp if it is known within so many seconds, or within this share of it."""
Row = tuple[float, float, float, float, str, int, float, float, float]


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
        took_s: float = 0.0,
    ) -> None:
        """Keep one sample; what is unknown is nan."""
        place = (phase.value, step, position_mm)
        self._rows.append((now_s, force_kn, mpa, planned_mpa, *place, in_phase_s, took_s))

    def trace(self) -> PressTrace:
        """Everything so far, time counted from the first sample."""
        columns = list(zip(*self._rows, strict=True)) if self._rows else [()] * 9
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

    def timing(self) -> Timing:
        """What is known of the moments of the samples."""
        return Timing(
            np.asarray([row[7] for row in self._rows], dtype=float),
            np.asarray([row[8] for row in self._rows], dtype=float),
        )


def achieved(
    trace: PressTrace,
    index: int,
    step: Step,
    seq: int,
    timing: Timing | None = None,
) -> StepRecord:
    """What the trace shows of one step; nan where it does not show it.

    Args:
        trace: of the whole cell.
        index: of the step in the protocol.
        step: as planned.
        seq: sequence number of its START.
        timing: what is known of the moments of the samples; None if nothing.
    """
    here = _with_the_one_before(trace, index)
    timing = timing or Timing.unknown(trace.time_s.size)
    seen = StrokeSamples(trace.time_s[here], trace.mpa[here], trace.phase[here], timing.of(here))
    held = seen.mpa[seen.phase == Phase.HOLD.value]
    dwell = _dwell(seen)
    ramp, release = rates(seen)
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
    found: dict[str, None] = {}
    for name, (low, high) in step.between.items():
        unit = "s" if name == "dwell_s" else "MPa/s"
        lies = f"lies between {low:.3g} and {high:.3g} {unit}"
        if not math.isfinite(high):
            lies = f"is {low:.3g} {unit} or more"
        why = "the trace has a gap there, too few samples, or stands still"
        found[f"{step.name}: the {WORDS[name]} {lies}: {why}"] = None
    return found


def _dwell(seen: StrokeSamples) -> BoundedValue:
    """From the beginning of the hold to its end; 0 if it was never held."""
    hold = Phase.HOLD.value
    span = seen.span(hold)
    if span is None:
        return BoundedValue(0.0, 0.0, 0.0)
    begin, end = seen.begin(hold), seen.end(hold)
    if begin is None or end is None:  # the trace begins or ends in the hold: no more is known
        seen_s = float(seen.time_s[span[1]] - seen.time_s[span[0]])
        return BoundedValue(seen_s, seen_s, seen_s)
    best_s, low_s, high_s = between(begin, end)
    sharp = 0.5 * (high_s - low_s) <= max(SHARP_S, SHARP_SHARE * best_s)
    return BoundedValue(best_s if sharp else 0.5 * (low_s + high_s), low_s, high_s, sharp)
