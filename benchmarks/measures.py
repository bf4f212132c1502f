"""What is reported of runs: a number each."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from runs import Run

Array = NDArray[np.float64]

_DRAWS = 2000  # of a bootstrap; chosen: the ends move by less than the printed rounding


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


def header(columns: str) -> list[str]:
    """The first two lines of a table."""
    return [f"| {columns} |", "|" + "---|" * (columns.count("|") + 1)]


def paired(differences: Sequence[float]) -> str:
    """Mean with its 90 % bootstrap interval."""
    chance = np.random.default_rng(0)
    draws = chance.choice(np.asarray(differences, float), size=(_DRAWS, len(differences)))
    low, high = np.quantile(draws.mean(axis=1), [0.05, 0.95])
    form = "+.1f" if np.max(np.abs(differences)) > 2 else "+.3f"
    return f"{np.mean(differences):{form}} ({low:{form}} to {high:{form}})"
