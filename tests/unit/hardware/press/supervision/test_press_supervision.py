"""Interlocks and heat: what makes the supervisor let go, or not begin."""

import math
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from support.presses.press import ONE_STROKE, bench, warm

from hardware.errors import PressFaultError, UnsafeProtocolError
from hardware.press.interface import Phase
from hardware.press.modbus.snapshot import MachineSnapshot
from hardware.press.register_map.load import load_press_map
from hardware.press.register_map.schema.limits import SupervisionTable
from hardware.press.supervision.interlocks import Interlocks
from hardware.press.supervision.stroke_plan import StrokePlan

PLAN = StrokePlan("copress", 20.0, ramp_rate=1.0, dwell_s=30.0, release_rate=0.5, cap_load=60.0)
LIMITS = SupervisionTable()
RAMP = MachineSnapshot(
    now_s=0.0,
    phase=Phase.RAMP,
    load=0.0,
    line_bar=math.nan,
    position_mm=10.0,
    in_phase_s=math.nan,
    peak_load=math.nan,
    die_degc=math.nan,
    stack_kn=math.nan,
    ack_seq=1,
    ack_code=0,
    boot_id=1,
    simulated=False,
    beat=1,
    alarms=(),
    invalid=(),
)


def seen(interlocks: Interlocks, *looks: Mapping[str, object]) -> str | None:
    """The first reason to let go, looks 0.1 s apart."""
    for number, changes in enumerate(looks):
        reason = interlocks.trip(RAMP._replace(now_s=0.1 * number, **changes))  # type: ignore[arg-type]
        if reason is not None:
            return reason
    return None


def test_a_stroke_as_planned_gives_no_reason_and_no_flag() -> None:
    watch = Interlocks(PLAN, LIMITS)
    rise = [{"load": 0.1 * n, "position_mm": 10.0 + 0.005 * n} for n in range(200)]
    hold = [{"load": 20.0, "position_mm": 11.0, "phase": Phase.HOLD}] * 300
    fall = [
        {"load": 20.0 - 0.05 * n, "position_mm": 11.0, "phase": Phase.RELEASE} for n in range(400)
    ]
    assert seen(watch, *rise, *hold, *fall) is None
    assert watch.flags == {}


def test_a_coarse_sensor_on_a_slow_ramp_is_not_called_frozen() -> None:
    slow = replace(PLAN, ramp_rate=0.02)
    stairs = [{"load": round(0.002 * n, 2)} for n in range(400)]
    assert seen(Interlocks(slow, LIMITS), *stairs) is None


def test_a_sensor_that_stands_still_in_the_ramp_is_frozen() -> None:
    assert "frozen sensor" in str(seen(Interlocks(PLAN, LIMITS), *[{"load": 5.0}] * 30))


def test_force_without_travel_is_a_jammed_die() -> None:
    limits = LIMITS.model_copy(update={"min_travel_mm": 0.1})
    rise = [{"load": 0.1 * n} for n in range(150)]
    assert "force without travel" in str(seen(Interlocks(PLAN, limits), *rise))
    assert seen(Interlocks(PLAN, LIMITS), *rise) is None  # nobody said what to expect


def test_a_force_that_runs_away_is_let_go() -> None:
    rise = [{"load": 0.35 * n} for n in range(40)]
    sentence = str(seen(Interlocks(PLAN, LIMITS), *rise))
    assert "rises by 3.50 kN/s; 1.00 kN/s were asked for" in sentence
    machines_own = Interlocks(PLAN, LIMITS, ramp_commanded=False)
    assert seen(machines_own, *rise) is None  # nobody asked for a rate


def test_travel_without_force_is_an_empty_die() -> None:
    limits = LIMITS.model_copy(update={"max_travel_mm": 5.0})
    fall = [{"load": 0.02 * n, "position_mm": 10.0 + 0.2 * n} for n in range(40)]
    assert "travel without force: 5.20 mm, more than 5 mm" in str(
        seen(Interlocks(PLAN, limits), *fall)
    )
    assert seen(Interlocks(PLAN, LIMITS), *fall) is None  # nobody said what to expect


def test_a_pump_that_works_against_a_leak_is_stated() -> None:
    def hold(drop_kn_s: float) -> list[dict[str, object]]:
        saw = [20.0 - 0.1 * drop_kn_s * (n % round(1.2 / drop_kn_s)) for n in range(600)]
        return [{"load": force, "phase": Phase.HOLD} for force in saw]

    good, leaking = Interlocks(PLAN, LIMITS), Interlocks(PLAN, LIMITS)
    assert seen(good, *hold(0.004)) is None
    assert seen(leaking, *hold(0.05)) is None
    assert good.flags == {}
    sentence = "copress: hold not held: the pump tops up more than 3 % a minute (a leak?)"
    assert list(leaking.flags) == [sentence]


def test_a_sudden_drop_in_the_hold_is_a_suspicion_not_a_fault() -> None:
    watch = Interlocks(PLAN, LIMITS)
    hold = [{"load": force, "phase": Phase.HOLD} for force in (20.0, 20.0, 19.5, 19.5)]
    assert seen(watch, *hold) is None
    assert list(watch.flags) == ["copress: suspected crack: force fell at once in hold"]


