"""Gaussian process behind a non-Gaussian likelihood: expectation propagation.

Laplace's approximation looks at the most probable margins. Behind a probit they lie well inside the
mean ones (one whole cell, prior 1.2 +- 3.2: 1.9 against 3.0), so that it promises too little of
whole cells. Expectation propagation matches means and variances instead and is the calibrated one
of the two (Nickisch and Rasmussen, J. Mach. Learn. Res. 9 (2008) 2035).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from surrogate.gp.cholesky import inverse_diagonal, lengths, reduced, solved
from surrogate.integrity.laplace import stable_factor
from surrogate.integrity.ordered_probit import BAD_LUCK, likelihood

Array = NDArray[np.float64]

MOST_SWEEPS = 40  # chosen: an end for what does not settle
_CLOSE_ENOUGH = 3e-4  # of a margin's mean, in units of the scatter from cell to cell
_DAMPING = 0.8  # 0.9 circles now and then, 0.7 takes a quarter more sweeps
_MANY = 300  # cells; chosen: of fewer the usual way takes no time either
_LEAST_SAID = 1e-5  # precision; chosen: rounding of 1e-13 becomes 1e-8 of a variance
_LEAST_PRECISION = 1e-6  # keeps a cavity's variance positive


@dataclass(frozen=True, eq=False)
class Sites:
    """A Gaussian in the place of each cell's likelihood.

    Attributes:
        precision: inverse variances (n,), never negative.
        shift: precision times mean (n,), the mean counted from the expected margin.
    """

    precision: Array
    shift: Array


@dataclass(frozen=True, eq=False)
class MarginPosterior:
    """Margins given the cells, as a Gaussian.

    Attributes:
        sites: what stands for the cells.
        root: square root (n,) of the sites' precisions.
        factor: Cholesky factor (n, n) of I + S^1/2 K S^1/2.
        dual: K^-1 (mean - expected) (n,).
    """

    sites: Sites
    root: Array
    factor: Array
    dual: Array


def expect(
    K: Array,
    grades: NDArray[np.int64],
    expected: Array,
    start: Sites,
    luck: Array | float = BAD_LUCK,
    sweeps: int = MOST_SWEEPS,
) -> MarginPosterior:
    """Match each cell's mean and variance in turn, all cells at once, until nothing moves.

    Rasmussen and Williams 2006, section 3.6, in the parallel, damped form.

    Args:
        K: prior covariance (n, n) of the margins.
        grades: damage grades (n,).
        expected: prior mean (n,) of the margins.
        start: sites to begin with, those of Laplace's approximation or of nearly the same cells.
        luck: probability of each cell (n,) to break whatever its margin.
        sweeps: over all cells, at most.
    """
    seen, before = posterior(K, start), np.full(len(expected), np.inf)
    prior = K.diagonal()
    for _ in range(sweeps):
        sites, mean = seen.sites, K @ seen.dual
        if np.all(np.abs(mean - before) < _CLOSE_ENOUGH):
            break
        variance = _variances(K, prior, seen)
        matched = _matched(mean, variance, sites, grades, expected, luck)
        damped = Sites(
            sites.precision + _DAMPING * (matched.precision - sites.precision),
            sites.shift + _DAMPING * (matched.shift - sites.shift),
        )
        seen, before = posterior(K, damped), mean
    return seen


def _variances(K: Array, prior: Array, seen: MarginPosterior) -> Array:
    """Of the margins (n,), given the sites.

    Of many cells by the inverse of B = I + S^1/2 K S^1/2, since S^1/2 V S^1/2 = I - B^-1: a third
    of the work. Where a site says hardly anything that would be a difference of equal numbers.
    """
    if len(prior) < _MANY:
        return np.asarray(prior - lengths(reduced(seen.factor, seen.root[:, None] * K)))
    speaks = seen.sites.precision > _LEAST_SAID
    variance = np.empty(len(prior))
    left = inverse_diagonal(seen.factor)[speaks]
    variance[speaks] = (1.0 - left) / seen.sites.precision[speaks]
    across = seen.root[:, None] * K[:, ~speaks]
    variance[~speaks] = prior[~speaks] - lengths(reduced(seen.factor, across))
    return variance


def _matched(
    mean: Array,
    variance: Array,
    sites: Sites,
    grades: NDArray[np.int64],
    expected: Array,
    luck: Array | float,
) -> Sites:
    """Sites that give each cell the moments of its true likelihood times what the others say."""
    doubt = 1.0 / np.maximum(1.0 / variance - sites.precision, _LEAST_PRECISION)
    others = doubt * (mean / variance - sites.shift)
    matched = likelihood(others + expected, grades, doubt, luck)
    left = 1.0 - doubt * matched.curvature  # share of the variance that the cell leaves
    return Sites(matched.curvature / left, (matched.slope + others * matched.curvature) / left)


def posterior(K: Array, sites: Sites) -> MarginPosterior:
    """Margins (n,) of prior covariance K (n, n), given the sites."""
    root = np.sqrt(sites.precision)
    factor = stable_factor(K, root)
    inner = solved(factor, root * (K @ sites.shift))
    return MarginPosterior(sites, root, factor, sites.shift - root * inner)
