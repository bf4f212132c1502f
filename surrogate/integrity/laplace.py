"""Gaussian process behind a non-Gaussian likelihood: Laplace's approximation."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from surrogate.gp.cholesky import factorised_in_place, lengths, reduced, solved
from surrogate.integrity.ordered_probit import BAD_LUCK, Likelihood, likelihood, third_derivative

Array = NDArray[np.float64]

_MOST_STEPS = 30  # chosen: an end for what does not settle
_CLOSE_ENOUGH = 1e-4  # in ln probability; the last step leaves the square of that


@dataclass(frozen=True, eq=False)
class Mode:
    """Most probable margins and what is needed around them.

    Attributes:
        margin: most probable hidden margins (n,).
        slope: d ln p / d margin there (n,).
        root_curvature: square root of minus the second derivative (n,).
        factor: Cholesky factor (n, n) of I + W^1/2 K W^1/2.
        evidence: approximate ln marginal likelihood.
        grades: what was seen (n,).
        dual: K^-1 (margin - expected) (n,).
        luck: probability of each cell (n,) to break whatever its margin.
    """

    margin: Array
    slope: Array
    root_curvature: Array
    factor: Array
    evidence: float
    grades: NDArray[np.int64]
    dual: Array
    luck: Array | float


def find_mode(
    K: Array,
    grades: NDArray[np.int64],
    expected: Array,
    start: Array | None = None,
    luck: Array | float = BAD_LUCK,
) -> Mode:
    """Newton's search for the mode (Rasmussen and Williams 2006, algorithm 3.1).

    Args:
        K: prior covariance (n, n) of the margins.
        grades: damage grades (n,).
        expected: prior mean (n,) of the margins.
        start: dual (n,) of a mode close by, where one is known.
        luck: probability of each cell (n,) to break whatever its margin.

    Returns:
        The mode. A step that lowers the objective is halved, so that the search always ends.
    """
    dual = np.zeros(len(expected)) if start is None else start
    margin = expected + K @ dual
    seen = likelihood(margin, grades, luck=luck)
    best = _objective(margin, dual, seen, expected)
    for _ in range(_MOST_STEPS):
        target = _newton(K, seen, expected, margin)
        share, gained = 1.0, -np.inf
        while share > 1e-3:
            trial = dual + share * (target - dual)
            moved = expected + K @ trial
            at_moved = likelihood(moved, grades, luck=luck)
            gained = _objective(moved, trial, at_moved, expected) - best
            if gained >= 0:
                break
            share /= 2
        if gained < 0:
            break
        margin, dual, seen, best = moved, trial, at_moved, best + gained
        if gained < _CLOSE_ENOUGH:
            break
    root = np.sqrt(seen.curvature)
    factor = stable_factor(K, root)
    evidence = best - float(np.log(factor.diagonal()).sum())
    return Mode(margin, seen.slope, root, factor, evidence, grades, dual, luck)


def evidence_slope(mode: Mode, K: Array) -> Array:
    """Derivative (n, n) of the evidence in each entry of K (n, n).

    Rasmussen and Williams 2006, algorithm 5.1, read for any change of K: the explicit part and the
    part by which the mode itself moves.
    """
    root = mode.root_curvature
    R = root[:, None] * solved(mode.factor, np.diag(root))
    C = reduced(mode.factor, root[:, None] * K)
    pull = 0.5 * (K.diagonal() - lengths(C)) * third_derivative(mode.margin, mode.grades, mode.luck)
    explicit = 0.5 * (np.outer(mode.dual, mode.dual) - R)
    return np.asarray(explicit + np.outer(pull - R @ (K @ pull), mode.slope))


def stable_factor(K: Array, root: Array) -> Array:
    """Cholesky factor (n, n) of I + R K R for a diagonal R = root (n,): never near singular."""
    B = root[:, None] * K.T  # K is its own transpose, which stands column by column as LAPACK asks
    B *= root
    B.T.reshape(-1)[:: len(B) + 1] += 1.0
    return factorised_in_place(B)


def _newton(K: Array, seen: Likelihood, expected: Array, margin: Array) -> Array:
    root = np.sqrt(seen.curvature)
    b = seen.curvature * (margin - expected) + seen.slope
    return np.asarray(b - root * solved(stable_factor(K, root), root * (K @ b)))


def _objective(margin: Array, dual: Array, seen: Likelihood, expected: Array) -> float:
    return float(-0.5 * dual @ (margin - expected) + seen.log_p.sum())
