"""A lock on an open file that the operating system drops with its process, however it dies."""

import contextlib
import sys
from typing import IO

LOCKED_BYTE = 0x7FFF_0000
"""One that nobody writes, so that what the file says stays readable while it is locked."""

if sys.platform == "win32":
    import msvcrt

    def try_lock(file: IO[str]) -> bool:
        """Lock `file` for this process; False if another one holds it."""
        with contextlib.suppress(OSError):
            file.seek(LOCKED_BYTE)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            return True
        return False

else:
    import fcntl

    def try_lock(file: IO[str]) -> bool:
        """Lock `file` for this process; False if another one holds it."""
        with contextlib.suppress(OSError):
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        return False
