"""How often somebody may try: a bucket of tries for each key, refilled evenly."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

_MOST_KEYS = 10_000  # chosen: addresses that are counted, some 100 bytes each


class Limiter:
    """`tries` at once, and as many again over `per_s` seconds."""

    def __init__(
        self, tries: int, per_s: float, now_s: Callable[[], float] = time.monotonic
    ) -> None:
        self._tries = float(tries)
        self._rate = tries / per_s
        self._now_s = now_s
        self._left: dict[str, tuple[float, float]] = {}
        self._lock = threading.Lock()

    def allows(self, key: str) -> bool:
        """Take one try of `key`; False when there is none left."""
        with self._lock:
            now_s = self._now_s()
            left, at_s = self._left.pop(key, (self._tries, now_s))
            left = min(self._tries, left + (now_s - at_s) * self._rate)
            allowed = left >= 1.0
            while len(self._left) >= _MOST_KEYS:
                self._left.pop(next(iter(self._left)))
            self._left[key] = (left - allowed, now_s)
        return allowed

    def give_back(self, key: str) -> None:
        """The try of `key` that was just taken does not count."""
        with self._lock:
            if key in self._left:
                left, at_s = self._left[key]
                self._left[key] = (min(self._tries, left + 1.0), at_s)
