"""Whatever else happens while a cell is pressed: it ends released, and says how."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from support.presses.press import IMPATIENT_S, ONE_STROKE, WHOLE, Bench, bench

from hardware.errors import (
    HardwareError,
    PressFaultError,
    PressSilentError,
    StrokeInterruptedError,
    UnsafeProtocolError,
)
from hardware.press.protocol import PressProtocol, Step
from hardware.twin.plc.faults import Upset
from hardware.twin.plc.registers import Command, State
from hardware.twin.plc.simulated_stroke import SimulatedStroke


def test_pump_off_is_seen_as_no_rise(tmp_path: Path) -> None:
    with bench(tmp_path, "no-rise") as b, pytest.raises(PressFaultError, match="no rise"):
        b.run()


def test_program_error_in_the_hold_releases(tmp_path: Path) -> None:
    def broken(seen: object) -> None:
        if b.lab.plc.machine.state is State.HOLD:
            raise ZeroDivisionError

    with bench(tmp_path) as b:
        with pytest.raises(PressFaultError, match=r"ZeroDivisionError.*has released"):
            b.press.press_cell(1, ONE_STROKE, journal=b.journal, watch=broken)
        assert b.true_kn < 0.2


def test_ctrl_c_releases_before_it_is_passed_on(tmp_path: Path) -> None:
    def ctrl_c(seen: object) -> None:
        if b.lab.plc.machine.state is State.HOLD:
            raise KeyboardInterrupt

    with bench(tmp_path) as b:
        with pytest.raises(StrokeInterruptedError, match=r"interrupted.*has released"):
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
        with pytest.raises(StrokeInterruptedError, match=r"interrupted.*has released"):
            b.press.press_cell(1, ONE_STROKE, journal=b.journal, watch=ctrl_c)
        b.clock.sleep = pass_time  # type: ignore[method-assign]
        assert pressed == [State.HOLD, State.RELEASE, State.RELEASE]
        assert b.true_kn < 0.2


def test_plc_that_hangs_is_seen_by_its_heartbeat(tmp_path: Path) -> None:
    with bench(tmp_path, "heartbeat-stops") as b:
        with pytest.raises(PressSilentError, match="heartbeat of the PLC stands still"):
            b.run()
        assert b.true_kn < 0.2


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


@pytest.mark.parametrize(("target_mpa", "cracks"), [(650.0, True), (300.0, False)])
def test_a_cell_that_cracks_in_the_release_is_under_suspicion_and_a_sound_one_is_not(
    tmp_path: Path, target_mpa: float, cracks: bool
) -> None:
    truth: list[bool] = []
    with bench(tmp_path) as b:
        will_crack = b.lab.bench.cracks_on_release

        def asked(stroke: SimulatedStroke) -> bool:
            truth.append(will_crack(stroke))
            return truth[-1]

        b.lab.bench.cracks_on_release = asked  # type: ignore[method-assign]
        step = replace(ONE_STROKE.steps[0], target_mpa=target_mpa, release_mpa_s=10.0)
        record = b.run(replace(ONE_STROKE, steps=(step,)))
    assert truth == [cracks]
    assert any("suspected crack" in flag for flag in record.flags) is cracks


def closing(b: Bench) -> bool:
    """Whether the fixture is just being tightened."""
    machine = b.lab.plc.machine
    return machine.state is State.RAMP and machine.stack_kn > 0.0


def test_ctrl_c_while_the_fixture_closes_releases_it_too(tmp_path: Path) -> None:
    def ctrl_c(seen: object) -> None:
        if closing(b):
            raise KeyboardInterrupt

    with bench(tmp_path) as b:
        message = r"fixture did not close: the program was interrupted\. The press has released; "
        with pytest.raises(StrokeInterruptedError, match=message + r"the force .* reads 0\.00 kN"):
            b.press.press_cell(1, WHOLE, journal=b.journal, watch=ctrl_c)
        b.lab.plc.inspect()
        assert b.lab.plc.machine.last_end is State.ABORTED
        assert b.lab.plc.machine.stack_kn == 0.0


def test_an_abort_while_the_fixture_closes_stops_its_drive(tmp_path: Path) -> None:
    def watch(seen: object) -> None:
        if closing(b):
            b.press.abort("smoke at the pump")

    with bench(tmp_path) as b:
        message = r"fixture did not close: abort asked for: smoke at the pump\. The press has rel"
        with pytest.raises(PressFaultError, match=message):
            b.press.press_cell(1, WHOLE, journal=b.journal, watch=watch)
        b.clock.sleep(60.0)
        b.lab.plc.inspect()
        assert b.lab.plc.machine.last_end is State.ABORTED
        assert b.lab.plc.machine.stack_kn == 0.0


def test_a_fixture_that_goes_silent_is_said_to_be_loaded_perhaps(tmp_path: Path) -> None:
    def gone(seen: object) -> None:
        if closing(b):
            b.lab.board.upset.silent = True

    with bench(tmp_path, timeout_s=IMPATIENT_S) as b:
        message = r"fixture did not close: .* not seen: .* the fixture may be loaded .*key to local"
        with pytest.raises(PressSilentError, match=message):
            b.press.press_cell(1, WHOLE, journal=b.journal, watch=gone)


@pytest.mark.parametrize(("strokes", "been_through"), [(1, "copress"), (2, "copress and anode")])
def test_a_guard_opened_after_a_stroke_leaves_no_fresh_cell(
    tmp_path: Path, strokes: int, been_through: str
) -> None:
    def opened(event: str, detail: Mapping[str, object]) -> None:
        b.journal(event, detail)
        b.lab.board.upset.guard_open = b.names.count("released") == strokes

    with bench(tmp_path) as b:
        message = (
            rf"not ready: .*It was not started\..*been through {been_through} already: void it"
        )
        with pytest.raises(PressFaultError, match=message):
            b.press.press_cell(1, WHOLE, journal=opened)
    assert len(b.begun) == strokes


def test_a_disk_full_before_the_second_stroke_leaves_a_half_pressed_cell(tmp_path: Path) -> None:
    def full_later(event: str, detail: Mapping[str, object]) -> None:
        if "released" in b.names and event == "intent":
            raise OSError(28, "No space left on device")
        b.journal(event, detail)

    with bench(tmp_path) as b:
        message = r"did not move\. This cell has been through copress already: void it"
        with pytest.raises(PressFaultError, match=message):
            b.press.press_cell(1, WHOLE, journal=full_later)
    assert len(b.begun) == 1


QUICK = PressProtocol(
    (Step("copress", 100.0, 1.0, 50.0, 50.0), Step("anode", 60.0, 1.0, 50.0, 50.0)), stack_mpa=20.0
)
LAST_LOOK = 115
"""The cell takes about as many: at rest, two strokes, the fixture."""
AT_REST = (State.IDLE, State.DONE, State.ABORTED)


def ctrl_c(b: Bench) -> None:
    raise KeyboardInterrupt


def fault_of_the_program(b: Bench) -> None:
    raise ZeroDivisionError


def ask_to_abort(b: Bench) -> None:
    b.press.abort("smoke at the pump")


CAUSES = (ctrl_c, fault_of_the_program, ask_to_abort)


@pytest.mark.parametrize("cause", CAUSES)
def test_any_look_may_be_the_last(tmp_path: Path, cause: Callable[[Bench], None]) -> None:
    broken_off = 0
    for number in range(1 + CAUSES.index(cause), LAST_LOOK, 6):
        seen = [0]

        def watch(_: object, number: int = number, seen: list[int] = seen) -> None:
            seen[0] += 1
            if seen[0] == number:
                cause(b)

        with bench(tmp_path / str(number), poll_s=0.2) as b:
            try:
                b.press.press_cell(1, QUICK, journal=b.journal, watch=watch)
            except (HardwareError, StrokeInterruptedError) as error:
                broken_off += 1
                assert not isinstance(error, PressSilentError), f"{number}: {error}"
            assert b.lab.plc.inspect() in AT_REST, number
            assert b.true_kn <= 0.2, number
    assert broken_off > 15
