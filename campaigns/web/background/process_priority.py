"""Processes of the page step back: where cores are short, the press loop goes first."""

import os
from functools import cache

STEP_BACK = 3
"""Of niceness: the scheduler of Linux gives about half the time of a process that is 3 less nice
(1.25 a step, sched(7)), so a page stays quick on an idle machine and a press loop goes first."""


@cache
def let_the_press_go_first() -> None:
    """Lower this process' own priority, where the system knows of such; once a process."""
    if hasattr(os, "nice"):
        os.nice(STEP_BACK)
