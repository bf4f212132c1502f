"""How a person stops a running campaign: once after a safe release, twice at once.

The first Ctrl-C (or SIGTERM) lets the press finish its cycle and release; waiting for an analyser
ends at once. The second aborts: the press releases in a controlled way. A third changes nothing,
so that nobody can interrupt the release. This is no emergency stop: that is the red button.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from hardware.clock import Clock


class StopRequestedError(Exception):
    """A person asked to stop while nothing but time was being spent."""


class StopRequest:
    """Whether, and how urgently, a person has asked to stop."""

    def __init__(self, tell: Callable[[str], None] = lambda sentence: None) -> None:
        self.count = 0
        self.listen: Callable[[], None] = lambda: None
        self._tell = tell

    @property
    def asked(self) -> bool:
        """Someone wants the campaign to stop; looks first whether a request has come."""
        self.listen()
        return self.count > 0

    def ask(self) -> None:
        """Ask once more.

        Raises:
            KeyboardInterrupt: the second time: abort.
        """
        self.count += 1
        if self.count == 1:
            self._tell("stopping after a safe release; Ctrl-C again aborts (controlled release)")
        elif self.count == 2:
            raise KeyboardInterrupt

    @contextmanager
    def on_signals(self) -> Iterator[None]:
        """Let Ctrl-C and SIGTERM ask while the block runs."""

        def handler(_number: int, _frame: FrameType | None) -> None:
            self.ask()

        in_main = threading.current_thread() is threading.main_thread()  # Python's own condition
        heard = (signal.SIGINT, signal.SIGTERM) if in_main else ()
        before = {number: signal.signal(number, handler) for number in heard}
        try:
            yield
        finally:
            for number, old in before.items():
                signal.signal(number, old)


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
            if self._request.asked:
                raise StopRequestedError
            self._base.sleep(min(left_s, self._slice_s))
