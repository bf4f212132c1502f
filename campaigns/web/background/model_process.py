"""Models are fitted in a process of their own, one at a time, politely; answers are kept.

The page's process stays small and quick to answer; a press loop on the same computer goes first.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from typing import Any, TypeVar

from campaigns.errors import NotEnoughError

Answer = TypeVar("Answer")
Key = tuple[object, ...]

PATIENCE_S = 120.0  # chosen: longer than any answer takes on a slow computer
_KEPT = 256  # answers; chosen: the pages of some campaigns, some kB each


class ModelProcess:
    """Asks functions of `model_tasks`; the same question is answered once."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None
        self._answers: OrderedDict[Key, Future[Any]] = OrderedDict()
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
        key, future = self.begin(think, *about)
        try:
            return future.result(timeout=PATIENCE_S)
        except TimeoutError as error:
            raise NotEnoughError("the models take long; open the page again later") from error
        except Exception as error:
            raise self.failed(key, error) from error

    async def answer(self, think: Callable[..., Answer], *about: object) -> Answer:
        """The same without keeping a thread busy meanwhile."""
        key, future = self.begin(think, *about)
        try:
            return await asyncio.wait_for(
                asyncio.shield(asyncio.wrap_future(future)), timeout=PATIENCE_S
            )
        except TimeoutError as error:
            raise NotEnoughError("the models take long; open the page again later") from error
        except Exception as error:
            raise self.failed(key, error) from error

    def do(self, act: Callable[..., Answer], *about: object) -> Answer:
        """Run something once in the other process; nothing is remembered.

        Raises:
            As `ask`.
        """
        with self._lock:
            future = self._submitted(act, about)
        try:
            return future.result(timeout=PATIENCE_S)
        except TimeoutError as error:
            raise NotEnoughError("that takes long; look whether it was done") from error
        except BrokenProcessPool as error:
            raise self.failed((), error) from error

    def begin(self, think: Callable[..., Answer], *about: object) -> tuple[Key, Future[Answer]]:
        """Ask, and do not wait."""
        key = (think.__qualname__, *about)
        with self._lock:
            known = self._answers.get(key)
            if known is None:
                known = self._answers[key] = self._submitted(think, about)
                while len(self._answers) > _KEPT:
                    self._answers.popitem(last=False)
            self._answers.move_to_end(key)
            return key, known

    def failed(self, key: Key, error: Exception) -> Exception:
        """What to tell of an answer that is an error; it is asked again next time."""
        with self._lock:
            self._answers.pop(key, None)
            if not isinstance(error, BrokenProcessPool):
                return error
            self._pool = None
            self._answers.clear()
        return NotEnoughError("the models' process has died; open the page again")

    def close(self) -> None:
        """End the process."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)

    def _submitted(self, think: Callable[..., Answer], about: tuple[object, ...]) -> Future[Answer]:
        if self._pool is None:
            spawned = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(1, mp_context=spawned, initializer=_politely)
        return self._pool.submit(think, *about)


def _politely() -> None:
    """Of the other process: the press loop goes first, and it ends when the page ends, however."""
    let_the_press_go_first()
    threading.Thread(target=_end_with_the_page, daemon=True).start()


def _end_with_the_page() -> None:
    page = multiprocessing.parent_process()
    if page is not None:
        page.join()
        os._exit(0)


STEP_BACK = 3
"""Of niceness: the scheduler of Linux gives about half the time of a process that is 3 less nice
(1.25 a step, sched(7)), so a page stays quick on an idle machine and a press loop goes first."""


@cache
def let_the_press_go_first() -> None:
    """Lower this process' own priority, where the system knows of such; once a process."""
    if hasattr(os, "nice"):
        os.nice(STEP_BACK)
