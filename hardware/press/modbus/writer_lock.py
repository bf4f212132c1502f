"""One writer per press: a lock that a crash cannot leave behind, and numbers that never repeat.

The lock belongs to the open file, so that the operating system drops it with the process. The file
also keeps the last sequence number, because a START must never carry one that was used before.
"""

import os
import re
import socket
from pathlib import Path
from typing import IO

from hardware.errors import NOT_SENT, UnsafeProtocolError
from hardware.file_lock import machine_folder, open_for_everybody, still_there, try_lock
from hardware.press.modbus.sequence import LAST_SEQ, ReleaseNumber, after, is_newer
from hardware.press.register_map.model import PressMap
from hardware.press.register_map.transport import SERIAL, Transport

DIGITS = 10
"""A number is written over the one before in one go, always as wide: a program that dies, or a full
disk, leaves one of the two. Wide enough for the 32 bits of the longest register."""


def lock_path(transport: Transport, folder: Path | None = None) -> Path:
    """Where the lock of a press lives: one place for all accounts and names of it."""
    return _path(f"{_one_name(transport)} id {transport.device_id}", folder)


def named_path(transport: Transport, folder: Path | None = None) -> Path:
    """The lock of the same press by the name that the map gives.

    An adapter that is plugged in again, or a press with a new number in the network, keeps its name
    while its line goes on under another number.
    """
    return _path(transport.address.lower(), folder)


def _path(address: str, folder: Path | None) -> Path:
    base = folder if folder is not None else machine_folder()
    return base / f"press-{re.sub(r'[^A-Za-z0-9.]+', '-', address).strip('-')}.lock"


def _one_name(transport: Transport) -> str:
    """The same text for all names of a line: links to a serial port, names and number of a host."""
    if transport.kind in SERIAL:
        return os.path.realpath(transport.serial_port)
    try:
        found = socket.getaddrinfo(transport.host, transport.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):  # nobody knows the name: connecting says so
        return f"{transport.host.lower()}:{transport.port}"
    return f"{min((family, where[0]) for family, _, _, _, where in found)[1]}:{transport.port}"


class PressLock:
    """Held while a process may write to a press.

    Args:
        path: see `lock_path`.
        last_seq: largest number that the machine can keep.
        named: see `named_path`; held too.
    """

    def __init__(self, path: Path, last_seq: int = LAST_SEQ, *, named: Path | None = None) -> None:
        self.path = path
        self.last_seq = last_seq
        self._named = None if named == path else named
        self._file: IO[str] | None = None
        self._named_file: IO[str] | None = None

    @property
    def held(self) -> bool:
        """True from `acquire` to `release`."""
        return self._file is not None

    def acquire(self) -> None:
        """Take the lock.

        Raises:
            UnsafeProtocolError: if another process holds it, or it cannot be written.
        """
        if self._file is not None:
            return
        file = _locked(self.path)
        try:
            self._named_file = _locked(self._named) if self._named is not None else None
        except BaseException:
            file.close()
            raise
        self._file = file

    def release(self) -> None:
        """Give the lock back; the file stays, with its sequence number."""
        for file in (self._file, self._named_file):
            if file is not None:
                file.close()
        self._file = self._named_file = None

    def next_seq(self, acknowledged: int | None) -> int:
        """A number newer than the last of ours and than the machine's last; never 0.

        The machine obeys only a number newer than the one it acknowledged.

        Args:
            acknowledged: the last one the machine took, None if it tells none.

        Raises:
            UnsafeProtocolError: if it cannot be written down.
        """
        seq = after(self._newest(acknowledged), self.last_seq)
        self._remember(seq)
        return seq

    def next_pair(self, acknowledged: int | None) -> tuple[int, int]:
        """Numbers of a START and of the RELEASE that may have to follow it; see `next_seq`.

        Raises:
            UnsafeProtocolError: if they cannot be written down.
        """
        start = after(self._newest(acknowledged), self.last_seq)
        self._remember(after(start, self.last_seq))
        return start, after(start, self.last_seq)

    def release_number(self, acknowledged: int | None) -> ReleaseNumber:
        """Number of a RELEASE that nobody planned; not written down: no full disk prevents it."""
        return ReleaseNumber(after(self._newest(acknowledged), self.last_seq), self.last_seq)

    def _newest(self, acknowledged: int | None) -> int:
        ours, its = self._last(), acknowledged or 0
        return its if is_newer(its, ours, self.last_seq) else ours

    def _last(self) -> int:
        """The last number of ours; 0 where there is none that can be read: a RELEASE goes out."""
        try:
            written = self._written()
        except OSError:
            return 0
        return int(written) if written.isdigit() else 0

    def _written(self) -> str:
        if self._file is None:
            return ""
        self._file.seek(0)
        return self._file.readline().strip()

    def _remember(self, seq: int) -> None:
        if self._file is None:
            return
        if not still_there(self._file, self.path):
            raise UnsafeProtocolError(
                f"the lock file {self.path} was deleted or replaced while this program drives the "
                f"press: another program may drive it too. {NOT_SENT} Stop both, then start one."
            )
        if (written := self._written()) and not written.isdigit():
            raise UnsafeProtocolError(
                f"the lock file {self.path} holds {written[:20]!r} instead of the last sequence "
                f"number. {NOT_SENT} Write the last number that the PLC acknowledged into it."
            )
        try:
            self._file.seek(0)
            self._file.write(f"{seq:>{DIGITS}}\n")
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            raise UnsafeProtocolError(
                f"the sequence number cannot be written to {self.path} ({error}). {NOT_SENT} "
                "Free the disk."
            ) from error


def lock_of(press_map: PressMap, folder: Path | None = None) -> PressLock:
    """The lock of the press of a map; not taken yet."""
    line = press_map.transport
    return PressLock(
        lock_path(line, folder), press_map.press.last_seq, named=named_path(line, folder)
    )


def _locked(path: Path) -> IO[str]:
    try:
        file = open_for_everybody(path)
    except OSError as error:
        raise UnsafeProtocolError(
            f"the lock file {path} cannot be written ({error}). {NOT_SENT} Free the disk or "
            "correct the permissions."
        ) from error
    if not try_lock(file):
        file.close()
        raise UnsafeProtocolError(
            f"another program drives this press already (lock file {path}). {NOT_SENT} Stop the "
            "other one first; never delete the lock file."
        )
    return file
