"""The values that a surface is fitted to: checked, and how far they spread."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

TYPICAL_SPREAD = 0.3  # ln units between protocols of one campaign; holds until data tell better
_SPREAD_WEIGHT = 2.0  # that expectation counts as two cells


def checked(X: ArrayLike, y: ArrayLike, noise_variance: ArrayLike | None) -> tuple[Array, ...]:
    """Cells (n, d), values (n,) and their variances (n,) as arrays.

    Raises:
        ValueError: no cell, shapes that do not fit, or values that are not finite.
    """
    cells, values = np.asarray(X, dtype=float), np.asarray(y, dtype=float)
    if cells.ndim != 2 or len(cells) == 0:
        raise ValueError(f"X must be a table of at least one cell, got shape {cells.shape}.")
    own = np.zeros(len(cells)) if noise_variance is None else np.asarray(noise_variance, float)
    for name, column in (("y", values), ("noise_variance", own)):
        if column.shape != (len(cells),):
            raise ValueError(f"{name} has shape {column.shape}, expected ({len(cells)},).")
    for name, table in (("X", cells), ("y", values), ("noise_variance", own)):
        if not np.all(np.isfinite(table)):
            raise ValueError(f"{name} holds a value that is not finite.")
    if np.any(own < 0):
        raise ValueError("noise_variance holds a negative value.")
    return cells, values, own


def spread_of(centred: Array) -> float:
    """Standard deviation of the values, drawn to the typical one while cells are few."""
    total = _SPREAD_WEIGHT * TYPICAL_SPREAD**2 + float(np.sum(centred**2))
    return float(np.sqrt(total / (_SPREAD_WEIGHT + len(centred))))


def part_of(table: Array | None, rows: NDArray[np.int64]) -> Array | None:
    """The rows and columns of a covariance that teach hyperparameters."""
    return None if table is None else table[np.ix_(rows, rows)]
