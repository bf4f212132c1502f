"""Kill -9 at every journal step: the next process judges right and presses nothing twice.

Several hundred rounds: COPRESS_KILL_ROUNDS=200 pytest tests/fault/press/test_press_killed.py
"""

import os
import sys
from pathlib import Path

import numpy as np
import pytest
from support.presses.killed_press import Killing, kill_and_settle

from hardware.press.interface import InterruptedFate

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="needs fork and SIGKILL"),
]

NOT_PRESSED, PRESSED = InterruptedFate.NOT_PRESSED, InterruptedFate.PRESSED
INTERRUPTED, LOADED = InterruptedFate.INTERRUPTED, InterruptedFate.LOADED
STEPS = ("intent", "started", "hold_begin", "hold_end", "released")

# (event, on the disk, looked at once) -> what the next process must say
TABLE = [
    ("intent", False, False, NOT_PRESSED),
    ("intent", True, False, NOT_PRESSED),
    ("started", False, False, NOT_PRESSED),
    ("started", True, False, NOT_PRESSED),
    ("hold_begin", False, True, LOADED),
    ("hold_begin", True, True, LOADED),
    ("hold_begin", True, False, INTERRUPTED),
    ("hold_end", False, True, LOADED),
    ("hold_end", True, False, INTERRUPTED),
    ("released", False, True, PRESSED),
    ("released", True, False, PRESSED),
]


@pytest.mark.parametrize(("event", "written", "at_once", "fate"), TABLE)
def test_fault_29_crash_at_a_journal_step(
    tmp_path: Path, event: str, written: bool, at_once: bool, fate: InterruptedFate
) -> None:
    after = kill_and_settle(tmp_path, Killing(event, written), at_once=at_once)
    assert after.verdict.fate is fate, after.verdict.sentence
    assert after.started == (0 if fate is NOT_PRESSED else 1)
    assert after.pressed_again == 1  # a cell is pressed once in all
    assert fate is LOADED or after.true_kn < 0.2


def test_fault_29_crash_at_random_polls_and_steps(tmp_path: Path) -> None:
    rng = np.random.default_rng(4)
    for round_ in range(int(os.environ.get("COPRESS_KILL_ROUNDS", "12"))):
        folder = tmp_path / str(round_)
        folder.mkdir()
        if round_ % 2:
            killing = Killing(STEPS[int(rng.integers(5))], bool(rng.integers(2)))
        else:
            killing = Killing(poll=int(rng.integers(1, 560)))
        after = kill_and_settle(folder, killing, at_once=bool(rng.integers(2)))
        assert after.started <= 1
        assert (after.verdict.fate is NOT_PRESSED) == (after.started == 0), killing
        assert after.true_kn < 0.2 or after.verdict.fate is LOADED, killing
        assert after.pressed_again <= 1
