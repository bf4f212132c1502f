"""What Windows says to a console: Ctrl-Break, its window is closed, log-off, shutdown.

Windows tells a handler in a thread of its own and ends the program as soon as that returns, or
after about five seconds ("Timeouts" of HandlerRoutine, learn.microsoft.com). So the handler asks
for a release and does not return until it is done. A console program that has loaded user32.dll is
not notified of log-off and shutdown at all (same page): then the deadman of the PLC releases.
"""

from __future__ import annotations

import _thread
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

BREAK, CLOSE, LOGOFF, SHUTDOWN = 1, 2, 5, 6
"""CTRL_BREAK_EVENT, CTRL_CLOSE_EVENT, CTRL_LOGOFF_EVENT, CTRL_SHUTDOWN_EVENT of wincon.h."""
LAST_WORDS_S = 2.0
"""After the release: so long the program has for its last sentence and its files."""

Routine = Callable[[int], bool]
"""Takes the number of an event; True if it was dealt with."""


def _interrupt(number: int) -> None:
    _thread.interrupt_main(signal.Signals(number))


class Console(Protocol):
    """The console of this program."""

    def add(self, routine: Routine) -> None:
        """Tell this routine first of what happens to the console, in a thread of its own."""
        ...

    def remove(self, routine: Routine) -> None:
        """Do not tell it any more."""
        ...


@contextmanager
def close_heard(
    number: int | None,
    console: Console | None,
    *,
    ask: Callable[[int], object] = _interrupt,
    last_words_s: float = LAST_WORDS_S,
) -> Iterator[None]:
    """Ctrl-Break and the end of the console come as a signal; the end waits for that of the block.

    Args:
        number: Of the signal whose handler releases; None: nothing is heard.
        console: Of this program; None where there is none of that kind.
        ask: Lets the main thread handle the signal.
        last_words_s: Time between the end of the block and the end of the program.
    """
    if console is None or number is None:
        yield
        return
    over, came = threading.Event(), threading.Event()

    def routine(event: int) -> bool:
        if event == BREAK:  # nobody ends the program when this returns
            ask(number)
            return True
        if event not in (CLOSE, LOGOFF, SHUTDOWN):
            return False  # Ctrl-C comes as a signal
        came.set()
        ask(number)
        over.wait()
        time.sleep(last_words_s)
        return True

    console.add(routine)
    try:
        yield
    finally:
        over.set()
        if not came.is_set():  # else Windows still holds the list of routines: removing would wait
            console.remove(routine)


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _ROUTINE = ctypes.WINFUNCTYPE(wintypes.BOOL, wintypes.DWORD)

    class WindowsConsole:
        """The console by SetConsoleCtrlHandler; the routine added last is called first."""

        _kept: dict[Routine, object] = {}  # noqa: RUF012 - what C calls must live as long as we do

        def add(self, routine: Routine) -> None:
            """Tell this routine first."""
            self._kept[routine] = _ROUTINE(routine)
            ctypes.windll.kernel32.SetConsoleCtrlHandler(self._kept[routine], True)

        def remove(self, routine: Routine) -> None:
            """Do not tell it any more."""
            ctypes.windll.kernel32.SetConsoleCtrlHandler(self._kept.pop(routine), False)

    def console_here() -> Console | None:
        """The console of this program."""
        return WindowsConsole()

else:

    def console_here() -> Console | None:
        """None: this system tells of a closed window by a signal."""
        return None
