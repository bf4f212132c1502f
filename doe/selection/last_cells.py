"""The last cells of a budget: pressed where they improve the final advice most.

Worth is the knowledge gradient (Frazier, Powell, Dayanik 2009, INFORMS J. Comput. 21, 599) of the
rule of the advice: by how much the score of what would be advised is going to rise once the cell
has held and was measured, or has broken. A cell at the edge of what is allowed lets the advice move
there if it holds. What a broken cell costs is no part of that; so the last cells obey the budget of
risk like all others.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from doe.domain.candidates import rows_of
from doe.domain.learners import Array, Failures
from doe.posterior.posterior import Posterior
from doe.recommendation.advice_rule import AdviceRule, ButForIntegrity

LAST_SHARE = 0.2
"""Of the budget. With none, final advice on 21 tuning powders had a mean loss of 5.7 % for 5.2 %
and was truly safe in 86 % for 90 %."""
_POOL = 150  # chosen: so many points have a small joint covariance
_ASKED = 4  # chosen: each costs two models of what cells bear
_APART = 0.05  # root mean square cube widths between two points that are asked about
_MAY_HOLD = 0.6  # chosen: an edge that is less sure is not worth the cell
_HOPE = 0.5  # standard deviations of the target; chosen: mean first, doubt second
_STEEPNESS = 20.0  # chosen: what lacks a hundredth of P(intact) in hope must be a fifth better
_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(7)
_SHARES = _WEIGHTS / np.sum(_WEIGHTS)


def is_last(count: int, budget: int | None) -> bool:
    """Whether the cell after `count` cells is one of the last ones of the budget."""
    return budget is not None and budget * (1 - LAST_SHARE) <= count < budget


def sharpest(
    rule: AdviceRule,
    first: Array,
    starts: Array,
    permits: Callable[[Array], NDArray[np.bool_]],
) -> Array | None:
    """The point (d,) whose cell improves the advice most; None where that cannot be said.

    Args:
        rule: by which protocols are compared now.
        first: points (m, d) that are asked about first: the advice, what would be pressed else.
        starts: allowed coordinates (n, d).
        permits: which points (n, d) may be pressed next.
    """
    posterior = rule.posterior
    if posterior.target is None or posterior.trade is not None or posterior.goal.integrity_weight:
        return None
    pool = rows_of([first, _hopeful(rule, starts)], first.shape[1])
    allowed = np.flatnonzero(permits(pool))
    asked = allowed[_spread(pool[allowed])]
    if not len(asked):
        return None
    moves, rest = _moves(posterior, pool), rule.but_for_integrity(pool)

    def score_after(row: int) -> float:
        return _score_after(rule, pool, rest, row, moves[row])

    return np.asarray(pool[max(asked, key=score_after)])


def _hopeful(rule: AdviceRule, starts: Array) -> Array:
    """What may be advised once more is known: the best points if margins and mean are hoped."""
    posterior = rule.posterior
    safe = starts[posterior.p_intact(starts) >= _MAY_HOLD]
    mean, std = posterior.objective(safe)
    short = np.maximum(0.0, rule.least_p_intact - posterior.p_intact(safe, 1.0))
    order = np.argsort(mean - _HOPE * std + _STEEPNESS * short, kind="stable")
    return np.asarray(safe[order[:_POOL]])


def _spread(points: Array) -> list[int]:
    """The first rows of the points (n, d) that lie apart from each other."""
    kept = [0] if len(points) else list[int]()
    for row, x in enumerate(points):
        if len(kept) < _ASKED:
            apart = np.sqrt(np.mean((points[kept] - x) ** 2, axis=1))
            if np.all(apart > _APART):
                kept.append(row)
    return kept


def _score_after(
    rule: AdviceRule, pool: Array, rest: ButForIntegrity, row: int, moves: Array
) -> float:
    """The score of the advice that is expected after a cell at that row of the pool (n, d).

    Args:
        rule: by which protocols are compared now.
        pool: what may be advised then.
        rest: what its scores rest on apart from P(intact), which one cell does not change.
        row: where the cell is pressed.
        moves: by how much one sigma of it moves the target over the pool (n,).
    """
    posterior, x = rule.posterior, pool[row : row + 1]
    held = float(posterior.p_intact(pool)[row])
    mode = _most_probable_failure(posterior, pool, row)
    ways = [(held, None, moves), (1.0 - held, mode, np.zeros(len(pool)))]
    reached = 0.0
    for share, failed_by, moved in ways:
        seen = posterior.integrity.one_more(x, _fate(failed_by, named=posterior.limits_known))
        score = rule.with_integrity(seen, pool, rest)
        reached += share * float(np.max(score[:, None] - moved[:, None] * _NODES, axis=0) @ _SHARES)
    return reached


def _moves(posterior: Posterior, pool: Array) -> Array:
    """By how much one sigma of a cell at each point moves the target at all points (n, n)."""
    assert posterior.target is not None  # noqa: S101  `sharpest` has asked
    _, covariance = posterior.target.joint(pool)
    std = np.sqrt(np.diag(covariance) + posterior.target.noise_std**2)
    return np.asarray(posterior.goal.weight * covariance / std[:, None])


def _most_probable_failure(posterior: Posterior, pool: Array, row: int) -> str:
    """The mode by which a cell at that row of the pool (n, d) fails most probably."""
    holds = posterior.integrity.at(pool).p_holds()
    modes = [limit.mode for limit in posterior.integrity.limits()]
    return min(modes or list(holds), key=lambda name: float(holds[name][row]))


def _fate(mode: str | None, *, named: bool) -> Failures:
    """What becomes of one cell, which fails by a mode or holds; `named` where its mode is known."""
    shorted = mode == "shorted"
    return Failures(
        np.array([0 if mode is None or shorted else 2]),
        np.array([shorted]),
        ((mode,) if named and mode is not None else (),),
        ((),),
    )
