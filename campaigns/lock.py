"""One process writes to a campaign at a time: a lock of the operating system beside its store.

The system lets go of it when the process dies, however it dies; nothing stays behind to clean up.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from campaigns.faults import CampaignBusyError

_PATIENCE_S = 0.3  # a reader that only asks "is it running?" holds the lock for a moment


if sys.platform == "win32":
    import msvcrt

    def _try_lock(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _try_lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True


@contextmanager
def hold(store: Path) -> Iterator[None]:
    """Hold the campaign of `store` for as long as the block runs.

    Raises:
        CampaignBusyError: another process holds it.
    """
    holder = _lock_path(store).with_suffix(".holder")
    handle = os.open(_lock_path(store), os.O_RDWR | os.O_CREAT, 0o644)
    try:
        until = time.monotonic() + _PATIENCE_S
        while not _try_lock(handle):
            if time.monotonic() > until:
                raise CampaignBusyError(_busy(store, holder))
            time.sleep(0.02)
        holder.write_text(str(os.getpid()), encoding="ascii")
        yield
    finally:
        os.close(handle)


def is_held(store: Path) -> bool:
    """Whether another process works on the campaign now."""
    if not _lock_path(store).exists():
        return False
    handle = os.open(_lock_path(store), os.O_RDWR)
    try:
        return not _try_lock(handle)
    finally:
        os.close(handle)


def _lock_path(store: Path) -> Path:
    return store.with_name(f"{store.name}.lock")


def _busy(store: Path, holder: Path) -> str:
    pid = holder.read_text(encoding="ascii") if holder.exists() else ""
    who = f"process {pid}" if pid else "another process"
    return (
        f"{store.name} is in use: {who} works on this campaign. Nothing was done. "
        "Wait until it has ended, or stop it with Ctrl-C in its window."
    )
