"""Each fault of a press, injected through the simulated PLC, does what it must; one test each."""

import math
from dataclasses import replace
from pathlib import Path

import pytest
from given_press import COPRESS, ONE_STROKE, WHOLE, bench, map_at

from hardware.errors import (
    PressFaultError,
    PressSilentError,
    PressUnreachableError,
    UnsafeProtocolError,
)
from hardware.press import Fate
from hardware.press_settings import PressSettings
from hardware.presses.modbus_plc import ModbusPlcPress
from hardware.protocol import PressProtocol
from hardware.twin.faults import Fault, Upset
from hardware.twin.registers import Command, State


def test_nobody_there_is_one_sentence_with_host_and_port(tmp_path: Path) -> None:
    press_map = map_at(1)
    press = ModbusPlcPress(
        press_map, press_map.die("steel-10"), settings=PressSettings(lock_folder=tmp_path)
    )
    with pytest.raises(PressUnreachableError, match=r"127\.0\.0\.1:1 id 1.*Nothing was sent"):
        press.connect()


def test_line_lost_before_the_cell_is_found_again_when_the_host_is_back(tmp_path: Path) -> None:
    with bench(tmp_path) as b:
        b.press._link.close()  # as after a switch was power-cycled between two cells
        assert b.run().steps[0].hold_mean_mpa == pytest.approx(300.0, rel=0.02)


def test_line_lost_in_ramp_releases_and_voids_the_cell(tmp_path: Path) -> None:
    with bench(tmp_path) as b:
        b.lab.board.arm(Fault("cut in ramp", {"cut": True}, State.RAMP, 1.0))
        with pytest.raises(PressFaultError, match=r"interrupted.*has released"):
            b.run()
        assert b.true_kn < 0.2
        assert len(b.begun) == 1
        assert b.names[-1] == "aborted"


def test_line_lost_in_hold_and_back_keeps_the_hold_and_says_so(tmp_path: Path) -> None:
    with bench(tmp_path, "cut") as b:
        record = b.run()
    assert record.steps[0].dwell_s == pytest.approx(COPRESS.dwell_s, abs=0.3)
    assert any("line was interrupted" in flag for flag in record.flags)
    assert len(b.begun) == 1


def test_line_never_back_says_that_the_press_may_be_loaded(tmp_path: Path) -> None:
    with (
        bench(tmp_path, "silent") as b,
        pytest.raises(PressSilentError, match=r"may be loaded.*last seen .* kN.*Do not open"),
    ):
        b.run()
    assert b.names[-1] == "lost"
    assert len(b.begun) == 1


def test_lost_reply_to_start_is_read_not_repeated(tmp_path: Path) -> None:
    with bench(tmp_path, "lost-start-reply") as b:
        record = b.run()
    assert len(b.begun) == 1
    assert record.steps[0].hold_mean_mpa == pytest.approx(300.0, rel=0.02)
    assert any("answer to START was lost" in flag for flag in record.flags)


def test_lost_start_itself_leaves_an_unpressed_cell(tmp_path: Path) -> None:
    with bench(tmp_path) as b:
        b.lab.plc._obey = lambda code, seq: None  # type: ignore[method-assign]
        with pytest.raises(PressFaultError, match=r"did not become.*did not move"):
            b.run()
        verdict = b.press.settle(1, b.events)
    assert verdict.fate is Fate.NOT_PRESSED
    assert verdict.may_press_again
    assert b.begun == []


def test_lost_reply_to_release_is_asked_again_until_the_force_is_off(tmp_path: Path) -> None:
    with bench(tmp_path, "lost-release-reply") as b:
        with pytest.raises(PressFaultError, match="abort asked for: enough"):
            b.press.press_cell(
                1,
                ONE_STROKE,
                journal=b.journal,
                watch=lambda seen: b.press.abort("enough") if seen.mpa > 150.0 else None,
            )
        assert b.true_kn < 0.2


def test_slow_answers_are_never_taken_for_others(tmp_path: Path) -> None:
    with bench(tmp_path) as b:
        b.lab.board.arm(Fault("slow", {"delay_s": 0.25}, State.HOLD, 5.0, 0.3))
        record = b.run()
    forces = record.trace.mpa[record.trace.phase == "hold"]
    assert float(forces.min()) > 290.0
    assert any("line" in flag for flag in record.flags)


@pytest.mark.parametrize("code", [1, 2, 3])
def test_a_map_fault_at_start_stops_and_names_the_register(tmp_path: Path, code: int) -> None:
    with bench(tmp_path) as b:
        plc, write = b.lab.plc, b.lab.plc.write
        plc.write = lambda address, words: (  # type: ignore[method-assign]
            code if address == 0 else write(address, words)
        )
        with pytest.raises(PressFaultError, match=rf"holding 0.*exception {code}.*did not move"):
            b.run()
    assert b.begun == []


