"""Between "ready" and START much may happen: what was seen before does not count any more."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from support.presses.press import COPRESS, ONE_STROKE, Bench, bench, warm

from hardware.errors import PressFaultError, UnsafeProtocolError
from hardware.press.register_map.model import CommandStep
from hardware.twin.plc.registers import Address, Command

STACKED = replace(ONE_STROKE, stack_mpa=20.0)


def at_event(b: Bench, name: str, act: Callable[[], None]) -> None:
    """Do something right when the journal gets this event."""
    keep = b.journal

    def journal(event: str, detail: Mapping[str, object]) -> None:
        keep(event, detail)
        if event == name:
            act()

    b.journal = journal  # type: ignore[method-assign]


def test_an_abort_while_the_start_is_written_down_comes_before_it(tmp_path: Path) -> None:
    with bench(tmp_path) as b:
        at_event(b, "started", lambda: b.press.abort("a hand in the press"))
        with pytest.raises(PressFaultError, match=r"before START: a hand in the press.*not move"):
            b.run()
        assert b.begun == []


def test_a_plc_that_restarts_after_it_took_the_set_points_is_not_started(tmp_path: Path) -> None:
    boots = [0]
    with bench(tmp_path) as b:
        read = b.lab.plc.read

        def restarted(address: int, count: int) -> list[int]:
            words = read(address, count)
            if address <= Address.BOOT_ID < address + count:
                words[Address.BOOT_ID - address] += boots[0]
            return words

        b.lab.plc.read = restarted  # type: ignore[method-assign]
        at_event(b, "started", lambda: boots.append(boots.pop() + 1))
        with pytest.raises(UnsafeProtocolError, match=r"PLC has started again.*START was not sent"):
            b.run()
        assert b.begun == []


def test_a_press_that_a_person_takes_to_local_meanwhile_is_not_started(tmp_path: Path) -> None:
    with bench(tmp_path) as b:
        at_event(b, "started", lambda: setattr(b.lab.board.upset, "local", True))
        with pytest.raises(UnsafeProtocolError, match=r"not ready any more.*START was not sent"):
            b.run()
        assert b.begun == []


def test_set_points_that_somebody_changes_meanwhile_are_not_started(tmp_path: Path) -> None:
    with bench(tmp_path) as b:
        at_event(b, "started", lambda: b.lab.plc.write(Address.SP_FORCE, [0x4248, 0]))  # 50 kN
        with pytest.raises(UnsafeProtocolError, match=r"somebody else writes.*sp_force"):
            b.run()
        assert b.begun == []


def test_a_release_that_nobody_answers_is_sent_again_though_the_press_shows_no_force(
    tmp_path: Path,
) -> None:
    """A gateway may hold the START: only a newer number that the PLC has taken makes it void."""
    released: list[int] = []
    with bench(tmp_path, timeout_s=0.06) as b:
        server, write = b.lab._server, b.lab.plc.write

        def written(address: int, words: Sequence[int]) -> int:
            if address == Address.CMD and words[0] == Command.START:
                server._drop_next = 1
                return 0  # it is still on its way
            if address == Address.CMD and words[0] == Command.RELEASE:
                released.append(words[1])
                if len(released) == 1:  # so is the first RELEASE
                    server._drop_next = 1
                    return 0
            return write(address, words)

        b.lab.plc.write = written  # type: ignore[method-assign]
        with pytest.raises(PressFaultError, match=r"START did not arrive.*has released"):
            b.run()
        assert released == [2, 2]
        assert b.lab.plc._ack_seq == 2


def in_steps(b: Bench, *steps: CommandStep) -> None:
    """START of the map is these steps."""
    machine = b.press._machine
    machine._commands._map = replace(b.press.map, commands={**b.press.map.commands, "start": steps})


def test_a_start_that_is_refused_in_its_second_step_is_released(tmp_path: Path) -> None:
    """Its first step has arrived: the press may move as soon as nobody looks any more."""
    with bench(tmp_path) as b:
        in_steps(
            b,
            CommandStep("write", ("cmd", "cmd_seq"), (1.0, "$seq")),
            CommandStep("write", ("cmd",), (9.0,)),
        )
        write = b.lab.plc.write
        b.lab.plc.write = lambda address, words: (  # type: ignore[method-assign]
            3 if list(words) == [9] else write(address, words)
        )
        with pytest.raises(PressFaultError, match=r"part of START was taken.*has released"):
            b.run()
        assert b.true_kn < 0.2
        assert b.names[-1] == "aborted"


def test_a_start_word_that_stands_is_cleared_before_the_release(tmp_path: Path) -> None:
    """Whoever watches breaks off while START waits for its answer: a coil would stay up."""
    commands: list[list[int]] = []

    def stop(seen: object) -> None:
        if commands:
            raise KeyboardInterrupt

    with bench(tmp_path) as b:
        write = b.lab.plc.write

        def noted(address: int, words: Sequence[int]) -> int:
            if address == Address.CMD:
                commands.append(list(words))
            return write(address, words)

        b.lab.plc.write = noted  # type: ignore[method-assign]
        b.lab.plc._obey = lambda code, seq: None  # type: ignore[method-assign]
        with pytest.raises(KeyboardInterrupt):
            b.press.press_cell(1, ONE_STROKE, journal=b.journal, watch=stop)
    assert [code for code, _ in commands[:3]] == [Command.START, 0, Command.RELEASE]


def test_a_fixture_that_is_broken_off_is_not_left_closing(tmp_path: Path) -> None:
    commands: list[int] = []

    def stop(seen: object) -> None:
        if Command.CLOSE_FIXTURE in commands:
            raise KeyboardInterrupt

    with bench(tmp_path) as b:
        write, obey = b.lab.plc.write, b.lab.plc._obey

        def noted(address: int, words: Sequence[int]) -> int:
            if address == Address.CMD:
                commands.append(words[0])
            return write(address, words)

        def deaf(code: int, seq: int) -> None:
            if code != Command.CLOSE_FIXTURE:
                obey(code, seq)

        b.lab.plc.write = noted  # type: ignore[method-assign]
        b.lab.plc._obey = deaf  # type: ignore[method-assign]
        with pytest.raises(KeyboardInterrupt, match="fixture did not close"):
            b.press.press_cell(1, STACKED, journal=b.journal, watch=stop)
    closing = commands.index(Command.CLOSE_FIXTURE)
    assert commands[closing : closing + 3] == [Command.CLOSE_FIXTURE, 0, Command.RELEASE]


def test_an_abort_right_after_the_stroke_leaves_the_fixture_open(tmp_path: Path) -> None:
    commands: list[int] = []
    with bench(tmp_path) as b:
        write = b.lab.plc.write
        b.lab.plc.write = lambda address, words: (  # type: ignore[method-assign]
            commands.append(words[0]) if address == Address.CMD else None,
            write(address, words),
        )[1]
        at_event(b, "fixture_intent", lambda: b.press.abort("wrong cell"))
        with pytest.raises(PressFaultError, match=r"before it: wrong cell.*carries no force"):
            b.run(STACKED)
    assert Command.CLOSE_FIXTURE not in commands


def test_a_number_that_start_itself_writes_is_refused_before_its_first_step(
    tmp_path: Path,
) -> None:
    """In the second step it would be too late: the first has moved the press already."""
    with bench(tmp_path) as b:
        in_steps(
            b,
            CommandStep("write", ("cmd", "cmd_seq"), (1.0, "$seq")),
            CommandStep("write", ("sp_dwell",), ("$dwell",)),
        )
        b.press._machine.map = b.press._machine._commands._map
        long = replace(ONE_STROKE, steps=(replace(COPRESS, dwell_s=599.0),))
        short = replace(b.press.map.registers["sp_dwell"], high=100.0)
        registers = {**b.press.map.registers, "sp_dwell": short}
        setpoints = tuple(name for name in b.press.map.setpoints if name != "sp_dwell")
        b.press._machine.map = replace(
            b.press._machine.map, registers=registers, setpoints=setpoints
        )
        with pytest.raises(UnsafeProtocolError, match=r"sp_dwell.*Nothing was sent"):
            b.run(long)
        assert b.begun == []


@pytest.mark.parametrize("word", ["key to local", "emergency stop"])
def test_a_die_is_not_heated_on_while_the_press_is_not_ready(tmp_path: Path, word: str) -> None:
    """Heating takes hours: the press of its end is not the one of its beginning."""
    upset = {"key to local": "local", "emergency stop": "estop"}[word]
    with bench(tmp_path, poll_s=0.5) as b:
        press = warm(b)
        began_s = b.clock.now_s()
        with pytest.raises(PressFaultError, match=r"did not get warm.*START was not sent.*heater"):
            press.press_cell(
                1,
                replace(ONE_STROKE, die_degc=120.0),
                journal=b.journal,
                watch=lambda seen: (
                    setattr(b.lab.board.upset, upset, True)
                    if b.clock.now_s() > began_s + 120.0
                    else None
                ),
            )
        assert b.clock.now_s() < began_s + 130.0
        press.close()
    assert b.begun == []
