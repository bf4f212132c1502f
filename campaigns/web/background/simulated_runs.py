"""Simulated presses that the page starts, each a process of its own: the page owns no press."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from campaigns.store.audit_chain import NAMED_BY

DEMO_FOLDER = "demo-campaign"
TRIALS, SEED = 25, 0
"""As `copress demo` has them."""
_ONE_LINE = "1000"  # columns of the log: a sentence is not broken


@dataclass(frozen=True)
class SimulatedRun:
    """One that was started here.

    Attributes:
        file: Of the campaign.
        process: `copress run` or `copress demo`.
        log: What it says.
        head: The last line of the audit chain when it was started.
    """

    file: Path
    process: subprocess.Popen[bytes]
    log: Path
    head: int

    @property
    def alive(self) -> bool:
        """It has not ended."""
        return self.process.poll() is None

    @property
    def trouble(self) -> str:
        """Its last sentence, where it has ended with an exit code that is not 0."""
        if self.alive or self.process.returncode == 0:
            return ""
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return next((line.strip() for line in reversed(lines) if line.strip()), "It said nothing.")


def write_demo(folder: Path) -> str:
    """Write the demonstration's campaign file, in the models' process; its path.

    Raises:
        WrongInputError: the folder holds something else.
    """
    from campaigns.run.study.demo_campaign import begin

    return str(begin(folder / DEMO_FOLDER, TRIALS, SEED).path)


def run_demo(file: Path, head: int, person: str) -> SimulatedRun:
    """Start `copress demo` for a campaign file of its own."""
    return _started(file, head, person, "demo", "--out", str(file.parent))


def run_simulated(file: Path, head: int, person: str, cells: int) -> SimulatedRun:
    """Start `copress run` of a simulated campaign for so many cells."""
    return _started(file, head, person, "run", str(file), "--trials", str(cells))


def _started(file: Path, head: int, person: str, *words: str) -> SimulatedRun:
    """It goes on when the page ends, and a window of its own is not opened."""
    flags, own_session = 0, sys.platform != "win32"
    if sys.platform == "win32":  # Ctrl-C in the page's window is not meant for it
        flags = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
    path = file.with_suffix(".log")
    with path.open("ab") as log:
        process = subprocess.Popen(  # noqa: S603  our own command
            [sys.executable, "-P", "-m", "campaigns", *words],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env={
                **os.environ,
                NAMED_BY: person,
                "COLUMNS": _ONE_LINE,
                "PYTHONIOENCODING": "utf-8",
            },
            creationflags=flags,
            start_new_session=own_session,
        )
    return SimulatedRun(file, process, path, head)
