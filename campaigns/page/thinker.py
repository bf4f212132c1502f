"""Models are fitted in a process of their own, one at a time, politely; answers are kept.

The page's process stays small and quick to answer; a press loop on the same computer goes first.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

from campaigns.faults import NotEnoughError

Answer = TypeVar("Answer")

PATIENCE_S = 120.0
_KEPT = 256
_NICENESS = 10


class Thinker:
    """Asks functions of `campaigns.page.thoughts`; the same question is answered once."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None
        self._answers: OrderedDict[tuple[object, ...], Future[Any]] = OrderedDict()
        self._lock = threading.Lock()

    def ask(self, think: Callable[..., Answer], *about: object) -> Answer:
        """What `think(*about)` returns, from the other process or from memory.

        Args:
            think: A function at the top of a module.
            about: Its arguments, hashable; what the answer depends on is among them.

        Raises:
            NotEnoughError: the process died or takes too long; ask again.
            Exception: what `think` raises.
        """
        key = (think.__qualname__, *about)
        future: Future[Answer] = self._future(key, think, about)
        try:
            return future.result(timeout=PATIENCE_S)
        except BrokenProcessPool as error:
            self._forget(key, broken=True)
            raise NotEnoughError("the models' process has died; open the page again") from error
        except TimeoutError as error:
            raise NotEnoughError("the models take long; open the page again later") from error
        except Exception:
            self._forget(key)
            raise

    def close(self) -> None:
        """End the process."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)

    def _future(
        self, key: tuple[object, ...], think: Callable[..., Answer], about: tuple[object, ...]
    ) -> Future[Answer]:
        with self._lock:
            known = self._answers.get(key)
            if known is None:
                if self._pool is None:
                    spawned = multiprocessing.get_context("spawn")
                    self._pool = ProcessPoolExecutor(1, mp_context=spawned, initializer=_politely)
                known = self._answers[key] = self._pool.submit(think, *about)
                while len(self._answers) > _KEPT:
                    self._answers.popitem(last=False)
            self._answers.move_to_end(key)
            return known

    def _forget(self, key: tuple[object, ...], *, broken: bool = False) -> None:
        with self._lock:
            self._answers.pop(key, None)
            if broken:
                self._pool = None
                self._answers.clear()


def _politely() -> None:
    """Of the other process: the press loop on this computer goes first."""
    if hasattr(os, "nice"):
        os.nice(_NICENESS)