def test_device_failure_is_treated_as_a_lost_line(tmp_path: Path) -> None:
    with (
        bench(tmp_path, "device-failure") as b,
        pytest.raises(PressSilentError, match=r"device failure.*may be loaded"),
    ):
        b.run()


def test_busy_reads_are_tried_again_and_the_hold_counts(tmp_path: Path) -> None:
    with bench(tmp_path, "busy") as b:
        record = b.run()
    assert record.steps[0].dwell_s == pytest.approx(COPRESS.dwell_s, abs=0.3)


def test_busy_at_start_is_read_not_repeated(tmp_path: Path) -> None:
    with bench(tmp_path) as b:
        plc, write = b.lab.plc, b.lab.plc.write
        plc.write = lambda address, words: (  # type: ignore[method-assign]
            write(address, words) or (6 if address == 0 else 0)
        )
        b.run()
    assert len(b.begun) == 1


def test_clamped_setpoint_refuses_start_and_shows_both(tmp_path: Path) -> None:
    with (
        bench(tmp_path, "clamp") as b,
        pytest.raises(UnsafeProtocolError, match=r"wrote .* holds .*START was not sent"),
    ):
        b.run()
    assert b.begun == []


def test_frozen_sensor_in_ramp_is_seen_and_released(tmp_path: Path) -> None:
    with bench(tmp_path, "frozen-force") as b:
        with pytest.raises(PressSilentError, match=r"force and oil disagree|frozen sensor"):
            b.run()
        assert b.true_kn < 0.2


def test_frozen_sensor_without_oil_gauge_is_seen_too(tmp_path: Path) -> None:
    with bench(tmp_path, "frozen-force") as b:
        blind = replace(
            b.press.map, press=b.press.map.press.model_copy(update={"ram_area_cm2": None})
        )
        b.press._machine.map = blind
        with pytest.raises(PressSilentError, match="frozen sensor"):
            b.run()
        assert b.true_kn < 0.2


def test_drifting_sensor_at_rest_refuses_to_start(tmp_path: Path) -> None:
    with bench(tmp_path, "drift") as b, pytest.raises(UnsafeProtocolError, match="drifts by"):
        b.run()
    assert b.begun == []


def test_tare_off_refuses_to_start(tmp_path: Path) -> None:
    with (
        bench(tmp_path, "tare-off") as b,
        pytest.raises(UnsafeProtocolError, match=r"3.0. kN at rest"),
    ):
        b.run()
    assert b.begun == []


def test_force_and_oil_disagree_releases(tmp_path: Path) -> None:
    with bench(tmp_path, "oil-disagrees") as b:
        with pytest.raises(PressFaultError, match="force and oil disagree"):
            b.run()
        assert b.true_kn < 0.2


def test_leaking_hold_is_kept_with_its_achieved_mean_and_flagged(tmp_path: Path) -> None:
    with bench(tmp_path, "leak") as b:
        record = b.run()
    assert record.steps[0].hold_mean_mpa < 295.0
    assert any("hold not held" in flag for flag in record.flags)


def test_overshoot_releases_and_keeps_the_real_peak(tmp_path: Path) -> None:
    with bench(tmp_path, "overshoot") as b:
        with pytest.raises(PressFaultError, match=r"overshoot: force .* above"):
            b.run()
        assert b.true_kn < 0.2


def test_pump_off_is_seen_as_no_rise(tmp_path: Path) -> None:
    with bench(tmp_path, "no-rise") as b, pytest.raises(PressFaultError, match="no rise"):
        b.run()


def test_emergency_stop_stops_commanding_and_stays(tmp_path: Path) -> None:
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
def test_guard_or_local_mode_ends_the_stroke(tmp_path: Path, fault: str) -> None:
    with bench(tmp_path, fault) as b:
        with pytest.raises(PressFaultError, match="stopped by itself"):
            b.run()
        assert b.true_kn < 0.2


def test_nothing_is_written_in_local_mode(tmp_path: Path) -> None:
    with bench(tmp_path, "local") as b:
        commands: list[Command] = []
        plc, obey = b.lab.plc, b.lab.plc._obey
        plc._obey = lambda code, seq: (commands.append(Command(code)), obey(code, seq))[1]  # type: ignore
        with pytest.raises(PressFaultError):
            b.run()
    assert commands == [Command.START]


def test_plc_reboot_is_seen_by_its_boot_id(tmp_path: Path) -> None:
    with bench(tmp_path, "reboot") as b:
        with pytest.raises(PressFaultError, match="has started again"):
            b.run()
        with pytest.raises(UnsafeProtocolError, match="started again since we connected"):
            b.run(sample=2)


