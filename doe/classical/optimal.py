"""Optimal designs: the best n points of all that can be set, for a stated model.

Exchange in the manner of Fedorov (Theory of Optimal Experiments, 1972) with the update formulas of
Meyer and Nachtsheim (Technometrics 37, 1995, 60): starting from random points, each point in turn
is swapped for the candidate that helps most, until no swap helps; the best of several starts stays.
Steps and rules between knobs need no thought here: what cannot be set is no candidate.
"""

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from doe.classical.model_terms import Term, model_matrix

Array = NDArray[np.float64]
Indices = NDArray[np.int64]
Criterion = Literal["D", "I"]

_RIDGE = 1e-6  # while a random start does not yet span the model
_GAIN = 1e-7  # relative; below it a swap is noise
_MOST_PASSES = 60  # chosen: an end for what does not settle


def optimal_design(
    candidates: Array,
    runs: int,
    terms: Sequence[Term],
    *,
    criterion: Criterion = "D",
    seed: int = 0,
    starts: int = 20,
    fixed: Array | None = None,
) -> Array:
    """Choose `runs` of the candidates, repeats allowed.

    Args:
        candidates: coded settings (N, d) that can be set and that obey the rules.
        runs: number of points to choose.
        terms: the model's p terms.
        criterion: "D" for the tightest coefficients (largest |X'X|), "I" for the tightest
            predictions (smallest variance averaged over the candidates).
        seed: of the random starts.
        starts: number of them.
        fixed: coded settings (m, d) of cells that exist already and are built upon.

    Returns:
        Coded settings (runs, d).

    Raises:
        ValueError: fewer cells than terms, or candidates that cannot tell the terms apart.
    """
    F = model_matrix(candidates, terms)
    kept = np.empty((0, F.shape[1])) if fixed is None else model_matrix(fixed, terms)
    _check(F, runs + len(kept))
    rng = np.random.default_rng(seed)
    weight = None if criterion == "D" else F.T @ F / len(F)
    best: tuple[float, Indices] | None = None
    for _ in range(starts):
        chosen = _exchange(F, kept, _start(F, runs, rng), weight)
        score = _score(np.vstack([F[chosen], kept]), weight)
        if best is None or score > best[0]:
            best = (score, chosen)
    assert best is not None  # noqa: S101 -- at least one start
    return candidates[np.sort(best[1])]


def _check(F: Array, cells: int) -> None:
    p = F.shape[1]
    if cells < p:
        raise ValueError(
            f"{cells} runs cannot estimate the model's {p} terms; {p} is the least, "
            f"{p + 3} leave something to judge the fit by. Or choose a smaller model."
        )
    if np.linalg.matrix_rank(F) < p:
        raise ValueError(
            "The points that can be set cannot tell the model's terms apart: a step is as wide as "
            "the range, or a constraint ties two knobs together. Choose a smaller model."
        )


def _start(F: Array, runs: int, rng: np.random.Generator) -> Indices:
    """A few random candidates, then greedily the one that is predicted worst."""
    seeds = rng.integers(len(F), size=max(1, min(runs, F.shape[1] // 2)))
    chosen = list(seeds)
    D = np.linalg.inv(_RIDGE * np.eye(F.shape[1]) + F[seeds].T @ F[seeds])
    while len(chosen) < runs:
        variance = np.einsum("ij,ij->i", F @ D, F)
        j = int(np.argmax(variance * rng.uniform(0.9, 1.0, len(F))))
        u = D @ F[j]
        D = D - np.outer(u, u) / (1.0 + F[j] @ u)
        chosen.append(j)
    return np.array(chosen, dtype=np.int64)


def _exchange(F: Array, kept: Array, chosen: Indices, weight: Array | None) -> Indices:
    """Swap point by point until a whole pass changes nothing."""
    chosen = chosen.copy()
    for _ in range(_MOST_PASSES):
        changed = False
        for row in range(len(chosen)):
            j = _best_swap(F, np.vstack([F[chosen], kept]), row, weight)
            if j is not None:
                chosen[row], changed = j, True
        if not changed:
            break
    return chosen


def _best_swap(F: Array, X: Array, row: int, weight: Array | None) -> int | None:
    """The candidate that improves the design most in place of `row`; None when none does.

    With D = (X'X)^-1, x the point that leaves and f the one that comes,
    |new| / |old| = (1 + d_f)(1 - d_x) + d_fx^2, d_f = f'Df.
    """
    D = np.linalg.inv(X.T @ X + _RIDGE * 1e-4 * np.eye(X.shape[1]))
    x, FD = X[row], F @ D
    d_x, d_f, d_fx = float(x @ D @ x), np.einsum("ij,ij->i", FD, F), FD @ x
    ratio = (1.0 + d_f) * (1.0 - d_x) + d_fx**2
    if weight is None:
        j = int(np.argmax(ratio))
        return j if ratio[j] > 1.0 + _GAIN else None
    G = D @ weight @ D
    FG = F @ G
    g_x, g_f, g_fx = float(x @ G @ x), np.einsum("ij,ij->i", FG, F), FG @ x
    with np.errstate(divide="ignore", invalid="ignore"):
        gain = (g_f * (1.0 - d_x) + 2.0 * g_fx * d_fx - g_x * (1.0 + d_f)) / ratio
    gain = np.where(ratio > 1e-9, gain, -np.inf)
    j = int(np.argmax(gain))
    return j if gain[j] > _GAIN * float(np.trace(D @ weight)) else None


def _score(X: Array, weight: Array | None) -> float:
    sign, log_det = np.linalg.slogdet(X.T @ X)
    if weight is None or sign <= 0:
        return float(log_det) if sign > 0 else -np.inf
    return -float(np.trace(np.linalg.solve(X.T @ X, weight)))
