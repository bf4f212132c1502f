"""Where the optimum lies: a box that holds it with 90 % probability, by draws of the surface."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from campaigns.explore.models import Models
from doe.domain.candidates import Candidates, rows_of
from doe.domain.learners import Regression
from doe.recommendation.advice_rule import STEEPNESS, AdviceRule

Array = NDArray[np.float64]

PROBABILITY = 0.9  # as all intervals of Copress
_OF_DRAWS = 0.985
"""Draws take the models' word for shape and margins: of ten campaigns with six knobs, boxes about
95 % of them held the true best in eight, about 98.5 % in nine."""
_DRAWS = 1000  # chosen: a share of 0.9 is known to 0.01
_FIRST_DRAWS = 300  # chosen: enough to see about which of 400 points the bests lie
_SCALES = 5  # chosen: sets of hyperparameters among the draws; each costs a factorisation
_HOPE = 2.5
"""Standard deviations of the margins: what is doubtful may be the best. With 1.5 the boxes of the
same ten campaigns held the true best in six, whatever the share of the draws."""
_POOL = 400  # chosen: so many points can be drawn jointly under each set
_CENTRES = 40  # chosen: with _CLOUD the pool, once it is narrowed
_CLOUD = 17  # chosen: see _CENTRES
_ABOUT_BEST = 300  # chosen: a good part of the pool begins about the best cell
_AT_FIRST = (0.1, 0.04)  # cube widths; chosen: as far as a box of the optimum usually reaches
_NEARER = (0.15, 0.07)  # cube widths; chosen: as wide as the search grid is coarse, then half
_JITTER = 1e-8  # relative to the variance: keeps Cholesky's decomposition real
_LEAST_P = 1e-12  # keeps the logarithm finite


@dataclass(frozen=True)
class OptimumBox:
    """Where the best protocol lies, allowed and weighed as for the advice; it holds the advice.

    By the model: how often the true best lies inside is in `benchmarks/OPTIMUM.md`.

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
    candidates = Candidates(space, models.past.masks)
    near = [candidates.around(best, width, _ABOUT_BEST, generator) for width in _AT_FIRST]
    cover = rows_of([best, candidates.everywhere(seed), *near], space.dimensions)
    rule = models.strategy.rule(models.past.history)
    surfaces = models.surface.rescaled(_SCALES, np.random.default_rng(0))
    pool = _may_be_allowed(models, cover, rule)
    found = _bests(models, surfaces, rule, pool, _FIRST_DRAWS, generator)
    for width, count in zip(_NEARER, (_FIRST_DRAWS, _DRAWS), strict=True):
        cloud = candidates.around(spread(found, _CENTRES), width, _CLOUD, generator)
        about = rows_of([best, np.unique(found, axis=0), cloud], space.dimensions)
        pool = _may_be_allowed(models, about, rule)
        found = _bests(models, surfaces, rule, pool, count, generator)
    low, high, share = _box(found)
    low, high = np.minimum(low, best[0]), np.maximum(high, best[0])
    ends = space.from_unit(np.vstack([low, high]))
    numbers = [k for k, knob in enumerate(space.parameters) if knob.is_number]
    ranges = {space.names[k]: (float(ends[0, k]), float(ends[1, k])) for k in numbers}
    return OptimumBox(ranges, share, float(np.prod((high - low)[numbers])))


def _may_be_allowed(models: Models, points: Array, rule: AdviceRule) -> Array:
    """Those (n, d) that may turn out to be allowed, at most as many as are drawn together."""
    return spread(points[models.p_intact(points, _HOPE) >= rule.least_p_intact], _POOL)


def _bests(
    models: Models,
    surfaces: Sequence[Regression],
    rule: AdviceRule,
    pool: Array,
    count: int,
    generator: np.random.Generator,
) -> Array:
    """The best point of each of `count` draws (count, d), allowed and weighed as for the advice."""
    each = count // len(surfaces)
    draws = np.vstack([_drawn(surface, pool, each, generator) for surface in surfaces])
    whole = np.maximum(models.p_intact_draws(pool, len(draws), generator), _LEAST_P)
    short = np.maximum(0.0, rule.least_p_intact - whole)
    cost = draws - rule.weight * np.log(whole) + STEEPNESS * short
    return np.asarray(pool[np.argmin(cost, axis=1)])


def _drawn(surface: Regression, pool: Array, count: int, generator: np.random.Generator) -> Array:
    mean, covariance = surface.joint(pool)
    root = np.linalg.cholesky(covariance + _JITTER * (1 + np.trace(covariance)) * np.eye(len(pool)))
    return np.asarray(mean + generator.standard_normal((count, len(pool))) @ root.T)


def spread(points: Array, count: int) -> Array:
    """At most `count` of the points (n, d), each the farthest from those before it."""
    if len(points) <= count:
        return points
    chosen, apart = [0], np.full(len(points), np.inf)
    across = np.ascontiguousarray(points.T)  # knob by knob: sums over few knobs are slow otherwise
    while len(chosen) < count:
        away = across - across[:, chosen[-1], None]
        np.minimum(apart, np.sum(away * away, axis=0), out=apart)
        chosen.append(int(np.argmax(apart)))
    return np.asarray(points[chosen])


def _box(found: Array) -> tuple[Array, Array, float]:
    """The smallest box of equal tails in every knob that holds enough of the points (n, d)."""
    low, high = found.min(axis=0), found.max(axis=0)
    for tail in np.linspace(0.025, 0.0, 26):
        low, high = np.quantile(found, [tail, 1 - tail], axis=0)
        share = float(np.mean(np.all((found >= low - 1e-9) & (found <= high + 1e-9), axis=1)))
        if share >= _OF_DRAWS:
            return low, high, share
    return low, high, 1.0