@pytest.mark.parametrize("fault", ["swapped-words", "swapped-bytes", "off-by-one", "wrong-map"])
def test_wrong_words_fail_the_probe_and_nothing_is_sent(tmp_path: Path, fault: str) -> None:
    with (
        bench(tmp_path, fault, connect=False) as b,
        pytest.raises(UnsafeProtocolError, match=r"does not fit.*instead of.*Nothing was sent"),
    ):
        b.press.connect()


def test_nan_force_is_never_averaged_in(tmp_path: Path) -> None:
    with bench(tmp_path, "nan-force") as b:
        with pytest.raises(PressSilentError, match="not a number"):
            b.run()
        assert b.true_kn < 0.2


def test_one_nan_is_a_hole_in_the_trace_not_a_zero(tmp_path: Path) -> None:
    with bench(tmp_path) as b:
        b.lab.board.arm(Fault("one nan", {"invalid": True}, State.HOLD, 5.0, 0.15))
        record = b.run()
    held = record.trace.phase == "hold"
    assert math.isfinite(record.steps[0].hold_mean_mpa)
    assert 1 <= sum(math.isnan(value) for value in record.trace.mpa[held]) <= 2
    assert record.steps[0].hold_mean_mpa == pytest.approx(300.0, rel=0.02)


def test_wrong_unit_of_the_force_sensor_is_seen_against_the_oil(tmp_path: Path) -> None:
    with bench(tmp_path) as b:
        b.lab.board.arm(Fault("tonnes read as kN", {"force_scale": 1.0 / 9.80665}, State.RAMP))
        with pytest.raises(PressFaultError, match="disagree"):
            b.run()
        assert b.true_kn < 0.2


def test_second_writer_is_seen_and_released(tmp_path: Path) -> None:
    with bench(tmp_path, "second-writer") as b:
        with pytest.raises(PressFaultError, match=r"somebody else writes.*sp_force"):
            b.run()
        assert b.true_kn < 0.2


def test_second_program_on_this_computer_is_refused(tmp_path: Path) -> None:
    with bench(tmp_path) as b:
        second = ModbusPlcPress(
            b.press.map, b.press.die, clock=b.clock, settings=PressSettings(lock_folder=tmp_path)
        )
        with pytest.raises(UnsafeProtocolError, match="another program drives this press"):
            second.connect()


def test_second_computer_is_refused_while_the_first_ones_heartbeat_goes_on(
    tmp_path: Path,
) -> None:
    with bench(tmp_path) as b:
        pass_time = b.clock.sleep

        def meanwhile(seconds: float) -> None:
            pass_time(seconds)
            b.press._machine.beat()

        b.clock.sleep = meanwhile  # type: ignore[method-assign]
        elsewhere = PressSettings(lock_folder=tmp_path / "other computer")
        second = ModbusPlcPress(b.press.map, b.press.die, clock=b.clock, settings=elsewhere)
        with pytest.raises(UnsafeProtocolError, match="driven by another computer"):
            second.connect()
        b.clock.sleep = pass_time  # type: ignore[method-assign]
        second.connect()  # the first one is gone; its token does not bar the press for ever
        second.close()


def test_sequence_number_wraps_over_zero(tmp_path: Path) -> None:
    with bench(tmp_path, connect=False) as b:
        b.press._lock.acquire()
        b.press._lock._remember(65534)
        b.press.connect()
        first = b.run(sample=1).steps[0].seq
        second = b.run(sample=2).steps[0].seq
    assert (first, second) == (65535, 2)  # 1 was kept for the RELEASE that was not needed
    assert len(b.begun) == 2


def test_a_gap_longer_than_the_deadman_counts_as_a_lost_line(tmp_path: Path) -> None:
    def sleep_through_the_ramp(seen: object) -> None:
        if b.lab.plc.machine.state is State.RAMP:
            b.clock.sleep(10.0)  # the computer was asleep

    with bench(tmp_path) as b:
        with pytest.raises(PressFaultError, match=r"has released|stopped by itself"):
            b.press.press_cell(1, ONE_STROKE, journal=b.journal, watch=sleep_through_the_ramp)
        assert b.true_kn < 0.2


def test_journal_that_cannot_be_written_means_no_start(tmp_path: Path) -> None:
    def full(event: str, detail: object) -> None:
        raise OSError(28, "No space left on device")

    with bench(tmp_path) as b, pytest.raises(OSError, match="No space left"):
        b.press.press_cell(1, ONE_STROKE, journal=full)
    assert b.begun == []


