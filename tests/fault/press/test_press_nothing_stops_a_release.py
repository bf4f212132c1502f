"""What may go wrong right before a RELEASE: it goes out all the same, and a START is lowered."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from support.presses.press import COPRESS, ONE_STROKE, Bench, bench

from hardware.errors import HardwareError, PressFaultError, PressSilentError, UnsafeProtocolError
from hardware.press.adapters.modbus_plc import ModbusPlcPress
from hardware.press.control.release import RESEND_S, Release
from hardware.press.modbus.commands import Commands
from hardware.press.modbus.writer_lock import PressLock
from hardware.twin.plc.registers import Address, Command

BUSY, NO_ANSWER_BEHIND_GATEWAY = 6, 11  # exceptions of the MODBUS Application Protocol
STACKED = replace(ONE_STROKE, stack_mpa=20.0)


def noted(b: Bench) -> list[tuple[int, float]]:
    """Every command word that is written, and when."""
    commands: list[tuple[int, float]] = []
    write = b.lab.plc.write

    def written(address: int, words: Sequence[int]) -> int:
        if address == Address.CMD:
            commands.append((words[0], b.clock.now_s()))
        return write(address, words)

    b.lab.plc.write = written  # type: ignore[method-assign]
    return commands


def deaf_to(b: Bench, command: Command, then: Callable[[], None] = lambda: None) -> None:
    """A PLC that does not take this command, whose word stands; `then` happens meanwhile."""
    obey = b.lab.plc._obey

    def obeyed(code: int, seq: int) -> None:
        if code == command:
            then()
        else:
            obey(code, seq)

    b.lab.plc._obey = obeyed  # type: ignore[method-assign]


def is_free(lock: PressLock) -> bool:
    """True if another program could take the press now."""
    other = PressLock(lock.path)
    try:
        other.acquire()
    except UnsafeProtocolError:
        return False
    other.release()
    return True


def test_a_release_goes_out_though_what_comes_before_it_is_never_answered(tmp_path: Path) -> None:
    """The line is closed then; it is opened again for the RELEASE."""
    with bench(tmp_path, timeout_s=0.06) as b:
        deaf_to(b, Command.START)
        commands, server, write = noted(b), b.lab._server, b.lab.plc.write

        def silent(address: int, words: Sequence[int]) -> int:
            if address == Address.CMD and words[0] == 0:
                server._drop_next = 1
                return 0
            return write(address, words)

        b.lab.plc.write = silent  # type: ignore[method-assign]
        with pytest.raises(HardwareError, match="what takes the command back"):
            b.run()
    assert Command.RELEASE in [code for code, _ in commands]


def test_a_release_goes_out_though_what_comes_before_it_fits_no_register(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fits_nothing(self: Commands) -> None:
        raise ValueError("0 is outside [1, 5]")

    with bench(tmp_path) as b:
        deaf_to(b, Command.START)
        commands = noted(b)
        monkeypatch.setattr(Commands, "take_back", fits_nothing)
        with pytest.raises(HardwareError, match=r"outside \[1, 5\]"):
            b.run()
    assert Command.RELEASE in [code for code, _ in commands]


def test_a_start_word_is_cleared_though_the_emergency_stop_bars_the_release(tmp_path: Path) -> None:
    """Whoever resets the emergency stop would start the press with it."""
    with bench(tmp_path) as b:
        deaf_to(b, Command.START, lambda: setattr(b.lab.board.upset, "estop", True))
        commands = noted(b)
        with pytest.raises(PressFaultError, match="did not become 1"):
            b.run()
        assert b.lab.plc.read(Address.CMD, 1) == [0]
    assert [code for code, _ in commands] == [Command.START, 0]


def test_an_abort_lowers_what_a_stroke_with_a_lost_line_has_left_standing(tmp_path: Path) -> None:
    """The cell has ended with "may be loaded"; whoever asks for a release then means all of it."""
    with bench(tmp_path, timeout_s=0.06) as b:
        deaf_to(b, Command.START, lambda: setattr(b.lab.board.upset, "exception_code", BUSY))
        with pytest.raises(PressSilentError):
            b.run()
        b.lab.board.upset.exception_code = 0
        commands = noted(b)
        b.press.abort("a hand in the press")
    assert [code for code, _ in commands][:2] == [0, Command.RELEASE]


@pytest.mark.parametrize("code", [BUSY, NO_ANSWER_BEHIND_GATEWAY])
def test_a_release_that_is_refused_for_the_moment_is_sent_again(tmp_path: Path, code: int) -> None:
    """The press shows no force all the while; whether it will start nobody knows yet."""
    commands: list[tuple[int, float]] = []
    with bench(tmp_path) as b:
        write = b.lab.plc.write
        b.lab.plc.write = lambda address, words: (  # type: ignore[method-assign]
            code if address == Address.CMD and len(commands) <= 2 else write(address, words)
        )
        commands = noted(b)
        b.press.abort("a hand in the press")
    assert [word for word, _ in commands] == 3 * [Command.RELEASE]
    assert commands[-1][1] - commands[0][1] >= 2.0 * RESEND_S


def test_a_lock_file_that_holds_no_text_prevents_no_release(tmp_path: Path) -> None:
    with bench(tmp_path) as b:
        commands = noted(b)
        b.press._lock.path.write_bytes(b"\xff\xfe\x00")
        b.press.abort("a hand in the press")
        assert [code for code, _ in commands] == [Command.RELEASE]
        b.press.connect()
        with pytest.raises(UnsafeProtocolError, match="instead of the last sequence number"):
            b.run()
        assert b.begun == []


# --- an abort while a command waits ---------------------------------------------------------------


@pytest.mark.parametrize("command", [Command.START, Command.CLOSE_FIXTURE])
def test_an_abort_while_a_command_waits_for_its_answer_releases_at_once(
    tmp_path: Path, command: Command
) -> None:
    """Not at the end of the wait, and nothing of the command that is still to come is sent."""
    asked_s: list[float] = []

    def abort() -> None:
        asked_s.append(b.clock.now_s())
        b.press.abort("a hand in the press")

    with bench(tmp_path) as b:
        deaf_to(b, command, abort)
        commands = noted(b)
        with pytest.raises(PressFaultError, match="abort asked for: a hand in the press"):
            b.run(STACKED)
    released_s = next(at_s for code, at_s in commands if code == Command.RELEASE)
    assert released_s - asked_s[0] < 0.5


# --- who holds the press --------------------------------------------------------------------------


def test_a_press_that_is_not_connected_is_not_started(tmp_path: Path) -> None:
    with bench(tmp_path) as b:
        b.press.close()
        with pytest.raises(UnsafeProtocolError, match=r"not connected.*Nothing was sent"):
            b.run()
        b.press.connect()
        other = ModbusPlcPress(b.press.map, b.press.die, clock=b.clock, settings=b.press._settings)
        with pytest.raises(UnsafeProtocolError, match="another program drives"):
            other.connect()
        with pytest.raises(UnsafeProtocolError, match="not connected"):
            other.press_cell(1, ONE_STROKE, journal=b.journal)
        assert b.begun == []


def test_a_press_that_is_closed_while_an_abort_releases_it_is_closed_at_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[bool] = []
    run = Release.run

    def closed_meanwhile(release: Release) -> object:
        b.press.close()
        kept.append(not is_free(b.press._lock))
        return run(release)

    with bench(tmp_path) as b:
        monkeypatch.setattr(Release, "run", closed_meanwhile)
        b.press.abort("a hand in the press")
        assert is_free(b.press._lock)
    assert kept == [True]


def test_a_wish_to_close_that_came_too_late_does_not_close_the_next_connection(
    tmp_path: Path,
) -> None:
    with bench(tmp_path) as b:
        b.press._closing = True
        b.press.connect()
        b.run(replace(ONE_STROKE, steps=(replace(COPRESS, dwell_s=1.0),)))
        assert not is_free(b.press._lock)
