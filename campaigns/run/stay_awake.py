"""The computer does not go to sleep by itself while a campaign runs.

A suspended computer supervises no press; the deadman of the PLC then releases it. A closed lid or
a person who asks for sleep is not prevented.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_CONTINUOUS, _SYSTEM_REQUIRED = 0x80000000, 0x00000001  # Microsoft, SetThreadExecutionState


@contextmanager
def stay_awake(why: str) -> Iterator[bool]:
    """Ask the system not to sleep while the block runs; whether it was asked."""
    if sys.platform == "win32":
        import ctypes

        state = ctypes.windll.kernel32.SetThreadExecutionState
        state(_CONTINUOUS | _SYSTEM_REQUIRED)
        try:
            yield True
        finally:
            state(_CONTINUOUS)
        return
    inhibitor = shutil.which("systemd-inhibit") or shutil.which("caffeinate")
    if inhibitor is None:
        yield False
        return
    with subprocess.Popen(  # noqa: S603 - a program of the system, found by its name
        inhibitor_command(inhibitor, why),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as asked:
        try:
            yield True
        finally:
            asked.terminate()


def inhibitor_command(program: str, why: str) -> list[str]:
    """The command that keeps the computer awake until its stdin closes: `cat` ends with us."""
    if program.endswith("caffeinate"):
        return [program, "-i", "cat"]
    return [program, "--what=sleep:idle", "--who=copress", f"--why={why}", "--mode=block", "cat"]
