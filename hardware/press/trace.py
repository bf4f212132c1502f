"""The trace of a pressed cell: how it is recorded, and what was really achieved.

The surrogate learns from these numbers, never from the set-points.
"""

import math

import numpy as np
from numpy.typing import NDArray

from hardware.press.interface import Phase, PressTrace, StepRecord
from hardware.press.protocol import Step

LOW, HIGH = 0.1, 0.9
"""A rate is taken between these shares of the peak, where the regulator neither starts nor
arrives."""
Row = tuple[float, float, float, float, str, int, float]


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
    ) -> None:
        """Keep one sample; what is unknown is nan."""
        self._rows.append((now_s, force_kn, mpa, planned_mpa, phase.value, step, position_mm))

    def trace(self) -> PressTrace:
        """Everything so far, time counted from the first sample."""
        columns = list(zip(*self._rows, strict=True)) if self._rows else [()] * 7
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


def achieved(trace: PressTrace, index: int, step: Step, seq: int) -> StepRecord:
    """What the trace shows of one step; nan where it does not show it.

    Args:
        trace: of the whole cell.
        index: of the step in the protocol.
        step: as planned.
        seq: sequence number of its START.
    """
    here = (trace.step == index) & np.isfinite(trace.mpa)
    time_s, mpa, phase = trace.time_s[here], trace.mpa[here], trace.phase[here]
    held = mpa[phase == Phase.HOLD.value]
    top = int(np.argmax(mpa)) if mpa.size else 0
    return StepRecord(
        name=step.name,
        planned=step,
        seq=seq,
        peak_mpa=float(mpa.max()) if mpa.size else math.nan,
        hold_mean_mpa=float(held.mean()) if held.size else math.nan,
        hold_std_mpa=float(held.std()) if held.size else math.nan,
        dwell_s=dwell_s(time_s, phase),
        ramp_mpa_s=rate_mpa_s(time_s[: top + 1], mpa[: top + 1]),
        release_mpa_s=_release_rate(time_s, mpa, phase),
    )


def dwell_s(time_s: NDArray[np.float64], phase: NDArray[np.str_]) -> float:
    """From the first sample of the hold to the first after it; shapes (n,). 0 if never held."""
    held = np.flatnonzero(phase == Phase.HOLD.value)
    if not held.size:
        return 0.0
    after = min(int(held[-1]) + 1, time_s.size - 1)
    return float(time_s[after] - time_s[held[0]])


def rate_mpa_s(time_s: NDArray[np.float64], mpa: NDArray[np.float64]) -> float:
    """Mean loading rate between 10 and 90 % of the last value; arrays (n,); nan if not seen."""
    if mpa.size < 2 or not mpa[-1] > 0.0:
        return math.nan
    low, high = LOW * mpa[-1], HIGH * mpa[-1]
    start_s, end_s = _crossing_s(time_s, mpa, low), _crossing_s(time_s, mpa, high)
    return float((high - low) / (end_s - start_s)) if end_s > start_s else math.nan


def _release_rate(
    time_s: NDArray[np.float64], mpa: NDArray[np.float64], phase: NDArray[np.str_]
) -> float:
    held = np.flatnonzero(phase == Phase.HOLD.value)
    released = np.flatnonzero(phase == Phase.RELEASE.value)
    first = int(held[-1]) if held.size else int(released[0]) if released.size else mpa.size
    if mpa.size - first < 2:
        return math.nan
    return rate_mpa_s(-time_s[first:][::-1], mpa[first:][::-1])


def _crossing_s(time_s: NDArray[np.float64], mpa: NDArray[np.float64], level: float) -> float:
    """When `mpa` first reaches `level`, interpolated; shapes (n,)."""
    above = int(np.argmax(mpa >= level))
    if above == 0:
        return float(time_s[0])
    share = (level - mpa[above - 1]) / (mpa[above] - mpa[above - 1])
    return float(time_s[above - 1] + share * (time_s[above] - time_s[above - 1]))
