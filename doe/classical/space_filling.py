"""Space-filling designs: no model assumed, every region visited."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Allowed = Callable[[Array], NDArray[np.bool_]]

_MOST_DRAWS = 1 << 16  # chosen: rules that leave one point in a thousand still fill 60 runs


def sobol(runs: int, factors: int, seed: int, allowed: Allowed | None = None) -> Array:
    """The first points of a scrambled Sobol sequence that the rules allow.

    Args:
        runs: number of points.
        factors: number of factors.
        seed: of the scrambling.
        allowed: coded settings (n, d) to a mask (n,); None when everything is allowed.

    Returns:
        Coded settings (runs, factors) within -1..1.

    Raises:
        ValueError: the rules leave so little that 65536 draws do not fill the design.
    """
    found, drawn = first_allowed(runs, factors, seed, allowed)
    if len(found) < runs:
        raise ValueError(
            f"The constraints leave {len(found)} of {drawn} points of the box; "
            f"{runs} runs do not fit. Widen the ranges or drop a constraint."
        )
    return found


def first_allowed(
    runs: int, factors: int, seed: int, allowed: Allowed | None = None
) -> tuple[Array, int]:
    """As `sobol`, at most `runs` of them where the rules leave fewer; and how many were drawn."""
    from scipy.stats import qmc  # half a second, for who asks for such a design

    sampler = qmc.Sobol(factors, rng=np.random.default_rng(seed))
    found = np.empty((0, factors))
    drawn, chunk = 0, 1 << max(4, (runs - 1).bit_length())
    while len(found) < runs and drawn < _MOST_DRAWS:
        coded = 2.0 * sampler.random(chunk) - 1.0
        drawn += chunk
        found = np.vstack([found, coded if allowed is None else coded[allowed(coded)]])
    return found[:runs], drawn


def far_apart(points: Array, runs: int) -> Array:
    """`runs` of the points (n, d), each the farthest from those before it."""
    chosen, apart = [0], np.full(len(points), np.inf)
    while len(chosen) < runs:
        apart = np.minimum(apart, np.sum((points - points[chosen[-1]]) ** 2, axis=1))
        chosen.append(int(np.argmax(apart)))
    return np.asarray(points[chosen])
