"""Achieved values and the compaction fingerprint come from the trace."""

import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from support.presses.press import WHOLE, bench

from hardware.press.interface import Phase, StepRecord
from hardware.press.protocol import Step
from hardware.press.trace.compaction_curve import Pellet, compaction
from hardware.press.trace.trace import Recorder, achieved, not_sharp
from hardware.recorded_trace import PressTrace

STEP = Step("copress", target_mpa=400.0, dwell_s=30.0, ramp_mpa_s=10.0, release_mpa_s=5.0)
TOP_S, END_S = 40.0, 70.0


def trapezium(t_s: float) -> tuple[float, Phase]:
    """Stress and phase of the planned stroke at `t_s`."""
    if t_s < TOP_S:
        return 10.0 * t_s, Phase.RAMP
    if t_s < END_S:
        return 400.0, Phase.HOLD
    return max(0.0, 400.0 - 5.0 * (t_s - END_S)), Phase.RELEASE


def traced(
    every_s: float = 0.1,
    noise_mpa: float = 0.0,
    travel_mm: Callable[[float, Phase], float] = lambda mpa, phase: math.nan,
) -> PressTrace:
    rng, recorder = np.random.default_rng(3), Recorder()
    for t_s in np.arange(0.0, 151.0, every_s).tolist():
        mpa, phase = trapezium(t_s)
        recorder.add(
            now_s=1000.0 + t_s,
            force_kn=mpa * 0.0785,
            mpa=mpa + noise_mpa * rng.standard_normal(),
            planned_mpa=mpa,
            phase=phase,
            step=0,
            position_mm=travel_mm(mpa, phase),
        )
    return recorder.trace()


@pytest.mark.parametrize("every_s", [0.05, 0.1, 0.5])
def test_a_planned_stroke_is_read_back(every_s: float) -> None:
    step = achieved(traced(every_s, noise_mpa=0.2), 0, STEP, seq=5)
    assert step.seq == 5
    assert step.hold_mean_mpa == pytest.approx(400.0, abs=0.2)
    assert step.hold_std_mpa == pytest.approx(0.2, rel=0.5)
    assert step.peak_mpa == pytest.approx(400.0, abs=1.0)
    assert step.dwell_s == pytest.approx(30.0, abs=every_s)
    assert step.ramp_mpa_s == pytest.approx(10.0, rel=0.02)
    assert step.release_mpa_s == pytest.approx(5.0, rel=0.02)


def test_time_counts_from_the_first_sample() -> None:
    assert traced().time_s[0] == 0.0


def test_an_invalid_reading_is_a_hole_not_a_zero() -> None:
    trace = traced()
    mpa = trace.mpa.copy()
    mpa[500:503] = math.nan
    step = achieved(replace(trace, mpa=mpa), 0, STEP, seq=1)
    assert step.hold_mean_mpa == pytest.approx(400.0)
    assert step.dwell_s == pytest.approx(30.0, abs=0.2)


def test_what_the_trace_does_not_show_is_not_a_number() -> None:
    nothing = achieved(Recorder().trace(), 0, STEP, seq=0)
    assert math.isnan(nothing.hold_mean_mpa)
    assert math.isnan(nothing.ramp_mpa_s)
    assert nothing.dwell_s == 0.0


def test_steps_are_kept_apart(tmp_path: Path) -> None:
    with bench(tmp_path) as b:
        record = b.run(WHOLE)
    first, second = record.steps
    assert first.hold_mean_mpa == pytest.approx(300.0, rel=0.02)
    assert second.hold_mean_mpa == pytest.approx(120.0, rel=0.02)
    assert second.dwell_s == pytest.approx(10.0, abs=0.3)
    assert record.stack_mpa == pytest.approx(50.0, rel=0.1)
    rate_hz = 1.0 / np.median(np.diff(record.trace.time_s))
    assert rate_hz >= 9.99


DENSE_MM, YIELD_MPA, INTERCEPT = 0.5, 230.0, 0.7


def heckel_height_mm(mpa: float) -> float:
    return DENSE_MM / (1.0 - math.exp(-mpa / YIELD_MPA - INTERCEPT))