def test_journal_that_fails_in_the_hold_releases(tmp_path: Path) -> None:
    def full_later(event: str, detail: object) -> None:
        if event == "hold_begin":
            raise OSError(28, "No space left on device")

    with bench(tmp_path) as b:
        with pytest.raises(OSError, match="No space left"):
            b.press.press_cell(1, ONE_STROKE, journal=full_later)
        assert b.true_kn < 0.2


def test_program_error_in_the_hold_releases(tmp_path: Path) -> None:
    def broken(seen: object) -> None:
        if b.lab.plc.machine.state is State.HOLD:
            raise ZeroDivisionError

    with bench(tmp_path) as b:
        with pytest.raises(ZeroDivisionError):
            b.press.press_cell(1, ONE_STROKE, journal=b.journal, watch=broken)
        assert b.true_kn < 0.2


def test_ctrl_c_releases_before_it_is_passed_on(tmp_path: Path) -> None:
    def ctrl_c(seen: object) -> None:
        if b.lab.plc.machine.state is State.HOLD:
            raise KeyboardInterrupt

    with bench(tmp_path) as b:
        with pytest.raises(KeyboardInterrupt):
            b.press.press_cell(1, ONE_STROKE, journal=b.journal, watch=ctrl_c)
        assert b.true_kn < 0.2
        assert b.names[-1] == "aborted"


def test_a_second_ctrl_c_does_not_skip_the_release(tmp_path: Path) -> None:
    pressed: list[State] = []

    def ctrl_c(seen: object) -> None:
        if b.lab.plc.machine.state is State.HOLD:
            pressed.append(State.HOLD)
            raise KeyboardInterrupt

    with bench(tmp_path) as b:
        pass_time = b.clock.sleep

        def again(seconds: float) -> None:
            pass_time(seconds)
            if b.lab.plc.machine.state is State.RELEASE and len(pressed) < 3:
                pressed.append(State.RELEASE)
                raise KeyboardInterrupt

        b.clock.sleep = again  # type: ignore[method-assign]
        with pytest.raises(KeyboardInterrupt):
            b.press.press_cell(1, ONE_STROKE, journal=b.journal, watch=ctrl_c)
        b.clock.sleep = pass_time  # type: ignore[method-assign]
        assert pressed == [State.HOLD, State.RELEASE, State.RELEASE]
        assert b.true_kn < 0.2


def test_plc_that_hangs_is_seen_by_its_heartbeat(tmp_path: Path) -> None:
    with bench(tmp_path, "heartbeat-stops") as b:
        with pytest.raises(PressSilentError, match="heartbeat of the PLC stands still"):
            b.run()
        assert b.true_kn < 0.2


@pytest.mark.parametrize("target_mpa", [801.0, 1e9, math.nan, math.inf, -5.0, 0.0, True, "300"])
def test_target_beyond_any_cap_never_reaches_the_press(tmp_path: Path, target_mpa: object) -> None:
    with bench(tmp_path) as b, pytest.raises(UnsafeProtocolError, match="Nothing was sent"):
        b.run(PressProtocol((replace(COPRESS, target_mpa=target_mpa),)))  # type: ignore[arg-type]
    assert b.names == []


def test_an_abort_from_another_loop_reaches_the_press_within_a_poll(tmp_path: Path) -> None:
    asked_at: list[float] = []

    def watch(seen: object) -> None:
        if b.lab.plc.machine.state is State.HOLD and not asked_at:
            asked_at.append(b.clock.now_s())
            b.press.abort("a person pressed abort")

    with bench(tmp_path) as b:
        plc, obey = b.lab.plc, b.lab.plc._obey
        seen_at: list[float] = []

        def timed(code: int, seq: int) -> None:
            if code == Command.RELEASE:
                seen_at.append(b.clock.now_s())
            obey(code, seq)

        plc._obey = timed  # type: ignore[method-assign]
        with pytest.raises(PressFaultError, match="a person pressed abort"):
            b.press.press_cell(1, WHOLE, journal=b.journal, watch=watch)
    assert seen_at[0] - asked_at[0] <= 0.1


def test_healthy_laboratory_has_no_flags(tmp_path: Path) -> None:
    with bench(tmp_path) as b:
        record = b.run(WHOLE)
    assert record.flags == ()
    assert record.simulated
    assert b.lab.board.upset == Upset()


def test_an_abort_stays_until_the_press_is_connected_again(tmp_path: Path) -> None:
    with bench(tmp_path) as b:
        b.press.abort("smoke")
        with pytest.raises(UnsafeProtocolError, match=r"abort was asked for \(smoke\)"):
            b.run()
        assert b.begun == []
        b.press.close()
        b.press.connect()
        b.run()
    assert len(b.begun) == 1
