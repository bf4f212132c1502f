"""What differs between Linux, macOS and Windows, for tests that mean the same on all of them."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

WINDOWS = sys.platform == "win32"
_KILL = 9
"""SIGKILL; on Windows, where there is none, `os.kill` ends a process with this exit code
(https://docs.python.org/3/library/os.html#os.kill)."""

_NOBODY = 65534
"""The user without rights of Linux distributions."""


def kill_at_once(pid: int) -> None:
    """End a process as `kill -9` does: it hears nothing and tidies nothing up."""
    os.kill(pid, _KILL)


def killed(code: int | None) -> bool:
    """A process of this exit code was ended so, by `kill_at_once` or `Popen.kill`."""
    return code in ((_KILL, 1) if WINDOWS else (-_KILL,))


def signal_named(name: str) -> signal.Signals:
    """A signal; the test skips where the system has none of that name."""
    found = getattr(signal, name, None)
    if found is None:
        pytest.skip(f"no {name} on this system")
    return signal.Signals(found)


def signal_that_is_heard(name: str) -> signal.Signals:
    """The same of one that is sent to another process, where that process can hear it."""
    if WINDOWS:
        pytest.skip("a signal that is sent to another process ends it here, unheard")
    return signal_named(name)


def stop_listening(listener: socket.socket) -> None:
    """Close a listening socket, so that an `accept` that waits comes back.

    Linux wants it shut down for that; elsewhere a listening socket cannot be (ENOTCONN), and
    closing is enough.
    """
    with contextlib.suppress(OSError):
        listener.shutdown(socket.SHUT_RDWR)
    listener.close()


def pseudo_terminal() -> tuple[int, int, str]:
    """Both ends of a serial cable, raw, and the port's name; the test skips where there is none."""
    try:
        import pty  # of POSIX
        import tty
    except ImportError:
        pytest.skip("no pseudo terminals on this system")
    ours, theirs = pty.openpty()
    tty.setraw(ours)
    tty.setraw(theirs)
    return ours, theirs, os.ttyname(theirs)


def only_its_owner_reads(path: Path) -> bool:
    """By the mode of the file; on Windows, which has none, its folder's list decides."""
    return WINDOWS or path.stat().st_mode & 0o077 == 0


@cache
def start_as_reader() -> tuple[str, ...]:
    """A command of root that starts another as a user who may write only what everybody may.

    Where the system lets root hand that on, the user may read all that root may: Python and this
    project may be kept where nobody else looks. The test skips where no such user can be had.
    """
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        pytest.skip("there is no setpriv (util-linux), which starts a command as another user")
    another = (setpriv, f"--reuid={_NOBODY}", f"--regid={_NOBODY}", "--clear-groups")
    reads_all = ("--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search")
    for command in ((*another, *reads_all), another):
        tried = [*command, sys.executable, "-c", "import campaigns"]
        with contextlib.suppress(OSError):
            if subprocess.run(tried, capture_output=True, check=False).returncode == 0:
                return command
    pytest.skip("no other user can read this Python and this project here")
