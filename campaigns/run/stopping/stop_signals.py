"""How a person stops a running campaign: once after a safe release, twice at once.

The first Ctrl-C lets the press finish its cycle and release; waiting for an analyser ends at once.
The second aborts: the press releases in a controlled way. A third changes nothing, so that nobody
can interrupt the release. SIGTERM (the system shuts down) and SIGHUP (the window was closed) abort
at once: within seconds nobody is there to release. This is no emergency stop: that is the red
button. Log-off, shutdown and the closed window of a Windows console abort too.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

from campaigns.decisions.requests import ABORT, STOP
from campaigns.run.stopping.console_close import close_heard, console_here
from hardware.clock import Clock

ENDING = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
"""Ctrl-C, a shutdown, a closed window, Ctrl-Break on Windows; not all exist everywhere. What ends a
console of Windows comes as SIGBREAK, see `console_close`."""


class Look(Protocol):
    """Looks for a request of people elsewhere."""

    def __call__(self, *, press_moves: bool) -> str | None:
        """The kind of a new request, one of `campaigns.decisions.requests`; None without one."""
        ...


class StopRequestedError(Exception):
    """A person asked to stop while nothing but time was being spent."""


class StopRequest:
    """Whether, and how urgently, a person has asked to stop.

    Signals come by themselves; what people elsewhere ask for is found by `poll`, which whoever
    waits, presses or begins a cell calls.

    Args:
        say: Tells the person at the terminal what follows.
    """

    def __init__(self, say: Callable[[str], None] = lambda sentence: None) -> None:
        self.count = 0
        self._say = say
        self._look: Look = lambda *, press_moves: None

    def listen_to(self, look: Look) -> None:
        """Look there for requests of people elsewhere."""
        self._look = look

    def poll(self, *, press_moves: bool = False) -> bool:
        """Look whether a request has come; True where somebody wants the campaign to stop.

        Args:
            press_moves: A stop lets it finish, an abort releases now. While nothing moves the two
                are the same.

        Raises:
            KeyboardInterrupt: the press moves, and somebody asked to abort.
        """
        wish = self._look(press_moves=press_moves)
        if wish == ABORT and press_moves:
            raise KeyboardInterrupt
        if wish in {STOP, ABORT} and not self.count:
            self.ask()
        return self.count > 0

    def ask(self) -> None:
        """Ask once more.

        Raises:
            KeyboardInterrupt: the second time: abort.
        """
        self.count += 1
        if self.count == 1:
            self._say("stopping after a safe release; Ctrl-C again aborts (controlled release)")
        elif self.count == 2:
            raise KeyboardInterrupt

    def abort(self) -> None:
        """Release now, whatever was asked before.

        Raises:
            KeyboardInterrupt: unless it was raised already.
        """
        before, self.count = self.count, max(self.count, 2)
        if before < 2:
            raise KeyboardInterrupt

    @contextmanager
    def on_signals(self) -> Iterator[None]:
        """Let Ctrl-C ask, and the end of the session abort, while the block runs."""

        def handler(number: int) -> None:
            if number == signal.SIGINT:
                self.ask()
            else:
                self.abort()

        with hearing(handler):
            yield


@contextmanager
def hearing(handler: Callable[[int], None]) -> Iterator[None]:
    """Signals that end a program go to `handler` while the block runs.

    SIGHUP stays ignored where it was ignored when the program began: `nohup`.
    """
    in_main = threading.current_thread() is threading.main_thread()  # Python's own condition
    known = {name: getattr(signal, name) for name in ENDING if hasattr(signal, name)}
    if "SIGHUP" in known and signal.getsignal(known["SIGHUP"]) is signal.SIG_IGN:
        del known["SIGHUP"]
    before = {
        number: signal.signal(number, lambda number, _frame: handler(number))
        for number in (known.values() if in_main else ())
    }
    number = known.get("SIGBREAK") if in_main else None
    try:
        with close_heard(number, console_here()):
            yield
    finally:
        for number, old in before.items():
            signal.signal(number, old)


@contextmanager
def interrupting() -> Iterator[None]:
    """Signals that end a program interrupt like Ctrl-C while the block runs.

    For what releases by itself when it is interrupted, such as a stroke of commissioning.
    """

    def handler(number: int) -> None:
        raise KeyboardInterrupt(signal.Signals(number).name)

    with hearing(handler):
        yield


@contextmanager
def releasing(abort: Callable[[str], None]) -> Iterator[list[str]]:
    """Signals that end a program ask one press to release while the block runs.

    Args:
        abort: of the press; given the name of the signal.

    Yields:
        The names of the signals that came.
    """
    came: list[str] = []

    def handler(number: int) -> None:
        name = signal.Signals(number).name
        came.append(name)
        abort("Ctrl-C" if name == "SIGINT" else name)

    with hearing(handler):
        yield came


class PatientClock:
    """The clock of those who only wait: a stop request ends their waiting."""

    def __init__(self, base: Clock, request: StopRequest, slice_s: float = 0.5) -> None:
        self._base = base
        self._request = request
        self._slice_s = slice_s

    def now_s(self) -> float:
        """Seconds of the clock underneath."""
        return self._base.now_s()

    def sleep(self, seconds: float) -> None:
        """Let time pass in slices.

        Raises:
            StopRequestedError: a person asked to stop.
        """
        until_s = self._base.now_s() + seconds
        while (left_s := until_s - self._base.now_s()) > 0.0:
            if self._request.poll():
                raise StopRequestedError
            self._base.sleep(min(left_s, self._slice_s))
