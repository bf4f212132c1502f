"""The demonstration, in a process of its own: the page owns no press, not even a simulated one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

DEMO_FOLDER = "demo-campaign"
TRIALS, SEED = 25, 0
"""As `copress demo` has them."""


def write_demo(folder: Path) -> str:
    """Write the demonstration's campaign file, in the models' process; its path.

    Raises:
        WrongInputError: the folder holds something else.
    """
    from campaigns.study.demo_campaign import begin

    return str(begin(folder / DEMO_FOLDER, TRIALS, SEED).path)


def run_demo(folder: Path) -> subprocess.Popen[bytes]:
    """Start `copress demo`; it goes on when the page ends, and a window of its own is not opened.

    What it says goes to `demo.log` next to its campaign file.
    """
    place = folder / DEMO_FOLDER
    command = [sys.executable, "-P", "-m", "campaigns", "demo", "--out", str(place)]
    flags, own_session = 0, sys.platform != "win32"
    if sys.platform == "win32":  # Ctrl-C in the page's window is not meant for it
        flags = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
    with (place / "demo.log").open("ab") as log:
        return subprocess.Popen(  # noqa: S603  our own command
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            creationflags=flags,
            start_new_session=own_session,
        )
