"""Runs campaigns in processes that kill themselves: `kill -9` at an exact write.

A write is a transaction of the store that adds rows, or a line that waits next to the campaign file
while the press moves.

Started once by the test; imports everything once, then forks for each run. A line of JSON on stdin
is one run, a line on stdout its end. Knows nothing that the product does not: it wraps the store's
transaction from outside.
"""

import json
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from sqlalchemy import Engine, event
from support.campaign import SharedClock

from campaigns.config.load_campaign import load_settings
from campaigns.run import press_journal as stroke_journal
from campaigns.run.start_run import run_campaign
from campaigns.store import campaign_store as store

LOOK_EVERY_S = 0.4
"""Of simulated seconds: few looks make quick rounds, and writes are what is counted here."""


def kill_at(write: int, when: str) -> None:
    """Die before or after the `write`-th write."""
    transaction, wrote, count = store._transaction, [False], [0]
    append_line = stroke_journal.append_line

    def is_due(now: str) -> bool:
        return count[0] == write and when == now

    def seen(_c: Any, _k: Any, statement: str, *_: Any) -> None:
        wrote[0] = wrote[0] or statement.startswith("INSERT")

    event.listen(Engine, "before_cursor_execute", seen)

    @contextmanager
    def counted(*args: Any) -> Iterator[Any]:
        wrote[0] = False
        with transaction(*args) as connection:
            yield connection
            count[0] += wrote[0]
            if wrote[0] and is_due("before"):
                die()
        if wrote[0] and is_due("after"):
            die()

    def appended(*args: Any) -> None:
        count[0] += 1
        if is_due("before"):
            die()
        append_line(*args)
        if is_due("after"):
            die()

    store._transaction = counted
    stroke_journal.append_line = appended


def die() -> None:
    """As the power does it."""
    os.kill(os.getpid(), signal.SIGKILL)


def run(order: dict[str, Any]) -> int:
    """One run in this process; its exit code."""
    if order["write"]:
        kill_at(order["write"], order["when"])
    clock = SharedClock(Path(order["clock"]))
    settings = load_settings(Path(order["campaign"]))
    wanted = order["trials"]
    return run_campaign(settings, clock=clock, trials=wanted, poll_s=LOOK_EVERY_S).exit_code


def main() -> None:
    """Fork for each order."""
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            os._exit(run(json.loads(line)))
        _, status = os.waitpid(child, 0)
        print(json.dumps(os.waitstatus_to_exitcode(status)), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
