"""One writer per press: a lock that a crash cannot leave behind, and numbers that never repeat.

The lock belongs to the open file, so that the operating system drops it with the process. The file
also keeps the last sequence number, because a START must never carry one that was used before.
"""

import os
import re
from pathlib import Path
from typing import IO

from hardware.errors import NOT_SENT, UnsafeProtocolError
from hardware.file_lock import machine_folder, open_for_everybody, try_lock
from hardware.press.modbus.sequence import LAST_SEQ, ReleaseNumber, after, is_newer


def lock_path(address: str, folder: Path | None = None) -> Path:
    """Where the lock of the press at `address` lives: one place for all accounts of a computer."""
    base = folder if folder is not None else machine_folder()
    return base / f"press-{re.sub(r'[^A-Za-z0-9.]+', '-', address).strip('-')}.lock"


class PressLock:
    """Held while a process may write to a press.

    Args:
        path: see `lock_path`.
        last_seq: largest number that the machine can keep.
    """

    def __init__(self, path: Path, last_seq: int = LAST_SEQ) -> None:
        self.path = path
        self.last_seq = last_seq
        self._file: IO[str] | None = None

    def acquire(self) -> None:
        """Take the lock.

        Raises:
            UnsafeProtocolError: if another process holds it, or it cannot be written.
        """
        if self._file is not None:
            return
        try:
            file = open_for_everybody(self.path)
        except OSError as error:
            raise UnsafeProtocolError(
                f"the lock file {self.path} cannot be written ({error}). {NOT_SENT} Free the "
                "disk or correct the permissions."
            ) from error
        if not try_lock(file):
            file.close()
            raise UnsafeProtocolError(
                f"another program drives this press already (lock file {self.path}). {NOT_SENT} "
                "Stop the other one first; never delete the lock file."
            )
        self._file = file

    def release(self) -> None:
        """Give the lock back; the file stays, with its sequence number."""
        if self._file is not None:
            self._file.close()
            self._file = None

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
        if self._file is None:
            return 0
        self._file.seek(0)
        written = self._file.read().strip()
        return int(written) if written.isdigit() else 0

    def _remember(self, seq: int) -> None:
        if self._file is None:
            return
        try:
            self._file.seek(0)
            self._file.truncate()
            self._file.write(f"{seq}\n")
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            raise UnsafeProtocolError(
                f"the sequence number cannot be written to {self.path} ({error}). {NOT_SENT} "
                "Free the disk."
            ) from error
