"""A folder that is still being filled: each file once it has stopped growing, and when it changes.

Plain polling, because a network share tells nobody of new files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from hardware.clock import Clock, SystemClock

SETTLE_S = 3.0
"""As the watched folder of a campaign: programs that write while they sweep pause for longer, but
their file is read again when it has grown."""
POLL_S = 0.5  # chosen: nobody waits for half a second

_State = tuple[int, int]


def settled_files(
    folder: Path,
    may_be_spectrum: Callable[[Path], bool],
    *,
    clock: Clock | None = None,
    settle_s: float = SETTLE_S,
    poll_s: float = POLL_S,
    ended: Callable[[], bool] = lambda: False,
) -> Iterator[Path]:
    """Files of a folder in the order in which they are finished; never ends by itself.

    Args:
        folder: Where they come.
        may_be_spectrum: Which files count.
        clock: What time passes on.
        settle_s: How long size and time stamp must stay as they are.
        poll_s: Time between two looks. A share that cannot be seen for a while is waited for.
        ended: Whether somebody wants it to end; asked before every look and after every file.
    """
    clock = clock or SystemClock()
    since: dict[Path, tuple[_State, float]] = {}
    given: dict[Path, _State] = {}
    while not ended():
        now_s = clock.now_s()
        for path in _files(folder):
            state = _state(path) if may_be_spectrum(path) else None
            if state is None or given.get(path) == state:
                continue
            before, first_s = since.get(path, (None, now_s))
            first_s = first_s if before == state else now_s
            since[path] = state, first_s
            if now_s - first_s >= settle_s:
                given[path] = state
                yield path
                if ended():
                    return
        clock.sleep(poll_s)


def _files(folder: Path) -> list[Path]:
    """What is in the folder now; nothing while a network share is away."""
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _state(path: Path) -> _State | None:
    """What changes when somebody writes to the file; None when it is gone."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns
