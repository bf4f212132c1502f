"""Likelihood of a damage grade, given a hidden safety margin (ordered probit)."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import log_ndtr

Array = NDArray[np.float64]

EDGES = np.array([np.inf, 0.0, -0.5, -1.0, -np.inf])
"""Margin, in units of the cell-to-cell scatter, between intact | hairline | cracked | in pieces.

The grades are close together on purpose: a delaminated cell is not twice as far beyond the limit as
a cracked one, so that the grade sharpens the edge without bending it.
"""
BAD_LUCK = 0.03
"""Share of cells that break wherever they are pressed: a flaw in the powder, a slip of the hand.

Without it one unlucky cell condemns the best region of a small campaign.
"""
_TINY = 1e-300
_DIFFERENCE = 1e-4
_LEAST_CURVATURE = 1e-9


def log_likelihood(margin: ArrayLike, grades: NDArray[np.int64]) -> Array:
    """Ln P(grade | margin) (n,): ordered probit, or bad luck that no setting explains.

    P = (1 - e) P_probit + e / 3 for each grade of damage, with e the share of bad luck.
    """
    usual = np.log1p(-BAD_LUCK) + probit_log_likelihood(margin, grades)
    with np.errstate(divide="ignore"):
        unlucky = np.log(np.where(grades > 0, BAD_LUCK / 3, 0.0))
    return np.asarray(np.logaddexp(usual, unlucky))


def probit_log_likelihood(margin: ArrayLike, grades: NDArray[np.int64]) -> Array:
    """Ln P(grade | margin) (n,) = ln[Phi(upper - margin) - Phi(lower - margin)].

    The margin that a cell shows is the hidden one plus standard normal scatter (McCullagh 1980,
    J. R. Stat. Soc. B 42, 109: ordered probit). Stable in both tails.
    """
    upper, lower = EDGES[grades] - margin, EDGES[grades + 1] - margin
    flip = lower > 0  # both far to the right: use the mirrored tail
    high, low = np.where(flip, -lower, upper), np.where(flip, -upper, lower)
    ceiling = log_ndtr(high)
    with np.errstate(invalid="ignore"):
        share = -np.expm1(np.where(np.isneginf(low), -np.inf, log_ndtr(low) - ceiling))
    return np.asarray(ceiling + np.log(np.maximum(share, _TINY)))


def slope_and_curvature(margin: Array, grades: NDArray[np.int64]) -> tuple[Array, Array]:
    """First derivative (n,) of ln P in the margin, and minus the second (n,), at least zero.

    Where bad luck explains a cell, ln P is hollow; the curvature is then taken as zero, so that
    Newton's step stays an ascent.
    """
    first, second = _slopes(margin, grades)
    return first, np.maximum(-second, _LEAST_CURVATURE)


def third_derivative(margin: Array, grades: NDArray[np.int64]) -> Array:
    """Third derivative (n,) of ln P, by a central difference of minus the curvature."""
    ahead = slope_and_curvature(margin + _DIFFERENCE, grades)[1]
    behind = slope_and_curvature(margin - _DIFFERENCE, grades)[1]
    return np.asarray((behind - ahead) / (2 * _DIFFERENCE))


def _slopes(margin: Array, grades: NDArray[np.int64]) -> tuple[Array, Array]:
    """With r(e) = phi(e)/p: d = r(lo) - r(up), d2 = lo r(lo) - up r(up) - d^2."""
    upper, lower = EDGES[grades] - margin, EDGES[grades + 1] - margin
    log_p = probit_log_likelihood(margin, grades)
    at_upper, at_lower = _density_ratio(upper, log_p), _density_ratio(lower, log_p)
    first = at_lower - at_upper
    with np.errstate(invalid="ignore"):
        bend = np.where(np.isinf(lower), 0.0, lower * at_lower)
        bend -= np.where(np.isinf(upper), 0.0, upper * at_upper)
    second = bend - first**2
    usual = (1 - BAD_LUCK) * np.exp(log_p - log_likelihood(margin, grades))  # share not bad luck
    return usual * first, usual * (second + first**2) - (usual * first) ** 2


def _density_ratio(edge: Array, log_p: Array) -> Array:
    exponent = -0.5 * edge**2 - 0.5 * np.log(2 * np.pi) - log_p
    return np.where(np.isinf(edge), 0.0, np.exp(exponent))