def test_a_step_of_travel_in_the_release_is_a_suspicion() -> None:
    watch = Interlocks(PLAN, LIMITS)
    travel = (10.0, 9.999, 9.998, 9.958, 9.957)
    seen(watch, *({"position_mm": mm, "phase": Phase.RELEASE} for mm in travel))
    assert list(watch.flags) == ["copress: suspected crack: travel stepped in release"]


def test_two_bad_readings_are_borne_the_third_is_not() -> None:
    bad = {"load": math.nan, "invalid": ("register 'force': nan is not a number",)}
    good = {"load": 1.0}
    assert seen(Interlocks(PLAN, LIMITS), good, bad, bad, good, bad, bad) is None
    assert "3 times in a row" in str(seen(Interlocks(PLAN, LIMITS), good, bad, bad, bad))


def test_two_clocks_that_disagree_about_the_dwell_are_stated() -> None:
    def hold(rate: float) -> list[dict[str, object]]:
        steady = {"load": 20.0, "phase": Phase.HOLD}
        return [{**steady, "in_phase_s": 0.1 * rate * n} for n in range(200)]

    right, wrong = Interlocks(PLAN, LIMITS), Interlocks(PLAN, LIMITS)
    seen(right, *hold(1.0))
    seen(wrong, *hold(1.3))
    assert right.flags == {}
    assert list(wrong.flags) == ["copress: the PLC's clock and ours disagree about the dwell"]


@pytest.mark.parametrize("own_rate", [False, True])
def test_a_warm_die_is_soaked_before_the_ramp_and_never_heated_too_fast(
    tmp_path: Path, own_rate: bool
) -> None:
    seen: list[tuple[float, float]] = []
    with bench(tmp_path, poll_s=0.5) as b:
        press = warm(b, own_rate=own_rate)
        record = press.press_cell(
            1,
            replace(ONE_STROKE, die_degc=60.0),
            journal=b.journal,
            watch=lambda look: seen.append((look.now_s, look.die_degc or math.nan)),
        )
        press.close()
    trace, (times, degc) = record.trace, np.transpose(seen)
    assert trace.time_s[trace.phase == "ramp"][0] > 60.0 * 33.0 / 10.0 + 60.0  # rate and soak
    rates = 60.0 * (degc[120:] - degc[:-120]) / (times[120:] - times[:-120])
    assert 9.0 < rates.max() <= 10.5
    assert record.steps[0].die_degc == pytest.approx(60.0, abs=0.5)
    assert b.lab.bench.strokes[1][0].die_degc == pytest.approx(60.0, abs=0.5)


def test_a_heater_that_runs_away_is_stopped_and_nothing_is_pressed(tmp_path: Path) -> None:
    with bench(tmp_path, "heats-too-fast", poll_s=0.5) as b:
        press = warm(b, own_rate=True)
        with pytest.raises(PressFaultError, match=r"heats by .* K/min, more than 10 K/min.*START"):
            b.run(replace(ONE_STROKE, die_degc=120.0))
        hot_degc = press._machine.value("temperature")
        b.clock.sleep(300.0)
        assert press._machine.value("temperature") <= hot_degc + 1.0  # heated no further
        press.close()
    assert b.begun == []


def test_a_die_that_stays_cold_is_never_pressed(tmp_path: Path) -> None:
    with bench(tmp_path, poll_s=0.5) as b:
        b.lab.board.upset.heat_factor = 0.0
        warm(b)
        with pytest.raises(PressFaultError, match=r"25.0 degC instead of 80.0 degC.*START was not"):
            b.run(replace(ONE_STROKE, die_degc=80.0))
        b.press.close()
    assert b.begun == []


def test_a_die_hotter_than_it_bears_is_let_go(tmp_path: Path) -> None:
    limits = Interlocks(PLAN, LIMITS, max_die_degc=200.0)
    assert seen(limits, {"die_degc": 199.0}, {"load": 0.1, "die_degc": math.nan}) is None
    assert "the die is at 201.0 degC, above 200 degC" in str(
        seen(limits, {"load": 0.2, "die_degc": 201.0})
    )


def test_heat_must_be_asked_for_on_a_heated_press_and_only_there(tmp_path: Path) -> None:
    with bench(tmp_path) as b:
        with pytest.raises(UnsafeProtocolError, match="has no heating"):
            b.run(replace(ONE_STROKE, die_degc=80.0))
        warm(b)
        with pytest.raises(UnsafeProtocolError, match="no die_degc"):
            b.run()
        with pytest.raises(UnsafeProtocolError, match="max_die_degc"):
            b.run(replace(ONE_STROKE, die_degc=201.0))
        b.press.close()


def test_a_heated_press_states_both_its_limits() -> None:
    cold = load_press_map("generic_plc").envelope
    with pytest.raises(ValueError, match="max_heat_k_min = None"):
        replace(cold, max_die_degc=200.0)
