"""One writer per press, and sequence numbers that never repeat."""

from pathlib import Path

import pytest

from hardware.errors import UnsafeProtocolError
from hardware.press.modbus.sequence import LAST_SEQ, ReleaseNumber, after, is_newer
from hardware.press.modbus.writer_lock import PressLock, lock_path


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
def test_a_number_is_newer_than_the_last_of_either_side(
    tmp_path: Path, acknowledged: int | None, last: int
) -> None:
    lock = PressLock(lock_path("a", tmp_path))
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
        PressLock(lock_path("a", blocked)).acquire()
