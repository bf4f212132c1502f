"""Time is passed in: the real clock, a simulated one that never waits, and one that runs faster.

Everything in this room that measures or spends time takes a `Clock`. Seconds are monotonic and have
no relation to the calendar: a change of the wall clock, daylight saving or an NTP jump cannot
shorten a dwell.
"""

import sys
import threading
import time
from typing import Protocol


class Clock(Protocol):
    """Monotonic seconds, and a way to let them pass."""

    def now_s(self) -> float:
        """Monotonic seconds since an arbitrary origin."""
        ...

    def sleep(self, seconds: float) -> None:
        """Return when at least `seconds` have passed on this clock; at once when not positive."""
        ...


class SystemClock:
    """The computer's monotonic clock; the time that a computer sleeps counts too.

    `time.monotonic` stands still meanwhile on Linux (clock_gettime(2)) and on macOS (it reads
    mach_absolute_time there): a press that has held for an hour would seem to have held for a
    second. On Windows it goes on.
    """

    def now_s(self) -> float:
        """Seconds since the computer was started, or since another fixed moment."""
        if sys.platform == "linux":
            return time.clock_gettime(time.CLOCK_BOOTTIME)
        if sys.platform == "darwin":
            return time.clock_gettime(time.CLOCK_MONOTONIC)
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait for real."""
        if seconds > 0.0:
            time.sleep(seconds)


class SimulatedClock:
    """A clock that jumps: `sleep` advances it at once, so that whoever shares it runs in lock step.

    Safe to be read from several threads; only those who sleep move it.
    """

    def __init__(self, start_s: float = 0.0) -> None:
        self._now_s = float(start_s)
        self._lock = threading.Lock()

    def now_s(self) -> float:
        """Simulated seconds."""
        return self._now_s

    def sleep(self, seconds: float) -> None:
        """Advance the clock by `seconds` and return immediately."""
        if seconds > 0.0:
            with self._lock:
                self._now_s += seconds


class ScaledClock:
    """A clock that runs `factor` times faster than the one it is built on.

    Args:
        factor: simulated seconds per second of `base`; above zero.
        base: the clock underneath.

    Raises:
        ValueError: if `factor` is not positive.
    """

    def __init__(self, factor: float, base: Clock | None = None) -> None:
        if not factor > 0.0:
            raise ValueError(f"a clock's factor must be above 0, got {factor!r}")
        self.factor = float(factor)
        self._base: Clock = base if base is not None else SystemClock()
        self._origin_s = self._base.now_s()

    def now_s(self) -> float:
        """Scaled seconds since this clock was made."""
        return (self._base.now_s() - self._origin_s) * self.factor

    def sleep(self, seconds: float) -> None:
        """Let `seconds` pass on this clock."""
        self._base.sleep(seconds / self.factor)