def heckel_travel_mm(mpa: float, phase: Phase) -> float:
    loaded = 400.0 if phase is not Phase.RAMP else mpa
    recovery = 1.0 + 0.02 * (1.0 - mpa / 400.0) if phase is not Phase.RAMP else 1.0
    return 10.0 - heckel_height_mm(loaded) * recovery + 0.004 * mpa * 0.0785


def test_the_yield_pressure_is_found_again() -> None:
    pellet = Pellet(heckel_height_mm(400.0) * 1.02, DENSE_MM, frame_mm_per_kn=0.004)
    found = compaction(traced(travel_mm=heckel_travel_mm), 0, pellet)
    assert found.yield_mpa == pytest.approx(YIELD_MPA, rel=0.01)
    assert found.intercept == pytest.approx(INTERCEPT, rel=0.01)
    assert found.heckel_r2 > 0.9999
    assert found.springback == pytest.approx(0.02, rel=0.01)


def test_a_forgotten_stretch_of_the_press_is_noticed() -> None:
    pellet = Pellet(heckel_height_mm(400.0) * 1.02, DENSE_MM)
    with pytest.raises(ValueError, match=r"denser than the solid.*stretch of the press"):
        compaction(traced(travel_mm=heckel_travel_mm), 0, pellet)


def test_kawakita_is_found_again() -> None:
    a, b, start_mm = 0.45, 0.02, 1.0

    def travel_mm(mpa: float, phase: Phase) -> float:
        loaded = 400.0 if phase is not Phase.RAMP else mpa
        return start_mm * a * b * loaded / (1.0 + b * loaded)

    final_mm = start_mm * (1.0 - a * b * 400.0 / (1.0 + b * 400.0))
    found = compaction(traced(travel_mm=travel_mm), 0, Pellet(final_mm, dense_mm=0.5))
    assert found.kawakita_a == pytest.approx(a, rel=0.01)
    assert found.kawakita_b_per_mpa == pytest.approx(b, rel=0.02)


def test_without_travel_nothing_is_made_up() -> None:
    with pytest.raises(ValueError, match="no travel"):
        compaction(traced(), 0, Pellet(0.6, 0.5))


def test_a_pellet_thinner_than_dense_is_refused() -> None:
    with pytest.raises(ValueError, match="Check final_mm and dense_mm"):
        compaction(traced(travel_mm=heckel_travel_mm), 0, Pellet(0.4, 0.5))


def test_a_simulated_powder_has_a_yield_pressure(tmp_path: Path) -> None:
    with bench(tmp_path) as b:
        record = b.run()
    travel = record.trace.position_mm
    assert travel[-1] > travel[0]
    found = compaction(record.trace, 0, Pellet(final_mm=0.72, dense_mm=0.6, frame_mm_per_kn=0.004))
    assert 50.0 < found.yield_mpa < 3000.0
    assert found.heckel_r2 > 0.9


# --- gaps: an interval or unknown, never one false number -----------------------------------------

SHORT = Step("copress", target_mpa=30.0, dwell_s=5.0, ramp_mpa_s=20.0, release_mpa_s=20.0)
RAMP_S, HOLD_S, DOWN_S = 2.0, 3.5, 8.5
"""The machine begins to ramp, hold, release: 20 MPa/s to 30 MPa, held 5.0 s, 20 MPa/s down."""


def short_stroke(t_s: float) -> tuple[float, Phase, float]:
    """Stress, phase and the machine's count of the time in it."""
    if t_s < RAMP_S:
        return 0.0, Phase.APPROACH, t_s
    if t_s < HOLD_S:
        return 20.0 * (t_s - RAMP_S), Phase.RAMP, t_s - RAMP_S
    if t_s < DOWN_S:
        return 30.0, Phase.HOLD, t_s - HOLD_S
    mpa = 30.0 - 20.0 * (t_s - DOWN_S)
    return (mpa, Phase.RELEASE, t_s - DOWN_S) if mpa > 0.0 else (0.0, Phase.DONE, t_s - 10.0)


def seen_at(times_s: list[float], *, late_s: float = 0.0, clock: bool = True) -> StepRecord:
    """What is achieved by a stroke of which only these moments were seen, each answer late."""
    recorder = Recorder()
    for t_s in times_s:
        mpa, phase, counted_s = short_stroke(t_s)
        recorder.add(
            now_s=t_s + late_s,
            force_kn=mpa * 0.0785,
            mpa=mpa,
            planned_mpa=mpa,
            phase=phase,
            step=0,
            position_mm=math.nan,
            in_phase_s=counted_s if clock else math.nan,
        )
    return achieved(recorder.trace(), 0, SHORT, 1, recorder.timing())


