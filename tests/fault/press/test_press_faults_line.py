"""Rows 1 to 13 of the fault list: what can go wrong on the line to a press."""

from pathlib import Path

import pytest
from support.presses.press import COPRESS, IMPATIENT_S, ONE_STROKE, bench, map_at

from hardware.errors import (
    PressFaultError,
    PressSilentError,
    PressUnreachableError,
)
from hardware.press.adapters.modbus_plc import ModbusPlcPress
from hardware.press.interface import InterruptedFate
from hardware.press.options import PressSettings
from hardware.twin.plc.faults import Fault
from hardware.twin.plc.registers import Command, State


def test_fault_01_refused_at_start_is_one_sentence_with_host_and_port(tmp_path: Path) -> None:
    press_map = map_at(1)
    press = ModbusPlcPress(
        press_map, press_map.die("steel-10"), settings=PressSettings(lock_folder=tmp_path)
    )
    with pytest.raises(PressUnreachableError, match=r"127\.0\.0\.1:1 id 1.*Nothing was sent"):
        press.connect()


def test_fault_02_refused_between_two_cells_is_found_again(tmp_path: Path) -> None:
    with bench(tmp_path) as b:
        b.press._link.close()  # as after a switch was power-cycled between two cells
        assert b.run().steps[0].hold_mean_mpa == pytest.approx(300.0, rel=0.02)


def test_fault_02_refused_after_start_and_back_is_reconciled_by_reading(tmp_path: Path) -> None:
    commands: list[Command] = []
    with bench(tmp_path, "gone") as b:
        plc, obey = b.lab.plc, b.lab.plc._obey
        plc._obey = lambda code, seq: (commands.append(Command(code)), obey(code, seq))[1]  # type: ignore
        record = b.run()
    assert commands == [Command.START]  # the way back is made of reads
    assert record.steps[0].dwell_s == pytest.approx(COPRESS.dwell_s, abs=0.3)
    assert any("the line was" in flag and "during holding" in flag for flag in record.flags)


def test_fault_02_refused_for_longer_is_a_matter_for_a_person(tmp_path: Path) -> None:
    with bench(tmp_path) as b:
        b.lab.board.arm(Fault("long gone", {"gone": True}, State.HOLD, 1.0, 12.0))
        with pytest.raises(PressFaultError, match=r"deadman|has released"):
            b.run()
        assert b.true_kn < 0.2
    assert len(b.begun) == 1


def test_fault_03_drop_in_ramp_and_back_costs_no_cell_and_is_stated(tmp_path: Path) -> None:
    with bench(tmp_path) as b:
        b.lab.board.arm(Fault("cut in ramp", {"cut": True}, State.RAMP, 1.0))
        record = b.run()
    assert record.steps[0].dwell_s == pytest.approx(COPRESS.dwell_s, abs=0.3)
    assert len(b.begun) == 1


def test_fault_03_a_ramp_lost_for_longer_than_the_deadman_is_released(tmp_path: Path) -> None:
    with bench(tmp_path) as b:
        b.lab.board.arm(Fault("gone in ramp", {"gone": True}, State.RAMP, 1.0, 2.5))
        with pytest.raises(PressFaultError, match=r"line was lost.*has released"):
            b.run()
        assert b.true_kn < 0.2
        assert len(b.begun) == 1
        assert b.names[-1] == "aborted"


def test_fault_04_drop_in_hold_and_back_keeps_the_hold_and_says_so(tmp_path: Path) -> None:
    with bench(tmp_path, "cut") as b:
        record = b.run()
    assert record.steps[0].dwell_s == pytest.approx(COPRESS.dwell_s, abs=0.3)
    notes = [flag for flag in record.flags if "line was interrupted" in flag]
    assert len(notes) == 1 and "during holding" in notes[0]
    noted = [detail for name, detail in b.events if name == "interrupted"]
    assert [entry["during"] for entry in noted] == ["holding"]
    assert len(b.begun) == 1


def test_fault_05_never_back_says_that_the_press_may_be_loaded(tmp_path: Path) -> None:
    with (
        bench(tmp_path, "silent") as b,
        pytest.raises(PressSilentError, match=r"may be loaded.*last seen .* kN.*Do not open"),
    ):
        b.run()
    assert b.names[-1] == "lost"
    assert len(b.begun) == 1


def test_fault_06_lost_reply_to_start_is_read_not_repeated(tmp_path: Path) -> None:
    with bench(tmp_path, "lost-start-reply") as b:
        record = b.run()
    assert len(b.begun) == 1
    assert record.steps[0].hold_mean_mpa == pytest.approx(300.0, rel=0.02)
    assert any("answer to START was lost" in flag for flag in record.flags)


