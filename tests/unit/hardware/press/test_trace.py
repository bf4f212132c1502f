"""Achieved values and the compaction fingerprint come from the trace."""

import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from support.press import WHOLE, bench

from hardware.press.compaction_curve import Pellet, compaction
from hardware.press.interface import Phase, PressTrace
from hardware.press.protocol import Step
from hardware.press.trace import Recorder, achieved

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
    with pytest.raises(ValueError, match=r"denser than dense.*stretch of the press"):
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
