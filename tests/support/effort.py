"""How often a law is tried: on a third of its examples, on all with `--slow` or by file name."""

import os

LONG = "COPRESS_LONG_TESTS"
"""Set by `tests/conftest.py`, so that tests know it when they are imported."""


def examples(full: int) -> int:
    """How many examples of `full` are tried in this run."""
    return full if os.environ.get(LONG) else max(full // 3, 2)
