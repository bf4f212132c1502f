"""What is reported of runs: a number each."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from runs import Run

Array = NDArray[np.float64]


def needed(run: Run) -> float:
    """Cells until one was good; one more than the budget where none was."""
    return run.cells + 1.0 if np.isnan(run.cells_to_ten) else run.cells_to_ten


def broke(run: Run) -> float:
    """Cells that broke."""
    return float(run.broken)


def holds(run: Run) -> float:
    """True P(intact) of what was recommended."""
    return run.p_intact


def lost(run: Run) -> float:
    """Its true loss over the best safe one."""
    return run.loss_ratio


def each(runs: Sequence[Run], value: Callable[[Run], float]) -> Array:
    """That number of every run (n,)."""
    return np.array([value(run) for run in runs], dtype=float)
