"""Is pressing a tested protocol again worth more than a new one?

Worth is the knowledge gradient (Frazier, Powell, Dayanik 2009, INFORMS J. Comput. 21, 599): by how
much the best expected value among safe protocols is going to fall once the cell has been measured.
Unlike expected improvement it sees what a second cell at the same point tells: whether the first
one was luck.
"""

import numpy as np
from numpy.typing import NDArray

from doe.posterior.posterior import Posterior

Array = NDArray[np.float64]

_NEAREST_TO_BEST = 6  # chosen: replicates further from the best say nothing of it
_POOL = 120  # chosen: so many points have a small joint covariance
_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(15)
_SHARES = _WEIGHTS / np.sum(_WEIGHTS)
_SAFE = 0.85  # chosen: between the usual and the careful P(intact) of the risk budget
_LEAST_WORTH = 3e-4  # of a logarithm: below, nothing is left to be learned about the best
_CLEARLY = 1.1  # a replicate must be worth more by a tenth: a new point also shows the landscape


def worth_again(posterior: Posterior, x: Array, starts: Array) -> Array | None:
    """A tested point (d,) whose replicate is worth more than the new one at x (d,); else None.

    Args:
        posterior: models of the history.
        x: what would be pressed next.
        starts: allowed coordinates (n, d) among which the best may lie.
    """
    if posterior.target is None or posterior.trade is not None or posterior.goal.integrity_weight:
        return None
    tested = _promising(posterior, posterior.cells.units[posterior.cells.intact], _NEAREST_TO_BEST)
    pool = _promising(posterior, starts, _POOL)
    if len(tested) == 0 or len(pool) == 0:
        return None
    asked = np.vstack([x[None, :], tested])
    worth = knowledge_gradient(posterior, asked, np.vstack([pool, tested]))
    best = int(np.argmax(worth[1:]))
    wanted = max(_CLEARLY * worth[0], _LEAST_WORTH)
    return np.asarray(tested[best]) if worth[1 + best] > wanted else None


def knowledge_gradient(posterior: Posterior, asked: Array, pool: Array) -> Array:
    """Expected fall (m,) of the least expected target over pool (n, d), for one cell at each asked.

    A cell that breaks tells nothing of the target: the gain counts with its probability to hold.
    """
    if posterior.target is None:
        return np.zeros(len(asked))
    mean, covariance = posterior.target.joint(np.vstack([pool, asked]))
    n, noise = len(pool), posterior.target.noise_std
    variance = np.diag(covariance)[n:] + noise**2
    moves = covariance[:n, n:] / np.sqrt(variance)[None, :]
    reached = np.min(mean[:n, None, None] + moves[:, :, None] * _NODES, axis=0)
    fall = np.min(mean[:n]) - reached @ _SHARES
    return np.asarray(np.maximum(fall, 0.0) * posterior.p_intact(asked))


def _promising(posterior: Posterior, X: Array, most: int) -> Array:
    """The safe rows with the best hope."""
    safe = X[posterior.p_intact(X) >= _SAFE] if len(X) else X
    if len(safe) == 0:
        return safe
    mean, std = posterior.objective(safe)
    return np.asarray(safe[np.argsort(mean - std, kind="stable")[:most]])
