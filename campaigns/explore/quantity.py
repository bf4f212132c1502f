"""The measured quantity that a table is about, and how it is made small.

The models make a resistance small. A quantity that should be large enters as one over it, times
1000 for a conductivity in mS/cm (which makes a resistivity in ohm cm); reports turn it back.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class MeasuredQuantity:
    """A measured quantity.

    Attributes:
        name: as a column is called.
        words: in words.
        unit: its unit; empty for a bare number.
        inverted: more is better.
        scale: of the inversion: cost = scale / value.
    """

    name: str
    words: str
    unit: str
    inverted: bool
    scale: float = 1.0

    def cost(self, value: float) -> float:
        """What the models make small."""
        return self.scale / value if self.inverted else value

    def value(self, cost: float) -> float:
        """Back from the cost."""
        return self.scale / cost if self.inverted else cost

    def values(self, cost: Array) -> Array:
        """Back from costs (n,)."""
        return self.scale / cost if self.inverted else cost

    def ordered(self, low_cost: Array, high_cost: Array) -> tuple[Array, Array]:
        """An interval of costs as an interval of values, low end first."""
        ends = self.values(low_cost), self.values(high_cost)
        return ends[::-1] if self.inverted else ends

    @property
    def label(self) -> str:
        """Of an axis."""
        return f"{self.words} / {self.unit}" if self.unit else self.words

    def with_unit(self, value: float) -> str:
        """A value as a sentence says it."""
        return f"{value:.3g} {self.unit}".rstrip()

    @property
    def best(self) -> str:
        """The word for what is wanted."""
        return "highest" if self.inverted else "lowest"


QUANTITIES = {
    q.name: q
    for q in (
        MeasuredQuantity("asr_ohm_cm2", "area-specific resistance", "Ω cm²", inverted=False),
        MeasuredQuantity("sigma_ms_cm", "ionic conductivity", "mS/cm", inverted=True, scale=1000.0),
        MeasuredQuantity("relative_density", "relative density", "", inverted=True),
        MeasuredQuantity("retention", "capacity retention", "", inverted=True),
    )
}
"""By the name of the column."""
