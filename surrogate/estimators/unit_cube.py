"""Settings in any unit, mapped to the unit cube that the models work in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class UnitCube:
    """The box around the cells that a model was fitted to.

    Attributes:
        low: Smallest value of each knob (d,).
        width: Largest less smallest (d,); 1 for a knob that did not move.
    """

    low: Array
    width: Array

    @classmethod
    def around(cls, X: Array) -> UnitCube:
        """The smallest box that holds X (n, d)."""
        low, width = X.min(axis=0), np.ptp(X, axis=0)
        return cls(low, np.where(width > 0, width, 1.0))

    def of(self, X: Array) -> Array:
        """X (n, d) in units of the box; points outside of it lie outside of the cube."""
        return np.asarray((X - self.low) / self.width)
