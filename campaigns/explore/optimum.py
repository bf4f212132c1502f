"""Where the optimum lies: a box that holds it with 90 % probability, by draws of the surface."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from campaigns.explore.models import Models
from doe.candidates import Candidates, rows_of
from doe.recommend import DOUBT, INTEGRITY_WEIGHT, SAFE_P_INTACT, wanted_p_intact

Array = NDArray[np.float64]

PROBABILITY = 0.9
_DRAWS = 400
_POOL = 700
_CENTRES = 40
_CLOUD = 40
_WIDTHS = (0.2, 0.08)
_SIGMAS = 3.0
_JITTER = 1e-8


@dataclass(frozen=True)
class OptimumBox:
    """Where the best cells lie, breakage weighed as for the advice.

    Attributes:
        ranges: lowest and highest setting of each knob.
        share: of the draws whose optimum lies inside.
        volume: share of the space that the box fills.
    """

    ranges: Mapping[str, tuple[float, float]]
    share: float
    volume: float


def optimum_box(models: Models, best: Array, seed: int = 0) -> OptimumBox:
    """Draw the surface many times over points that hold, and box in where each draw is best.

    Args:
        models: of past cells.
        best: coordinates (1, d) of what is recommended, or of the best cell.
        seed: of the draws.
    """
    space, generator = models.past.space, np.random.default_rng(seed)
    pool, price = _pool(models, best, seed, generator)
    mean, covariance = models.surface.joint(pool)
    root = np.linalg.cholesky(covariance + _JITTER * (1 + np.trace(covariance)) * np.eye(len(pool)))
    draws = (mean + price)[:, None] + root @ generator.standard_normal((len(pool), _DRAWS))
    found = pool[np.argmin(draws, axis=0)]
    low, high, share = _box(found)
    ends = space.from_unit(np.vstack([low, high]))
    ranges = {n: (float(ends[0, k]), float(ends[1, k])) for k, n in enumerate(space.names)}
    return OptimumBox(ranges, share, float(np.prod(high - low)))


def _pool(
    models: Models, best: Array, seed: int, generator: np.random.Generator
) -> tuple[Array, Array]:
    """Points (n, d) that may be the best and hold, and the price (n,) of their breaking.

    An even cover alone is too coarse from four knobs on: the few points that happen to lie well
    would win every draw and make the box look sure. So the ground that may hold the best is filled
    up with clouds, and covered evenly.
    """
    dimensions = models.past.space.dimensions
    candidates = Candidates(models.past.space, tuple(models.past.rules))
    points = rows_of([best, candidates.everywhere(seed)], dimensions)
    for width in _WIDTHS:
        hopeful, _ = _hopeful(models, points)
        cloud = candidates.around(spread(hopeful, _CENTRES), width, _CLOUD, generator)
        points = rows_of([hopeful, cloud], dimensions)
    points, _ = _hopeful(models, points)
    return _hopeful(models, spread(points, _POOL))


def _hopeful(models: Models, points: Array) -> tuple[Array, Array]:
    """Those that hold and may yet be the best, and the price of their breaking."""
    p = models.p_intact(points)
    points = points[p >= min(SAFE_P_INTACT, wanted_p_intact(float(p.max())))]
    price = -INTEGRITY_WEIGHT * np.log(models.p_intact(points, -DOUBT))
    mean, std = models.surface.predict(points)
    may = mean + price - _SIGMAS * std <= np.min(mean + price)
    return points[may], price[may]


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
    """The smallest box of equal tails in every knob that holds 90 % of the points (n, d)."""
    low, high = found.min(axis=0), found.max(axis=0)
    for tail in np.linspace(0.05, 0.0, 26):
        low, high = np.quantile(found, [tail, 1 - tail], axis=0)
        share = float(np.mean(np.all((found >= low - 1e-9) & (found <= high + 1e-9), axis=1)))
        if share >= PROBABILITY:
            return low, high, share
    return low, high, 1.0
