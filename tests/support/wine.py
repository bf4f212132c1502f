"""Commands of Copress on a Windows Python under Wine, built as tests/windows/README.md says."""

import json
import os
import pty
import re
import select
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

BUILT = "COPRESS_WINDOWS"
"""The environment variable that names the folder of build.sh."""
PATIENCE_S = 1800.0
"""Wine starts a Python in some seconds, on a busy machine in many."""


@dataclass(frozen=True)
class Said:
    """What a command has said and how it ended."""

    code: int
    out: bytes
    err: bytes

    @property
    def text(self) -> str:
        """Both, as far as they can be read."""
        return (self.out + self.err).decode("cp1252", errors="replace")


@dataclass(frozen=True)
class Windows:
    """Commands that run there, in a folder."""

    built: Path
    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        """As build.sh has made it."""
        named = {"WINEPREFIX": str(self.built / "prefix"), "WINEDEBUG": "-all"}
        return {**os.environ, **named, "WINEDLLOVERRIDES": "mscoree,mshtml="}

    def command(self, *words: object) -> list[str]:
        """`copress ...` there."""
        python = str(self.built / "python" / "python.exe")
        return ["wine", python, "-P", "-m", "campaigns", *map(str, words)]

    @property
    def python_there(self) -> str:
        """The interpreter, as a path of Windows."""
        return f"Z:{self.built}/python/python.exe".replace("/", "\\")

    def copress(self, *words: object) -> Said:
        """Run a command with its streams redirected, as a scheduled task or LabVIEW does."""
        return self.run(self.command(*words))

    def python(self, code: str, *words: object) -> Said:
        """Run lines of Python there."""
        python = str(self.built / "python" / "python.exe")
        return self.run(["wine", python, "-c", code, *map(str, words)])

    def run(self, command: list[str]) -> Said:
        """Run anything."""
        self._wake()
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PATIENCE_S,
            check=False,
        )
        return Said(done.returncode, done.stdout, done.stderr)

    @contextmanager
    def started(self, command: list[str]) -> Iterator[subprocess.Popen[bytes]]:
        """Something that goes on meanwhile; killed at the end, with what it has started."""
        self._wake()
        run = subprocess.Popen(
            command,
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        try:
            yield run
        finally:
            if run.poll() is None:
                run.kill()
                self.stop()
                run.communicate()

    def stop(self) -> None:
        """End all of Wine that belongs to this folder."""
        self._quietly("wineserver", "-k")

    def _wake(self) -> None:
        """Start what stays in the background: it would keep the pipes of a command open."""
        self._quietly("wineserver", "-p")
        self._quietly("wine", "cmd", "/c", "exit")

    def _quietly(self, *command: str) -> None:
        null = subprocess.DEVNULL
        subprocess.run(
            command, env=self.environment, stdin=null, stdout=null, stderr=null, check=False
        )

    def states(self, file: str) -> list[str]:
        """The states of the trials of a campaign, oldest first."""
        return [trial["state"] for trial in self.status(file)["trials"]]

    def status(self, file: str) -> dict:
        """`copress status --json`."""
        said = self.copress("status", file, "--json")
        assert said.code == 0, said.text
        return json.loads(said.out.decode("ascii"))


class Console:
    """A command in a console of its own: Wine's, on a terminal of this computer."""

    def __init__(self, windows: Windows, command: list[str]) -> None:
        ours, theirs = pty.openpty()
        self._ours = ours
        self.text = ""
        self.process = subprocess.Popen(
            command,
            cwd=windows.folder,
            env={**windows.environment, "TERM": "xterm"},
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
        )
        os.close(theirs)

    def wait_for(self, pattern: str) -> None:
        """Until the console shows it."""
        until = time.monotonic() + PATIENCE_S
        while not re.search(pattern, self.text):
            assert time.monotonic() < until, self.text
            assert self._read(), f"ended without {pattern!r}: {self.text}"

    def press(self, keys: bytes) -> None:
        """On the keyboard."""
        os.write(self._ours, keys)

    def ended(self) -> int:
        """Its exit code, once it has ended."""
        while self._read():
            pass
        return self.process.wait(timeout=PATIENCE_S)

    def _read(self) -> bool:
        """Read what has come; False when nothing will come any more."""
        ready, _, _ = select.select([self._ours], [], [], 1.0)
        if not ready:
            return self.process.poll() is None
        try:
            raw = os.read(self._ours, 65536)
        except OSError:  # the other side is closed
            return False
        plain = re.sub(rb"\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b\][^\x07]*\x07|\x1b[=>]", b"", raw)
        self.text += plain.decode("utf-8", errors="replace")
        return bool(raw)

    def close(self) -> None:
        """Kill it if it is still there."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self._ours)
