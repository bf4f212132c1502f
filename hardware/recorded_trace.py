"""What was recorded while a cell was pressed; errors carry it as well as records."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class PressTrace:
    """Everything recorded while a cell was pressed; 10 Hz or better; all arrays have shape (n,)."""

    time_s: NDArray[np.float64]
    """Seconds since the first sample of this cell."""
    force_kn: NDArray[np.float64]
    """nan on an isostatic press."""
    mpa: NDArray[np.float64]
    planned_mpa: NDArray[np.float64]
    """nan outside a step."""
    phase: NDArray[np.str_]
    step: NDArray[np.int64]
    """Index into the protocol's steps; -1 outside."""
    position_mm: NDArray[np.float64]
    """nan where unknown."""
