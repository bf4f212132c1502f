"""Factorial designs: every corner of the box, or a chosen fraction of the corners."""

from collections.abc import Sequence
from itertools import product

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

MOST_RUNS = 4096  # chosen: a full design of 12 factors at two levels

GENERATORS: dict[tuple[int, int], tuple[str, int]] = {
    (3, 4): ("a b ab", 3),
    (4, 8): ("a b c abc", 4),
    (5, 8): ("a b c ab ac", 3),
    (5, 16): ("a b c d abcd", 5),
    (6, 8): ("a b c ab ac bc", 3),
    (6, 16): ("a b c d abc bcd", 4),
    (6, 32): ("a b c d e abcde", 6),
    (7, 8): ("a b c ab ac bc abc", 3),
    (7, 16): ("a b c d abc bcd acd", 4),
    (7, 32): ("a b c d e abcd abde", 4),
    (7, 64): ("a b c d e f abcdef", 7),
    (8, 16): ("a b c d bcd acd abc abd", 4),
    (8, 32): ("a b c d e abc abd bcde", 4),
    (8, 64): ("a b c d e f abcd abef", 5),
}
"""(factors, runs) to generators and resolution: the minimum-aberration fractions.

Source: Box, Hunter and Hunter, Statistics for Experimenters, 2nd ed. (2005), table 6.22; the same
fractions in the NIST/SEMATECH e-Handbook of Statistical Methods, section 5.3.3.4.7.
"""


def full_factorial(levels: Sequence[int]) -> Array:
    """Every combination of equally spaced levels.

    Args:
        levels: number of levels of each factor, each at least 2.

    Returns:
        Coded settings (product of levels, d); -1 is the low bound, +1 the high one. The first
        factor changes fastest (Yates' order).

    Raises:
        ValueError: a factor with fewer than two levels, or more than 4096 runs.
    """
    if not levels or min(levels) < 2:
        raise ValueError(f"A factorial needs two levels a factor or more, got {list(levels)}.")
    runs = int(np.prod(np.asarray(levels, dtype=float)))
    if runs > MOST_RUNS:
        raise ValueError(
            f"A full factorial of {len(levels)} factors has {runs} runs; choose fewer levels, "
            "a fraction or an optimal design."
        )
    ladders = [np.linspace(-1.0, 1.0, count) for count in reversed(levels)]
    return np.array(list(product(*ladders)))[:, ::-1].copy()


def fractional_factorial(factors: int, runs: int) -> Array:
    """The minimum-aberration two-level fraction with so many runs.

    Returns:
        Coded settings (runs, factors) at -1 and +1.

    Raises:
        ValueError: no such fraction is tabled; the message lists the run counts that are.
    """
    if (factors, runs) not in GENERATORS:
        known = ", ".join(str(count) for f, count in sorted(GENERATORS) if f == factors)
        offer = f"tabled are {known} runs" if known else "fractions are tabled for 3 to 8 factors"
        raise ValueError(f"No two-level fraction of {factors} factors in {runs} runs: {offer}.")
    import pydoe  # loads all of scipy's distributions, half a second, for who asks for a design

    return np.asarray(pydoe.fracfact(GENERATORS[factors, runs][0]), dtype=float)


def resolution(factors: int, runs: int) -> int:
    """Length of the shortest word that is confounded with the mean: 3, 4, 5 ...

    At 3 a main effect cannot be distinguished from a pair of factors; at 4 pairs cannot be
    distinguished from each other; from 5 on all main effects and pairs are clear.
    """
    return GENERATORS[factors, runs][1]


def best_fraction(factors: int, budget: int) -> int | None:
    """Largest tabled fraction within the budget; None when there is none."""
    fitting = [runs for f, runs in GENERATORS if f == factors and runs <= budget]
    return max(fitting, default=None)
