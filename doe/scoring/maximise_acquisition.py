"""Finds the best allowed point of a score: an even cover first, then shrinking clouds."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from doe.domain.candidates import Candidates, rows_of

Array = NDArray[np.float64]
Score = Callable[[Array], Array]

_KEPT = 8  # chosen: points that are followed to a finer scale
_DRAWS = 16  # chosen: neighbours of each at each scale
_WIDTHS = (0.12, 0.045, 0.017, 0.007)  # cube widths; chosen: down to the step of a dial


def best_point(
    score: Score, candidates: Candidates, starts: Array, generator: np.random.Generator
) -> Array:
    """Coordinates (d,) of the best point found.

    Args:
        score: X (n, d) to values (n,), higher is better.
        candidates: what may be pressed.
        starts: points (n, d), n >= 1, all allowed, from which to begin.
        generator: source of the clouds.

    Returns:
        The best of the starts and of four rounds of shrinking clouds about the eight best.
    """
    points, values = _best(starts, score(starts))
    for width in _WIDTHS:
        cloud = candidates.around(points, width, _DRAWS, generator)
        if len(cloud):
            points, values = _best(
                rows_of([points, cloud], points.shape[1]), np.append(values, score(cloud))
            )
    return np.asarray(points[0])


def _best(points: Array, values: Array) -> tuple[Array, Array]:
    order = np.argsort(-values, kind="stable")[:_KEPT]
    return points[order], values[order]
