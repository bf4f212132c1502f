"""A lock on an open file that the operating system drops with its process, however it dies."""

import contextlib
import os
import sys
from pathlib import Path
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


def machine_folder() -> Path:
    """A folder that every account of this computer shares.

    The folder for temporary files is one per account on Windows and macOS: two accounts could drive
    one machine.
    """
    if sys.platform == "win32":
        return Path(os.environ.get("PROGRAMDATA", "C:\\ProgramData")) / "copress"
    return Path("/tmp/copress")  # noqa: S108 - shared on purpose; made for everybody below


def open_for_everybody(path: Path) -> IO[str]:
    """Open a lock file that other accounts can lock too; what they made is left as it is.

    Whatever it holds can be read: bytes that are no text come as the replacement character.
    """
    if not path.parent.is_dir():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.parent.chmod(0o1777)
    new = not path.exists()
    number = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    file = os.fdopen(number, "r+", encoding="ascii", errors="replace")
    if new:
        path.chmod(0o666)
    return file


def still_there(file: IO[str], path: Path) -> bool:
    """True if `path` is still the file that was opened, not another one in its place.

    Some systems tidy up old files of a shared folder: whoever then makes the file again holds
    another lock.
    """
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False
