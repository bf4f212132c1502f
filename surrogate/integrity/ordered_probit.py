"""Likelihood of a damage grade, given a hidden safety margin (ordered probit)."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_ndtr

Array = NDArray[np.float64]

_NEVER = 1e9  # as good as infinite, and zero times it is zero
EDGES = np.array([_NEVER, 0.0, -0.5, -1.0, -_NEVER])
"""Margin, in units of the cell-to-cell scatter, between intact | hairline | cracked | in pieces.

The grades are close together on purpose: a delaminated cell is not twice as far beyond the limit as
a cracked one, so that the grade sharpens the edge without bending it.
"""
BAD_LUCK = 0.03
"""Share of cells that break wherever they are pressed: a flaw in the powder, a slip of the hand.

Without it one unlucky cell condemns the best region of a small campaign.
"""
FAILED = 4
"""A cell that failed, its grade left open: anywhere below the first edge."""
_UPPER_LOWER = np.stack([[*EDGES[:-1], EDGES[1]], [*EDGES[1:], EDGES[4]]])
_SHARE_OF_LUCK = np.array([0.0, *[1 / 3] * 3, 1.0])
_TINY = 1e-300  # the least number whose logarithm is finite, nearly
_DIFFERENCE = 1e-4  # half width of a central difference; chosen: between rounding and curvature
_LEAST_CURVATURE = 1e-9  # keeps the curvature positive
_HALF_LOG_TWO_PI = 0.5 * np.log(2 * np.pi)


class Likelihood(NamedTuple):
    """Ln P(grade | margin) of cells, and how it changes with the margin.

    Attributes:
        log_p: ln P (n,).
        slope: first derivative (n,) in the margin.
        curvature: minus the second (n,), at least zero: where bad luck explains a cell, ln P is
            hollow; the curvature is then taken as zero, so that Newton's step stays an ascent.
    """

    log_p: Array
    slope: Array
    curvature: Array


def likelihood(
    margin: Array,
    grades: NDArray[np.int64],
    variance: Array | None = None,
    luck: Array | float = BAD_LUCK,
) -> Likelihood:
    """Ordered probit, or bad luck that no setting explains, with its derivatives in one pass.

    P = (1 - e) P_probit + e / 3 for each grade of damage, with e the share of bad luck. With
    r(edge) = phi(edge) / P_probit: d = r(lo) - r(up), d2 = lo r(lo) - up r(up) - d^2.

    Args:
        margin: hidden margins (n,), or their means where they are uncertain.
        grades: damage grades (n,).
        variance: of the margins (n,), over which P is averaged; None where they are known.
        luck: e, of each cell (n,) where something else may have broken it.
    """
    edges = _UPPER_LOWER.take(grades, axis=1) - margin
    scatter = None if variance is None else np.sqrt(1.0 + variance)
    if scatter is not None:
        edges /= scatter
    probit = _between(edges)
    unlucky = np.log(np.maximum(luck * _SHARE_OF_LUCK[grades], _TINY))
    log_p = np.logaddexp(np.log1p(-luck) + probit, unlucky)
    ratio = np.exp(-0.5 * edges * edges - (_HALF_LOG_TWO_PI + probit))
    first = ratio[1] - ratio[0]
    ratio *= edges
    bend = ratio[1] - ratio[0]
    if scatter is not None:
        first, bend = first / scatter, bend / scatter**2
    usual = (1 - luck) * np.exp(probit - log_p)  # share that is not bad luck
    slope = usual * first
    return Likelihood(log_p, slope, np.maximum(slope**2 - usual * bend, _LEAST_CURVATURE))


def third_derivative(
    margin: Array, grades: NDArray[np.int64], luck: Array | float = BAD_LUCK
) -> Array:
    """Third derivative (n,) of ln P, by a central difference of minus the curvature."""
    shifted = np.concatenate([margin + _DIFFERENCE, margin - _DIFFERENCE])
    twice = np.tile(luck, 2) if isinstance(luck, np.ndarray) else luck
    seen = likelihood(shifted, np.tile(grades, 2), luck=twice)
    ahead, behind = seen.curvature.reshape(2, -1)
    return np.asarray((behind - ahead) / (2 * _DIFFERENCE))


def _between(edges: Array) -> Array:
    """Ln[Phi(upper) - Phi(lower)] (n,) of edges (2, n), stable in both tails.

    The margin that a cell shows is the hidden one plus standard normal scatter (McCullagh 1980,
    J. R. Stat. Soc. B 42, 109: ordered probit).
    """
    turned = np.where(edges[1] > 0, -edges[::-1], edges)  # far to the right: the mirrored tail
    ceiling, floor = log_ndtr(turned)
    share = -np.expm1(np.minimum(floor - ceiling, 0.0))
    return np.asarray(ceiling + np.log(np.maximum(share, _TINY)))
