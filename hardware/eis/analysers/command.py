"""A program of the user's own that measures the connected cell and writes a file.

For whatever has its own automation: EC-Lab's and Gamry's toolkits, LabVIEW, a script for an old
instrument. The program is started once a sweep, without a shell; it has a time limit, and only an
exit status of 0 together with a file is a measurement. The file may have any layout that
`copress eis` reads.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from hardware.clock import Clock
from hardware.eis.sources.driven.analyser_interface import AnalyserFinding
from hardware.errors import AnalyserError, AnalyserSetupError
from hardware.tables import Positive, Table

KIND = "command"

_LAST_WORDS = 400
"""Characters of what the program said last that go into a message."""
_KILL_S = 10.0  # chosen: a program that was asked to end has closed its files by then
_POLL_S = 0.2  # chosen: a person who stops waits no longer
_POLITE_S = 1e-3
"""A clock that waits for a stop request notices it even in so short a sleep."""


class ProgramTable(Table):
    """`[analyser]`."""

    kind: Literal["command"]
    name: str = "a program of one's own"
    command: Annotated[tuple[str, ...], Field(strict=False, min_length=1)]
    """Program and arguments; `{file}` is where to write, `{label}` what the cell is called."""
    suffix: Annotated[str, Field(pattern=r"^\.[A-Za-z0-9]{1,10}$")] = ".csv"
    time_limit_s: Positive = 3600.0
    tries: Annotated[int, Field(ge=1, le=20)] = 3


class File(Table):
    """analyser.toml of a program of one's own."""

    analyser: ProgramTable


class CommandAnalyser:
    """The program, started in the folder of its analyser.toml.

    Raises:
        AnalyserSetupError: `{file}` is missing in the command, or there is no such program.
    """

    def __init__(self, file: File, folder: Path, clock: Clock) -> None:
        self._table, self._folder, self._clock = file.analyser, folder, clock
        self.name = file.analyser.name
        self.simulated = False
        if not any("{file}" in part for part in self._table.command):
            raise AnalyserSetupError(
                "command: one of its parts must be {file}, where the program writes its spectrum"
            )
        self._program = self._found()

    def check(self) -> list[AnalyserFinding]:
        """The program is there; whether it measures shows `copress analyser measure`."""
        limit = f"{self._table.time_limit_s:g} s"
        return [
            AnalyserFinding("ok", "program", f"{self._program} is there; it may take {limit}"),
            AnalyserFinding(
                "warn", "measurement", "nothing was measured: try copress analyser measure"
            ),
        ]

    def measure(self, target: Path, label: str) -> Path:
        """Start the program and wait for its end."""
        path = target.with_name(target.name + self._table.suffix).resolve()
        if path.exists():
            raise FileExistsError(f"{path} is there already and was left as it is")
        words = [
            part.replace("{file}", str(path)).replace("{label}", label)
            for part in self._table.command[1:]
        ]
        try:
            self._run([self._program, *words])
            if not path.is_file() or path.stat().st_size == 0:
                raise AnalyserError(
                    f"{self._program} ended with status 0 but wrote no {path.name}. Nothing was "
                    "measured"
                )
        except BaseException:
            if path.exists():  # what a failed sweep left is kept, but never read as a spectrum
                path.replace(path.with_name(f".{path.name}.failed"))
            raise
        return path

    def _run(self, words: list[str]) -> None:
        limit_s = self._table.time_limit_s
        process = subprocess.Popen(  # noqa: S603 - the user's own program, without a shell
            words,
            cwd=self._folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        until_s = time.monotonic() + limit_s  # the program runs on the real clock, always
        said = b""
        try:
            while True:
                try:
                    _, said = process.communicate(timeout=_POLL_S)
                    break
                except subprocess.TimeoutExpired:
                    self._clock.sleep(_POLITE_S)
                if time.monotonic() > until_s:
                    raise AnalyserError(
                        f"{words[0]} was stopped after {limit_s:g} s (time_limit_s). What it wrote "
                        "is not used"
                    )
        finally:
            _end(process)
        if process.returncode != 0:
            last = said.decode("utf-8", "replace").strip()[-_LAST_WORDS:]
            raise AnalyserError(
                f"{words[0]} ended with status {process.returncode} ({last or 'it said nothing'}). "
                "What it wrote is not used"
            )

    def _found(self) -> str:
        """The program as a path; `python` is the one that Copress runs on."""
        named = self._table.command[0]
        if named == "python":
            return sys.executable
        own = self._folder / named
        found = shutil.which(named) or (shutil.which(str(own)) if not own.is_dir() else None)
        if found is None:
            raise AnalyserSetupError(
                f"command: there is no program {named!r}, neither in the PATH nor in {self._folder}"
            )
        return found


def open_analyser(file: File, folder: Path, clock: Clock) -> CommandAnalyser:
    """The program of an analyser's file; it is not started yet.

    Args:
        file: Its analyser.toml.
        folder: Where that lies, and where the program runs.
        clock: Asked while the program runs; a stop request ends it.
    """
    return CommandAnalyser(file, folder, clock)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Nothing that the program started outlives it: it would write into the next cell's sweep."""
    if os.name == "nt":
        process.kill()
    else:
        with contextlib.suppress(ProcessLookupError, PermissionError):  # all of it has ended
            os.killpg(process.pid, signal.SIGKILL)
    process.wait(_KILL_S)
    if process.stderr is not None:
        process.stderr.close()
