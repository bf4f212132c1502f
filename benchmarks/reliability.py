"""Is P(intact) as said the share that stays intact? A table, bin by bin."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
FIXED = (0.0, 0.5, 0.7, 0.8, 0.9, 1.0)
_INNER = (0.2, 0.4, 0.6, 0.8)
_ENOUGH = 30


def fifths(said: Array) -> tuple[float, ...]:
    """Edges of five bins that hold about as many cells each; what is said has two digits."""
    inner = (float(edge) for edge in np.quantile(said, _INNER))
    return (0.0, *inner, 1.0)


def reliability(said: Array, true: Array, edges: Sequence[float]) -> str:
    """Mean said and mean true P(intact), bin by bin."""
    lines = ["| said P(intact) | cells | mean said | mean true | apart |", "|---|---|---|---|---|"]
    for low, high in pairwise(edges):
        inside = (said >= low) & (said < high if high < 1 else said <= high)
        if np.any(inside):
            a, b = np.mean(said[inside]), np.mean(true[inside])
            few = " (too few to tell)" if np.sum(inside) < _ENOUGH else ""
            lines.append(
                f"| {low:g}-{high:g} | {np.sum(inside)} | {a:.2f} | {b:.2f} | {b - a:+.2f}{few} |"
            )
    return "\n".join(lines)
