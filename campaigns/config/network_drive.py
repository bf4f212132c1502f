"""Whether a file lies on a network drive, and where a store is kept instead.

SQLite's write-ahead log needs memory that all processes share, which a network file system cannot
give; a store there can be damaged (https://www.sqlite.org/wal.html, section 1).
"""

import hashlib
import os
import sys
from pathlib import Path, PurePath, PureWindowsPath
from urllib.parse import quote

NETWORK_FILE_SYSTEMS = frozenset(
    {"nfs", "nfs4", "cifs", "smb", "smb3", "smbfs", "afs", "ncpfs", "fuse.sshfs", "9p", "davfs"}
)
"""Names of the types in /proc/self/mounts."""

_DRIVE_REMOTE = 4  # Microsoft, GetDriveTypeW
_MOUNTS = Path("/proc/self/mounts")


def is_on_network(path: Path, mounts: Path = _MOUNTS) -> bool:
    """Whether the file is on a share: a UNC path, a mapped drive, a mounted network file system."""
    if sys.platform == "win32":
        import ctypes

        windows = PureWindowsPath(path.absolute())
        if is_unc(windows):
            return True
        return bool(ctypes.windll.kernel32.GetDriveTypeW(windows.anchor) == _DRIVE_REMOTE)
    return _file_system(path.absolute(), mounts) in NETWORK_FILE_SYSTEMS


def is_unc(path: PureWindowsPath) -> bool:
    r"""Whether a path begins with a server: `\\server\share`."""
    return path.drive.startswith("\\\\")


def local_store(campaign: Path) -> Path:
    """The store of a campaign file on a share: in this person's own folder on this computer."""
    which = hashlib.sha256(str(campaign.absolute()).encode()).hexdigest()[:8]
    return _local_folder() / f"{campaign.stem}-{which}.db"


def make_local_folder(store: Path) -> None:
    """Make the folder of local stores where the store belongs there; a named one is a person's."""
    if store.parent == _local_folder():
        store.parent.mkdir(parents=True, exist_ok=True)


def _local_folder() -> Path:
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"))
    else:
        base = Path(os.environ.get("XDG_DATA_HOME", Path.home() / ".local" / "share"))
    return base / "copress" / "stores"


def sqlite_uri(path: PurePath, query: str = "") -> str:
    """The URI of a database file; SQLite wants an empty authority, also for a path on a server.

    Source: https://www.sqlite.org/uri.html, section 3.1.
    """
    text = path.as_posix()
    slashes = "//" if text.startswith("/") else "///"
    return f"file:{slashes}{quote(text, safe='/:')}{query}"


def _file_system(path: Path, mounts: Path) -> str:
    """The type of the file system that `path` is on, by the longest mount point above it."""
    if not mounts.exists():
        return ""
    found, longest = "", -1
    for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines():
        _, where, kind, *_ = line.split(" ")
        point = where.replace("\\040", " ")
        inside = path.is_relative_to(point)
        if inside and len(point) > longest:
            found, longest = kind, len(point)
    return found
