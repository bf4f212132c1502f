"""One writer per press, and sequence numbers that never repeat."""

from pathlib import Path

import pytest

from hardware.errors import UnsafeProtocolError
from hardware.press.modbus.writer_lock import LAST_SEQ, PressLock, lock_path


def test_the_second_one_is_refused_and_the_next_one_is_not(tmp_path: Path) -> None:
    first, second = (PressLock(lock_path("192.168.0.10:502 id 1", tmp_path)) for _ in range(2))
    first.acquire()
    with pytest.raises(UnsafeProtocolError, match=r"another program.*never delete"):
        second.acquire()
    first.release()
    second.acquire()
    second.release()


def test_two_presses_have_two_locks(tmp_path: Path) -> None:
    assert lock_path("a:502 id 1", tmp_path) != lock_path("a:502 id 2", tmp_path)


def test_numbers_go_on_after_a_restart(tmp_path: Path) -> None:
    path = lock_path("a", tmp_path)
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
def test_a_number_is_never_zero_nor_the_last_of_either_side(
    tmp_path: Path, acknowledged: int | None, last: int
) -> None:
    lock = PressLock(lock_path("a", tmp_path))
    lock.acquire()
    lock._remember(last)
    seq = lock.next_seq(acknowledged)
    lock.release()
    assert 1 <= seq <= LAST_SEQ
    assert seq not in (acknowledged, last)


def test_a_lock_that_cannot_be_written_arms_nothing(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder", encoding="utf-8")
    with pytest.raises(UnsafeProtocolError, match="Nothing was sent to the press"):
        PressLock(lock_path("a", blocked)).acquire()
