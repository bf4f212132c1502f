"""Sentences of the safety page that no other test shows: what the loop writes, reads and keeps."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from support.presses.press import COPRESS, ONE_STROKE, bench

from hardware.errors import PressFaultError, UnsafeProtocolError
from hardware.press.interface import Snapshot
from hardware.press.modbus.snapshot import MachineSnapshot
from hardware.press.modbus.writer_lock import PressLock
from hardware.twin.plc.registers import Address, Command, State


def test_a_heartbeat_comes_right_before_start(tmp_path: Path) -> None:
    written: list[list[int]] = []
    with bench(tmp_path) as b:
        write = b.lab.plc.write
        b.lab.plc.write = lambda address, words: (  # type: ignore[method-assign]
            written.append([address, *words]) or write(address, words)  # type: ignore[func-returns-value]
        )
        b.run()
    start = next(i for i, it in enumerate(written) if it[:2] == [Address.CMD, Command.START])
    assert written[start - 1][0] == Address.PC_HEARTBEAT


def test_an_abort_lets_go_slowly(tmp_path: Path) -> None:
    seen: list[tuple[float, float]] = []

    def watch(look: Snapshot) -> None:
        if look.mpa > 150.0:
            b.press.abort("enough")

    with bench(tmp_path) as b:
        keep = b.press._machine.look

        def looked() -> MachineSnapshot:
            look = keep()
            seen.append((look.now_s, look.load))
            return look

        b.press._machine.look = looked  # type: ignore[method-assign]
        with pytest.raises(PressFaultError, match="enough"):
            b.press.press_cell(1, ONE_STROKE, journal=b.journal, watch=watch)
    highest_load = max(load for _, load in seen)
    (top_s,) = [t for t, load in seen if load == highest_load]
    empty_s = min(t for t, load in seen if t > top_s and load < 0.1 * highest_load)
    asked = b.press.die.load(COPRESS.release_mpa_s)
    assert empty_s - top_s > 0.9 * highest_load / (1.5 * asked)


def test_a_strangers_writing_is_answered_within_about_a_second(tmp_path: Path) -> None:
    wrote_s: list[float] = []
    released_s: list[float] = []

    def watch(look: Snapshot) -> None:
        if b.lab.plc.machine.state is State.HOLD and not wrote_s:
            wrote_s.append(b.clock.now_s())
            b.lab.plc.write(Address.SP_FORCE, [0x4248, 0])  # 50 kN

    with bench(tmp_path) as b:
        obey = b.lab.plc._obey

        def obeyed(code: int, seq: int) -> None:
            if code == Command.RELEASE:
                released_s.append(b.clock.now_s())
            obey(code, seq)

        b.lab.plc._obey = obeyed  # type: ignore[method-assign]
        with pytest.raises(PressFaultError, match="somebody else writes"):
            b.press.press_cell(1, ONE_STROKE, journal=b.journal, watch=watch)
    assert 0.0 < released_s[0] - wrote_s[0] <= 1.1


def test_each_set_point_is_read_back_but_those_that_cannot_be(tmp_path: Path) -> None:
    read: set[int] = set()
    with bench(tmp_path) as b:
        get = b.lab.plc.read
        b.lab.plc.read = lambda address, count: (  # type: ignore[method-assign]
            read.update(range(address, address + count)) or get(address, count)
        )
        b.press._machine.look = None  # type: ignore[assignment, method-assign]
        values = {"sp_force": 20.0, "sp_ramp": 1.0, "sp_dwell": 5.0, "sp_release": 1.0}
        b.press._machine.write_setpoints(values)
        asked = {Address.SP_FORCE, Address.SP_RAMP, Address.SP_DWELL, Address.SP_RELEASE}
        assert asked <= read
        read.clear()
        registers = dict(b.press.map.registers)
        registers["sp_force"] = replace(registers["sp_force"], readback="none")
        b.press._machine._writes._map = replace(b.press.map, registers=registers)
        b.press._machine.write_setpoints({"sp_force": 20.0})
        assert Address.SP_FORCE not in read


def test_a_loop_that_hangs_sends_no_heartbeat(tmp_path: Path) -> None:
    beats: list[float] = []
    hung_s: list[float] = []

    def watch(look: Snapshot) -> None:
        if b.lab.plc.machine.state is State.HOLD and not hung_s:
            hung_s.append(b.clock.now_s())
            for _ in range(100):
                b.clock.sleep(0.1)  # the press lives on, the loop does not
                b.lab.plc.inspect()
            hung_s.append(b.clock.now_s())

    with bench(tmp_path) as b:
        write = b.lab.plc.write

        def written(address: int, words: Sequence[int]) -> int:
            if address == Address.PC_HEARTBEAT:
                beats.append(b.clock.now_s())
            return write(address, words)

        b.lab.plc.write = written  # type: ignore[method-assign]
        with pytest.raises(PressFaultError):
            b.press.press_cell(1, ONE_STROKE, journal=b.journal, watch=watch)
        assert not [beat for beat in beats if hung_s[0] < beat < hung_s[1]]
        assert b.true_kn < 0.2


def test_the_intention_is_written_before_start_is_taken(tmp_path: Path) -> None:
    written: list[list[str]] = []
    with bench(tmp_path) as b:
        start = b.lab.plc.machine.start
        b.lab.plc.machine.start = lambda orders: (  # type: ignore[method-assign]
            written.append(list(b.names)) or start(orders)  # type: ignore[func-returns-value]
        )
        b.run()
    assert written == [["intent", "started"]]


def test_a_press_that_is_closed_while_it_works_releases_first_and_keeps_its_lock(
    tmp_path: Path,
) -> None:
    refused: list[str] = []

    def watch(look: Snapshot) -> None:
        if look.mpa > 150.0 and not refused:
            b.press.close()
            with pytest.raises(UnsafeProtocolError) as caught:
                b.press.connect()
            refused.append(str(caught.value))
            with pytest.raises(UnsafeProtocolError, match="another program drives"):
                PressLock(b.press._lock.path).acquire()

    with bench(tmp_path) as b:
        with pytest.raises(PressFaultError, match=r"closes the press.*has released"):
            b.press.press_cell(1, ONE_STROKE, journal=b.journal, watch=watch)
        assert b.true_kn < 0.2
        after = PressLock(b.press._lock.path)
        after.acquire()  # free once the press has released
        after.release()
    assert refused == ["the press is pressing a cell. Nothing was sent to the press."]


def test_a_connection_that_is_interrupted_gives_the_lock_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ctrl_c(machine: object) -> None:
        raise KeyboardInterrupt

    with bench(tmp_path, connect=False) as b:
        monkeypatch.setattr("hardware.press.adapters.modbus_plc.probe", ctrl_c)
        with pytest.raises(KeyboardInterrupt):
            b.press.connect()
        after = PressLock(b.press._lock.path)
        after.acquire()
        after.release()
