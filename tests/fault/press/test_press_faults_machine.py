"""Rows 14 to 26 of the fault list: what can go wrong in sensors, hydraulics and PLC."""

import math
from dataclasses import replace
from pathlib import Path

import pytest
from support.presses.press import bench

from hardware.errors import (
    PressFaultError,
    PressSilentError,
    UnsafeProtocolError,
)
from hardware.twin.plc.faults import Fault
from hardware.twin.plc.registers import Command, State


def test_fault_14_read_back_differs_refuses_start_and_shows_both(tmp_path: Path) -> None:
    with (
        bench(tmp_path, "clamp") as b,
        pytest.raises(UnsafeProtocolError, match=r"wrote .* holds .*START was not sent"),
    ):
        b.run()
    assert b.begun == []


def test_fault_15_frozen_sensor_in_ramp_is_seen_and_released(tmp_path: Path) -> None:
    with bench(tmp_path, "frozen-force") as b:
        with pytest.raises(PressSilentError, match=r"force and oil disagree|frozen sensor"):
            b.run()
        assert b.true_kn < 0.2


def test_fault_15_frozen_sensor_without_oil_gauge_is_seen_too(tmp_path: Path) -> None:
    with bench(tmp_path, "frozen-force") as b:
        blind = replace(
            b.press.map, press=b.press.map.press.model_copy(update={"ram_area_cm2": None})
        )
        b.press._machine.map = blind
        with pytest.raises(PressSilentError, match="frozen sensor"):
            b.run()
        assert b.true_kn < 0.2


def test_fault_16_drifting_sensor_at_rest_refuses_to_start(tmp_path: Path) -> None:
    with bench(tmp_path, "drift") as b, pytest.raises(UnsafeProtocolError, match="drifts by"):
        b.run()
    assert b.begun == []


def test_fault_16_tare_off_refuses_to_start(tmp_path: Path) -> None:
    with (
        bench(tmp_path, "tare-off") as b,
        pytest.raises(UnsafeProtocolError, match=r"3.0. kN at rest"),
    ):
        b.run()
    assert b.begun == []


def test_fault_17_force_against_oil_disagree_releases(tmp_path: Path) -> None:
    with bench(tmp_path, "oil-disagrees") as b:
        with pytest.raises(PressFaultError, match="force and oil disagree"):
            b.run()
        assert b.true_kn < 0.2


def test_fault_18_hold_leak_is_kept_with_its_achieved_mean_and_flagged(tmp_path: Path) -> None:
    with bench(tmp_path, "leak") as b:
        record = b.run()
    assert record.steps[0].hold_mean_mpa < 295.0
    assert any("hold not held" in flag for flag in record.flags)


def test_fault_19_overshoot_releases_and_keeps_the_real_peak(tmp_path: Path) -> None:
    with bench(tmp_path, "overshoot") as b:
        with pytest.raises(PressFaultError, match=r"overshoot: force .* above") as caught:
            b.run()
        assert b.true_kn < 0.2
    aborted = dict(b.events)["aborted"]
    trace = caught.value.trace
    assert trace is not None
    assert trace.mpa.max() > 1.05 * 300.0
    assert aborted["peak_kn"] == pytest.approx(trace.force_kn.max())


def test_fault_20_emergency_stop_stops_commanding_and_stays(tmp_path: Path) -> None:
    with bench(tmp_path, "estop") as b:
        commands: list[Command] = []
        plc, obey = b.lab.plc, b.lab.plc._obey
        plc._obey = lambda code, seq: (commands.append(Command(code)), obey(code, seq))[1]  # type: ignore
        with pytest.raises(PressFaultError, match="emergency stop"):
            b.run()
        assert commands == [Command.START]  # nothing is commanded after it, not even a release
        b.lab.heal()
        with pytest.raises(UnsafeProtocolError, match="emergency stop"):
            b.run(sample=2)  # letting go of the button does not start anything again
    assert len(b.begun) == 1


@pytest.mark.parametrize("fault", ["guard", "local"])
def test_fault_21_guard_opened_or_local_mode_ends_the_stroke(tmp_path: Path, fault: str) -> None:
    with bench(tmp_path, fault) as b:
        with pytest.raises(PressFaultError, match="stopped by itself"):
            b.run()
        assert b.true_kn < 0.2


def test_fault_21_local_mode_nothing_is_written(tmp_path: Path) -> None:
    with bench(tmp_path, "local") as b:
        commands: list[Command] = []
        plc, obey = b.lab.plc, b.lab.plc._obey
        plc._obey = lambda code, seq: (commands.append(Command(code)), obey(code, seq))[1]  # type: ignore
        with pytest.raises(PressFaultError):
            b.run()
    assert commands == [Command.START]


def test_fault_22_plc_reboot_is_seen_by_its_boot_id(tmp_path: Path) -> None:
    with bench(tmp_path, "reboot") as b:
        with pytest.raises(PressFaultError, match="has started again"):
            b.run()
        with pytest.raises(UnsafeProtocolError, match="started again since we connected"):
            b.run(sample=2)


def test_fault_23_swapped_words_fail_the_probe_and_nothing_is_sent(tmp_path: Path) -> None:
    with (
        bench(tmp_path, "swapped-words", connect=False) as b,
        pytest.raises(UnsafeProtocolError, match=r"does not fit.*instead of.*Nothing was sent"),
    ):
        b.press.connect()


@pytest.mark.parametrize("fault", ["swapped-bytes", "off-by-one", "wrong-map"])
def test_fault_24_swapped_bytes_or_addresses_off_by_one_fail_the_probe(
    tmp_path: Path, fault: str
) -> None:
    with (
        bench(tmp_path, fault, connect=False) as b,
        pytest.raises(UnsafeProtocolError, match=r"does not fit.*instead of.*Nothing was sent"),
    ):
        b.press.connect()


def test_fault_25_nan_is_never_averaged_in(tmp_path: Path) -> None:
    with bench(tmp_path, "nan-force") as b:
        with pytest.raises(PressSilentError, match="not a number"):
            b.run()
        assert b.true_kn < 0.2


def test_fault_25_one_nan_is_a_hole_in_the_trace_not_a_zero(tmp_path: Path) -> None:
    with bench(tmp_path) as b:
        b.lab.board.arm(Fault("one nan", {"invalid": True}, State.HOLD, 5.0, 0.15))
        record = b.run()
    held = record.trace.phase == "hold"
    assert math.isfinite(record.steps[0].hold_mean_mpa)
    assert 1 <= sum(math.isnan(value) for value in record.trace.mpa[held]) <= 2
    assert record.steps[0].hold_mean_mpa == pytest.approx(300.0, rel=0.02)


def test_fault_26_wrong_unit_of_the_force_is_seen_against_the_oil(tmp_path: Path) -> None:
    with bench(tmp_path) as b:
        b.lab.board.arm(Fault("tonnes read as kN", {"force_scale": 1.0 / 9.80665}, State.RAMP))
        with pytest.raises(PressFaultError, match="disagree"):
            b.run()
        assert b.true_kn < 0.2
