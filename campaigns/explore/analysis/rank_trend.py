"""A trend by ranks: the slope of Theil and Sen, and Kendall's test that there is none.

`scipy.stats` has both and takes a second to load, longer than the whole of a small exploration.
"""

from __future__ import annotations

from math import factorial, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.special import erfc

Array = NDArray[np.float64]

_MOST_EXACT = 33
"""Up to so many values without ties the probability is counted out, as in SciPy."""


def theil_slope(values: Array) -> float:
    """Median of the slopes between all pairs of values, by their place (Sen 1968)."""
    n = len(values)
    slopes = [(values[k:] - values[:-k]) / k for k in range(1, n)]
    return float(np.median(np.concatenate(slopes)))


def kendall_p(values: Array) -> float:
    """Probability of such a trend with their place by chance (Kendall 1970), two-sided."""
    n = len(values)
    falling = rising = 0
    for k in range(1, n):
        steps = values[k:] - values[:-k]
        falling += int(np.count_nonzero(steps < 0))
        rising += int(np.count_nonzero(steps > 0))
    pairs = n * (n - 1) // 2
    _, counts = np.unique(values, return_counts=True)
    ties = counts[counts > 1]
    if len(ties) == 0 and (n <= _MOST_EXACT or min(falling, pairs - falling) <= 1):
        return _exact(n, min(falling, pairs - falling))
    tied = float(np.sum(ties * (ties - 1.0) * (2.0 * ties + 5.0)))
    variance = (n * (n - 1) * (2 * n + 5) - tied) / 18.0
    if variance <= 0.0:
        return 1.0
    return float(erfc(abs(rising - falling) / sqrt(2.0 * variance)))


def _exact(n: int, falling: int) -> float:
    """Share of the orders of n values with so few falling pairs or so many, both tails."""
    if 2 * falling == n * (n - 1) // 2:
        return 1.0
    orders = [1] + [0] * falling  # orders[k]: those of the first values with k falling pairs
    for count in range(2, n + 1):
        sums = np.cumsum(np.array(orders, dtype=object))
        orders = [sums[k] - (sums[k - count] if k >= count else 0) for k in range(falling + 1)]
    return min(1.0, 2 * int(sum(orders)) / factorial(n))
