"""One writer per press, and sequence numbers that never repeat."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from hardware.errors import UnsafeProtocolError
from hardware.press.modbus.sequence import LAST_SEQ, ReleaseNumber, after, is_newer
from hardware.press.modbus.writer_lock import PressLock, lock_of, lock_path
from hardware.press.register_map.load import load_press_map
from hardware.press.register_map.transport import Transport

PRESS = Transport(host="192.168.0.10")


def test_the_second_one_is_refused_and_the_next_one_is_not(tmp_path: Path) -> None:
    first, second = (PressLock(lock_path(PRESS, tmp_path)) for _ in range(2))
    first.acquire()
    with pytest.raises(UnsafeProtocolError, match=r"another program.*never delete"):
        second.acquire()
    first.release()
    second.acquire()
    second.release()


def test_two_presses_have_two_locks(tmp_path: Path) -> None:
    assert lock_path(PRESS, tmp_path) != lock_path(replace(PRESS, device_id=2), tmp_path)


def test_a_press_has_one_lock_whatever_its_line_is_called(tmp_path: Path) -> None:
    by_name, by_number = (Transport(host=host) for host in ("localhost", "127.0.0.1"))
    assert lock_path(by_name, tmp_path) == lock_path(by_number, tmp_path)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no links to its ports")
def test_a_serial_press_has_one_lock_whichever_link_leads_to_it(tmp_path: Path) -> None:
    port, link = tmp_path / "ttyUSB0", tmp_path / "by-id"
    port.touch()
    link.symlink_to(port)
    lines = [Transport(kind="rtu", serial_port=str(name)) for name in (port, link)]
    assert len({lock_path(line, tmp_path) for line in lines}) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no links to its ports")
def test_an_adapter_that_is_plugged_in_again_keeps_the_lock_of_its_name(tmp_path: Path) -> None:
    link, press_map = tmp_path / "by-id", load_press_map("generic_plc")
    line = Transport(kind="rtu", serial_port=str(link))
    press_map = replace(press_map, transport=line)
    locks = []
    for port in ("ttyUSB0", "ttyUSB1"):
        link.unlink(missing_ok=True)
        link.symlink_to(tmp_path / port)
        locks.append(lock_of(press_map, tmp_path))
    assert locks[0].path != locks[1].path
    locks[0].acquire()
    with pytest.raises(UnsafeProtocolError, match="another program drives"):
        locks[1].acquire()
    locks[0].release()
    locks[1].acquire()  # nothing of the refused attempt was left behind
    locks[1].release()


def test_a_lock_that_somebody_has_deleted_or_spoilt_arms_nothing(tmp_path: Path) -> None:
    path = lock_path(PRESS, tmp_path)
    first, second = PressLock(path), PressLock(path)
    first.acquire()
    path.write_text("65 or so\n", encoding="ascii")
    with pytest.raises(UnsafeProtocolError, match=r"holds '65 or so'.*Nothing was sent"):
        first.next_pair(7)
    assert first.release_number(7).number == 8  # a RELEASE is never prevented
    path.unlink()
    second.acquire()
    with pytest.raises(UnsafeProtocolError, match=r"deleted or replaced.*Nothing was sent"):
        first.next_pair(7)
    assert second.next_pair(7) == (8, 9)
    first.release()
    second.release()


def test_a_disk_that_is_full_leaves_the_number_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(file_number: int) -> None:
        raise OSError(28, "No space left on device")

    path = lock_path(PRESS, tmp_path)
    lock = PressLock(path)
    lock.acquire()
    assert lock.next_seq(None) == 1
    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(UnsafeProtocolError, match=r"No space left.*Free the disk"):
        lock.next_seq(None)
    assert int(path.read_text(encoding="ascii")) >= 1  # never an empty file
    lock.release()


def test_numbers_go_on_after_a_restart(tmp_path: Path) -> None:
    path = lock_path(PRESS, tmp_path)
    lock = PressLock(path)
    lock.acquire()
    used = [lock.next_seq(None), lock.next_seq(1), lock.next_seq(2)]
    lock.release()
    again = PressLock(path)
    again.acquire()
    used.append(again.next_seq(3))
    again.release()
    assert used == [1, 2, 3, 4]


@pytest.mark.parametrize("acknowledged", [None, 0, 1, 2, 17, LAST_SEQ - 1, LAST_SEQ])
@pytest.mark.parametrize("last", [1, 2, 16, LAST_SEQ - 1, LAST_SEQ])
def test_a_number_is_newer_than_the_last_of_either_side(
    tmp_path: Path, acknowledged: int | None, last: int
) -> None:
    lock = PressLock(lock_path(PRESS, tmp_path))
    lock.acquire()
    lock._remember(last)
    seq = lock.next_seq(acknowledged)
    lock.release()
    assert 1 <= seq <= LAST_SEQ
    assert is_newer(seq, acknowledged or 0)
    assert is_newer(seq, last)


@pytest.mark.parametrize(("seq", "than", "last", "newer"), [
    (2, 1, LAST_SEQ, True), (1, 2, LAST_SEQ, False), (7, 7, LAST_SEQ, False),
    (1, LAST_SEQ, LAST_SEQ, True), (LAST_SEQ, 1, LAST_SEQ, False),
    (1, 255, 255, True), (255, 1, 255, False), (5, 0, 255, True), (0, 5, 255, False),
])  # fmt: skip
def test_newer_is_counted_round_the_circle(seq: int, than: int, last: int, newer: bool) -> None:
    assert is_newer(seq, than, last) is newer


def test_numbers_wrap_where_the_machine_wraps() -> None:
    assert [after(254, 255), after(255, 255), after(LAST_SEQ)] == [255, 1, 1]


def test_a_release_takes_a_new_number_once_the_machine_has_used_the_old_one_up() -> None:
    number = ReleaseNumber(8)
    assert [number.for_next(it) for it in (None, 7, 8, 8, 9)] == [8, 8, 9, 9, 10]


def test_a_lock_that_cannot_be_written_arms_nothing(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder", encoding="utf-8")
    with pytest.raises(UnsafeProtocolError, match="Nothing was sent to the press"):
        PressLock(lock_path(PRESS, blocked)).acquire()
