"""A private PostgreSQL server for a test: own folder, own port, gone afterwards."""

import atexit
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

_OPTIONS = "-c listen_addresses=127.0.0.1 -c max_connections=60 -c fsync=off"
"""Clients and the server die here, the machine does not: nothing need reach the disk itself."""

_EMPTY: list[Path] = []
"""A folder with a fresh cluster: made once in a process (seconds), copied for each server."""


@dataclass
class Server:
    """A running server; `url(name)` is a fresh database of it."""

    folder: Path
    port: int
    binaries: Path

    def url(self, name: str) -> str:
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "copress", name)
        return f"postgresql://copress@127.0.0.1:{self.port}/{name}"

    def start(self) -> None:
        options = f"-p {self.port} -k {self.folder} {_OPTIONS}"
        data, log = str(self.folder / "data"), str(self.folder / "log")
        self._run("pg_ctl", "-D", data, "-w", "-l", log, "-o", options, "start")

    def stop(self, how: str = "fast") -> None:
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-w", "-m", how, "stop")

    def make(self) -> None:
        if not _EMPTY:
            kept = Path(tempfile.mkdtemp(prefix="copress-pg-empty-"))
            atexit.register(shutil.rmtree, kept, ignore_errors=True)
            if os.geteuid() == 0:
                shutil.chown(kept, "postgres")
            self._run("initdb", "-D", str(kept / "data"), "-U", "copress", "-A", "trust", "-N")
            _EMPTY.append(kept / "data")
        self._copy(_EMPTY[0], self.folder / "data")

    def _copy(self, source: Path, target: Path) -> None:
        user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        subprocess.run([*user, "cp", "-a", str(source), str(target)], cwd=self.folder, check=True)

    def _run(self, name: str, *args: str) -> None:
        """As an ordinary user: a PostgreSQL refuses to be root's."""
        user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        command = [*user, str(self.binaries / name), *args]
        done = subprocess.run(
            command,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, f"{' '.join(command)}: {done.stderr}"


def missing() -> str:
    """Why there can be no server here; empty when there can."""
    if _binaries() is None:
        return "no PostgreSQL server on this machine (Debian: apt-get install postgresql)"
    if os.name != "posix":
        return "the private server is started the POSIX way"
    if os.geteuid() == 0 and not (shutil.which("runuser") and _known("postgres")):
        return "PostgreSQL refuses to run as root: it takes a user postgres, and runuser on PATH"
    return ""


@contextmanager
def postgres() -> Iterator[Server]:
    """A server on a free port; skips with a reason where there is none to start."""
    if reason := missing():
        pytest.skip(reason)
    binaries = _binaries()
    assert binaries is not None
    folder = Path(tempfile.mkdtemp(prefix="copress-pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    server = Server(folder, _free_port(), binaries)
    try:
        server.make()
        server.start()
        yield server
    finally:
        if (folder / "data" / "postmaster.pid").exists():
            server.stop("immediate")
        shutil.rmtree(folder, ignore_errors=True)


def _binaries() -> Path | None:
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    return max(Path("/usr/lib/postgresql").glob("*/bin"), default=None)


def _known(user: str) -> bool:
    import pwd  # of POSIX

    try:
        return bool(pwd.getpwnam(user))
    except KeyError:
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
