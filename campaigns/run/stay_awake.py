"""The computer does not go to sleep by itself while a campaign runs.

A suspended computer supervises no press; the deadman of the PLC then releases it. A closed lid or
a person who asks for sleep is not prevented.
"""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

CONTINUOUS, SYSTEM_REQUIRED = 0x80000000, 0x00000001
"""ES_CONTINUOUS, ES_SYSTEM_REQUIRED: Microsoft, SetThreadExecutionState."""

SetState = Callable[[int], int]
"""SetThreadExecutionState: the state before; 0 if it was refused."""


def set_state_here() -> SetState | None:
    """How Windows is asked; None elsewhere."""
    if sys.platform == "win32":
        import ctypes

        state: SetState = ctypes.windll.kernel32.SetThreadExecutionState
        return state
    return None


@contextmanager
def stay_awake(why: str, set_state: SetState | None = None) -> Iterator[bool]:
    """Ask the system not to sleep while the block runs; whether it was asked.

    Args:
        why: Shown by systems that list who keeps them awake.
        set_state: How Windows is asked; that of this system by default.
    """
    set_state = set_state or set_state_here()
    inhibitor = shutil.which("systemd-inhibit") or shutil.which("caffeinate")
    if set_state is not None:
        with _asked_by_state(set_state) as asked:
            yield asked
    elif inhibitor is not None:
        with _asked_by_program(inhibitor, why):
            yield True
    else:
        yield False


@contextmanager
def _asked_by_state(set_state: SetState) -> Iterator[bool]:
    asked = bool(set_state(CONTINUOUS | SYSTEM_REQUIRED))
    try:
        yield asked
    finally:
        set_state(CONTINUOUS)


@contextmanager
def _asked_by_program(inhibitor: str, why: str) -> Iterator[None]:
    with subprocess.Popen(  # noqa: S603 - a program of the system, found by its name
        inhibitor_command(inhibitor, why),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as asked:
        try:
            yield
        finally:
            asked.terminate()


def inhibitor_command(program: str, why: str) -> list[str]:
    """The command that keeps the computer awake until its stdin closes: `cat` ends with us."""
    if program.endswith("caffeinate"):
        return [program, "-i", "cat"]
    return [program, "--what=sleep:idle", "--who=copress", f"--why={why}", "--mode=block", "cat"]