def without(low_s: float, high_s: float, every_s: float = 0.1) -> list[float]:
    """Moments of 12 s without those in a gap."""
    return [t for t in np.arange(0.0, 12.0, every_s).tolist() if not low_s < t < high_s]


GAPS = {
    "end of hold": (8.0, 9.6),
    "begin of hold": (3.0, 4.4),
    "begin of ramp": (1.5, 2.9),
    "end of release": (9.2, 10.6),
}


@pytest.mark.parametrize("gap", GAPS.values(), ids=GAPS.keys())
@pytest.mark.parametrize("clock", [True, False])
def test_over_a_gap_the_truth_lies_in_what_is_said(gap: tuple[float, float], clock: bool) -> None:
    step = seen_at(without(*gap), clock=clock)
    truth = {"dwell_s": 5.0, "ramp_mpa_s": 20.0, "release_mpa_s": 20.0}
    for name, true in truth.items():
        if name in step.between:
            low, high = step.between[name]
            assert low <= true * 1.001
            assert high >= true * 0.999
        else:
            assert getattr(step, name) == pytest.approx(true, rel=0.06)


def test_a_gap_over_the_end_of_the_hold_is_an_interval_and_said() -> None:
    step = seen_at(without(8.0, 9.6), clock=False)
    low_s, high_s = step.between["dwell_s"]
    assert low_s <= 5.0 <= high_s
    assert high_s - low_s == pytest.approx(1.7, abs=0.2)
    assert math.isnan(step.release_mpa_s)
    assert len(not_sharp(step)) == 2
    assert all("the trace has a gap there" in words for words in not_sharp(step))


def test_the_clock_of_the_machine_settles_a_gap() -> None:
    step = seen_at(without(8.0, 9.6))
    assert step.between == {}
    assert step.dwell_s == pytest.approx(5.0, abs=0.05)
    assert step.release_mpa_s == pytest.approx(20.0, rel=0.02)


def test_a_clock_that_contradicts_the_samples_is_not_believed() -> None:
    recorder = Recorder()
    for t_s in without(8.0, 9.6):
        mpa, phase, counted_s = short_stroke(t_s)
        recorder.add(
            now_s=t_s, force_kn=mpa, mpa=mpa, planned_mpa=mpa, phase=phase, step=0,
            position_mm=math.nan, in_phase_s=counted_s + 30.0,
        )  # fmt: skip
    step = achieved(recorder.trace(), 0, SHORT, 1, recorder.timing())
    assert "dwell_s" in step.between


@pytest.mark.parametrize("every_s", [0.12, 0.25, 0.37])
def test_a_slow_line_gives_no_false_rates(every_s: float) -> None:
    step = seen_at(without(0.0, 0.0, every_s), late_s=0.12)
    assert step.dwell_s == pytest.approx(5.0, abs=0.15)
    assert step.ramp_mpa_s == pytest.approx(20.0, rel=0.05)
    assert step.release_mpa_s == pytest.approx(20.0, rel=0.05)


def test_a_reading_that_stands_still_until_the_end_gives_no_release_rate() -> None:
    recorder = Recorder()
    for t_s in without(0.0, 0.0):
        mpa, phase, counted_s = short_stroke(t_s)
        shown = 30.0 if phase in (Phase.HOLD, Phase.RELEASE) else mpa
        recorder.add(
            now_s=t_s, force_kn=shown, mpa=shown, planned_mpa=mpa, phase=phase, step=0,
            position_mm=math.nan, in_phase_s=counted_s,
        )  # fmt: skip
    step = achieved(recorder.trace(), 0, SHORT, 1, recorder.timing())
    assert math.isnan(step.release_mpa_s)
    assert "release_mpa_s" in step.between


def test_a_ramp_that_nobody_saw_begin_has_no_rate_of_its_own() -> None:
    step = seen_at([t for t in without(0.0, 0.0) if t > 2.6], clock=False)
    assert math.isnan(step.ramp_mpa_s)
    assert step.release_mpa_s == pytest.approx(20.0, rel=0.06)
