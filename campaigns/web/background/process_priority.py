"""Processes of the page step back: where cores are short, the press loop goes first."""

import os

STEP_BACK = 3
"""Of niceness; enough to go second, too little to make a page slow on an idle machine."""


def let_the_press_go_first() -> None:
    """Lower this process' own priority, where the system knows of such."""
    if hasattr(os, "nice"):
        os.nice(STEP_BACK)
