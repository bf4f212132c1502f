"""Box-Behnken designs: three levels, no corner: no cell is pressed hard in everything at once."""

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from doe.classical.factorial import full_factorial

Array = NDArray[np.float64]

BLOCKS: dict[int, tuple[tuple[int, ...], ...]] = {
    3: tuple(combinations(range(3), 2)),
    4: tuple(combinations(range(4), 2)),
    5: tuple(combinations(range(5), 2)),
    6: ((0, 1, 3), (1, 2, 4), (2, 3, 5), (0, 3, 4), (1, 4, 5), (0, 2, 5)),
    7: ((3, 4, 5), (0, 5, 6), (1, 4, 6), (0, 1, 3), (2, 3, 6), (0, 2, 4), (1, 2, 5)),
}
"""Which factors move together, by number of factors.

From six factors on they move in threes, not in pairs (48 and 56 runs, not 60 and 84).
Source: Box and Behnken, Technometrics 2 (1960) 455, table 4.
"""


def box_behnken(factors: int) -> Array:
    """Two-level factorials in two or three factors at a time, the others at their middle.

    Returns:
        Coded settings (12, 24, 40, 48 or 56 runs for 3 to 7 factors, d), without centre points.

    Raises:
        ValueError: fewer than 3 or more than 7 factors.
    """
    if factors not in BLOCKS:
        raise ValueError(
            f"Box-Behnken designs are tabled for 3 to 7 factors, got {factors}; "
            "with 2, take a central composite design."
        )
    parts = []
    for block in BLOCKS[factors]:
        part = np.zeros((2 ** len(block), factors))
        part[:, list(block)] = full_factorial([2] * len(block))
        parts.append(part)
    return np.vstack(parts)
