"""Where the optimum lies: a box that holds it with 90 % probability, by draws of the surface."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from campaigns.explore.models import Models
from doe.candidates import Candidates, rows_of
from doe.recommend import SAFE_P_INTACT, wanted_p_intact

Array = NDArray[np.float64]

PROBABILITY = 0.9
_DRAWS = 400
_POOL = 500
_CLOUD = 100
_JITTER = 1e-8


@dataclass(frozen=True)
class OptimumBox:
    """Where the best whole cells lie.

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
    candidates = Candidates(space, tuple(models.past.rules))
    cover = candidates.everywhere(seed)[:_POOL]
    pool = rows_of([candidates.around(best, 0.08, _CLOUD, generator), cover], space.dimensions)
    p = models.p_intact(pool)
    pool = pool[p >= min(SAFE_P_INTACT, wanted_p_intact(float(p.max())))]
    mean, covariance = models.surface.joint(pool)
    root = np.linalg.cholesky(covariance + _JITTER * (1 + np.trace(covariance)) * np.eye(len(pool)))
    draws = mean[:, None] + root @ generator.standard_normal((len(pool), _DRAWS))
    found = pool[np.argmin(draws, axis=0)]
    low, high, share = _box(found)
    ends = space.from_unit(np.vstack([low, high]))
    ranges = {n: (float(ends[0, k]), float(ends[1, k])) for k, n in enumerate(space.names)}
    return OptimumBox(ranges, share, float(np.prod(high - low)))


def _box(found: Array) -> tuple[Array, Array, float]:
    """The smallest box of equal tails in every knob that holds 90 % of the points (n, d)."""
    low, high = found.min(axis=0), found.max(axis=0)
    for tail in np.linspace(0.05, 0.0, 26):
        low, high = np.quantile(found, [tail, 1 - tail], axis=0)
        share = float(np.mean(np.all((found >= low - 1e-9) & (found <= high + 1e-9), axis=1)))
        if share >= PROBABILITY:
            return low, high, share
    return low, high, 1.0
