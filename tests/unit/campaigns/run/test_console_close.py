"""The end of a Windows console releases first; the console itself stands behind an interface."""

import signal
import threading

import pytest

from campaigns.run.stopping.console_close import (
    BREAK,
    CLOSE,
    LOGOFF,
    SHUTDOWN,
    Routine,
    close_heard,
)
from campaigns.run.stopping.stop_signals import StopRequest

CTRL_C = 0


class Console:
    """Keeps the routines, and calls them in a thread of their own, as Windows does."""

    def __init__(self) -> None:
        self.routines: list[Routine] = []
        self.answers: list[bool] = []

    def add(self, routine: Routine) -> None:
        self.routines.append(routine)

    def remove(self, routine: Routine) -> None:
        self.routines.remove(routine)

    def happens(self, event: int) -> threading.Thread:
        def call() -> None:
            self.answers.append(self.routines[-1](event))

        thread = threading.Thread(target=call)
        thread.start()
        return thread


@pytest.mark.parametrize("event", [CLOSE, LOGOFF, SHUTDOWN])
def test_the_handler_asks_and_does_not_return_before_the_release(event: int) -> None:
    console, came = Console(), threading.Event()
    with close_heard(21, console, ask=lambda number: came.set(), last_words_s=0.0):
        thread = console.happens(event)
        assert came.wait(10.0)
        assert thread.is_alive()
        assert console.answers == []
    thread.join(10.0)
    assert console.answers == [True]


def test_ctrl_c_is_left_to_its_signal() -> None:
    console, asked = Console(), list[int]()
    with close_heard(21, console, ask=asked.append):
        console.happens(CTRL_C).join(10.0)
    assert console.answers == [False]
    assert asked == []


def test_ctrl_break_asks_and_returns_at_once() -> None:
    console, asked = Console(), list[int]()
    with close_heard(21, console, ask=asked.append):
        console.happens(BREAK).join(10.0)
        assert console.answers == [True]
    assert asked == [21]
    assert console.routines == []


def test_afterwards_nothing_is_heard() -> None:
    console = Console()
    with close_heard(21, console):
        assert len(console.routines) == 1
    assert console.routines == []


def test_without_such_a_console_or_signal_nothing_is_done() -> None:
    console = Console()
    with close_heard(21, None), close_heard(None, console):
        assert console.routines == []


def test_a_closed_window_aborts_the_run_in_the_main_thread() -> None:
    console, request = Console(), StopRequest()
    handlers: list[str] = []

    def aborted(number: int, frame: object) -> None:
        handlers.append(threading.current_thread().name)
        request.abort()

    before = signal.signal(signal.SIGTERM, aborted)  # stands for SIGBREAK, which Linux lacks
    try:
        with close_heard(signal.SIGTERM, console, last_words_s=0.0):
            with pytest.raises(KeyboardInterrupt):
                console.happens(CLOSE)
                threading.Event().wait(10.0)
            assert console.answers == []  # released first
    finally:
        signal.signal(signal.SIGTERM, before)
    assert handlers == [threading.main_thread().name]
    assert request.count == 2