def test_fault_06_lost_start_itself_leaves_an_unpressed_cell(tmp_path: Path) -> None:
    with bench(tmp_path) as b:
        b.lab.plc._obey = lambda code, seq: None  # type: ignore[method-assign]
        with pytest.raises(PressFaultError, match=r"did not become.*not seen to move"):
            b.run()
        verdict = b.press.settle(1, b.events)
    assert verdict.fate is InterruptedFate.NOT_PRESSED
    assert verdict.may_press_again
    assert b.begun == []


def test_fault_07_lost_reply_to_release_is_asked_again_until_the_force_is_off(
    tmp_path: Path,
) -> None:
    with bench(tmp_path, "lost-release-reply") as b:
        with pytest.raises(PressFaultError, match="abort asked for: enough"):
            b.press.press_cell(
                1,
                ONE_STROKE,
                journal=b.journal,
                watch=lambda seen: b.press.abort("enough") if seen.mpa > 150.0 else None,
            )
        assert b.true_kn < 0.2


def test_fault_08_slow_replies_are_never_taken_for_others(tmp_path: Path) -> None:
    with bench(tmp_path, timeout_s=IMPATIENT_S) as b:
        b.lab.board.arm(Fault("slow", {"delay_s": 0.5}, State.HOLD, 5.0, 0.3))
        record = b.run()
    forces = record.trace.mpa[record.trace.phase == "hold"]
    assert float(forces.min()) > 290.0
    assert any("line" in flag for flag in record.flags)


def test_fault_09_wrong_id_of_the_named_fault(tmp_path: Path) -> None:
    with (
        bench(tmp_path, "wrong-id", connect=False) as b,
        pytest.raises(PressUnreachableError, match="no device with id 1"),
    ):
        b.press.connect()


@pytest.mark.parametrize("fault", ["illegal-function", "illegal-address", "illegal-value"])
def test_fault_10_exceptions_to_everything_refuse_to_connect(tmp_path: Path, fault: str) -> None:
    with (
        bench(tmp_path, fault, connect=False) as b,
        pytest.raises(PressUnreachableError, match=r"exception [123] \(illegal.*Nothing was sent"),
    ):
        b.press.connect()


@pytest.mark.parametrize("code", [1, 2, 3])
def test_fault_10_exceptions_1_2_3_at_start_stop_and_name_the_register(
    tmp_path: Path, code: int
) -> None:
    with bench(tmp_path) as b:
        plc, write = b.lab.plc, b.lab.plc.write
        plc.write = lambda address, words: (  # type: ignore[method-assign]
            code if address == 0 else write(address, words)
        )
        with pytest.raises(PressFaultError, match=rf"holding 0.*exception {code}.*did not move"):
            b.run()
    assert b.begun == []


def test_fault_11_exception_4_is_treated_as_a_lost_line(tmp_path: Path) -> None:
    with (
        bench(tmp_path, "device-failure") as b,
        pytest.raises(PressSilentError, match=r"device failure.*may be loaded"),
    ):
        b.run()


def test_fault_12_busy_reads_are_tried_again_and_the_hold_counts(tmp_path: Path) -> None:
    with bench(tmp_path, "busy") as b:
        record = b.run()
    assert record.steps[0].dwell_s == pytest.approx(COPRESS.dwell_s, abs=0.3)


def test_fault_12_busy_at_start_is_read_not_repeated(tmp_path: Path) -> None:
    with bench(tmp_path) as b:
        plc, write = b.lab.plc, b.lab.plc.write
        plc.write = lambda address, words: (  # type: ignore[method-assign]
            write(address, words) or (6 if address == 0 else 0)
        )
        b.run()
    assert len(b.begun) == 1


@pytest.mark.parametrize(
    "fault", ["short-answers", "long-answers", "empty-answers", "wrong-function"]
)
def test_fault_13_short_long_empty_or_wrong_answers_are_never_used(
    tmp_path: Path, fault: str
) -> None:
    with bench(tmp_path, fault) as b:
        record = b.run()
    held = record.trace.mpa[record.trace.phase == "hold"]
    assert float(held.min()) > 290.0
    assert record.steps[0].dwell_s == pytest.approx(COPRESS.dwell_s, abs=0.3)
    assert any("the line was interrupted" in flag for flag in record.flags)
    assert len(b.begun) == 1
