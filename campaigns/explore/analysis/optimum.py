"""Where the optimum lies: a box that holds it with 90 % probability, by draws of the surface."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from campaigns.explore.models import Models
from doe.domain.candidates import Candidates, rows_of
from doe.recommendation.recommend import INTEGRITY_WEIGHT, SAFE_P_INTACT, wanted_p_intact

Array = NDArray[np.float64]

PROBABILITY = 0.9
_OF_DRAWS = 0.95
"""Draws take the models' scales for certain: boxes about 90 % of them held the true best less often
than nine times in ten."""
_DRAWS = 1000
_POOL = 700
_CENTRES = 40
_CLOUD = 17
_ABOUT_BEST = 300
_AT_FIRST = (0.1, 0.04)
_NEARER = (0.15, 0.07)
_JITTER = 1e-8
_LEAST_P = 1e-12


@dataclass(frozen=True)
class OptimumBox:
    """Where the best of the cells lie that are expected to hold, breakage weighed as for advice.

    By the model: in simulated campaigns the true best of such cells lay inside in 91 to 99 % knob
    by knob, in all knobs at once in 85 to 95 % with two and five, half of the time with six
    (`benchmarks/OPTIMUM.md`).

    Attributes:
        ranges: lowest and highest setting of each knob.
        share: of the draws whose optimum lies inside.
        volume: share of the space that the box fills.
    """

    ranges: Mapping[str, tuple[float, float]]
    share: float
    volume: float


def optimum_box(models: Models, best: Array, seed: int = 0) -> OptimumBox:
    """Draw surface and margins many times over points that hold; box in where each draw is best.

    Each draw is one way in which the cells may truly be. Twice the ground about the bests of all
    draws is filled with further points: an even cover alone is too coarse from four knobs on.

    Args:
        models: of past cells.
        best: coordinates (1, d) of what is recommended, or of the best cell.
        seed: of the draws.
    """
    space, generator = models.past.space, np.random.default_rng(seed)
    candidates = Candidates(space, tuple(models.past.rules))
    near = [candidates.around(best, width, _ABOUT_BEST, generator) for width in _AT_FIRST]
    cover = rows_of([best, candidates.everywhere(seed), *near], space.dimensions)
    wanted = min(SAFE_P_INTACT, wanted_p_intact(float(models.p_intact(cover).max())))
    found = _bests(models, _that_hold(models, cover, wanted), generator)
    for width in _NEARER:
        cloud = candidates.around(spread(found, _CENTRES), width, _CLOUD, generator)
        pool = rows_of([best, np.unique(found, axis=0), cloud], space.dimensions)
        found = _bests(models, _that_hold(models, pool, wanted), generator)
    low, high, share = _box(found)
    ends = space.from_unit(np.vstack([low, high]))
    numbers = [k for k, knob in enumerate(space.parameters) if knob.is_number]
    ranges = {space.names[k]: (float(ends[0, k]), float(ends[1, k])) for k in numbers}
    return OptimumBox(ranges, share, float(np.prod((high - low)[numbers])))


def _that_hold(models: Models, points: Array, wanted: float) -> Array:
    """Those (n, d) that are expected to hold, at most as many as are drawn together."""
    return spread(points[models.p_intact(points) >= wanted], _POOL)


def _bests(models: Models, pool: Array, generator: np.random.Generator) -> Array:
    """The best point of each draw (k, d), breakage weighed as for the advice."""
    mean, covariance = models.surface.joint(pool)
    root = np.linalg.cholesky(covariance + _JITTER * (1 + np.trace(covariance)) * np.eye(len(pool)))
    draws = mean + generator.standard_normal((_DRAWS, len(pool))) @ root.T
    whole = np.maximum(models.p_intact_draws(pool, _DRAWS, generator), _LEAST_P)
    return np.asarray(pool[np.argmin(draws - INTEGRITY_WEIGHT * np.log(whole), axis=1)])


def spread(points: Array, count: int) -> Array:
    """At most `count` of the points (n, d), each the farthest from those before it."""
    if len(points) <= count:
        return points
    chosen, apart = [0], np.full(len(points), np.inf)
    while len(chosen) < count:
        apart = np.minimum(apart, np.sum((points - points[chosen[-1]]) ** 2, axis=1))
        chosen.append(int(np.argmax(apart)))
    return np.asarray(points[chosen])


def _box(found: Array) -> tuple[Array, Array, float]:
    """The smallest box of equal tails in every knob that holds 95 % of the points (n, d)."""
    low, high = found.min(axis=0), found.max(axis=0)
    for tail in np.linspace(0.025, 0.0, 26):
        low, high = np.quantile(found, [tail, 1 - tail], axis=0)
        share = float(np.mean(np.all((found >= low - 1e-9) & (found <= high + 1e-9), axis=1)))
        if share >= _OF_DRAWS:
            return low, high, share
    return low, high, 1.0
