"""How far all limits of a powder lie from the published ones together: a scale that they share.

A soft sulfide yields, cracks and creeps at lower pressures alike; so a limit that nobody has tried
yet is expected where the limits lie that were. Most powders have no such scale, and each limit has
its own in any case: whether there is a common one, and how large it is, follows from the evidence
of all limits that follow a pressure. One knob at half of its usual pressures is no scale: of the
knob that speaks most for one, half is believed.

Limits are independent given the scale, so that what the others say of it is one more factor of each
limit's prior, as in any tree (Pearl 1988).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from surrogate.integrity.failure_limits import Fitted, weights
from surrogate.integrity.limit_grid import TINY, Grid, LimitPrior

Array = NDArray[np.float64]

_OF_THE_LOUDEST = 0.5
"""How far that knob is believed which speaks most for a scale. With all of it 0.479 nats a place,
but the other limits moved by an eighth for one knob at half of its pressures; with none 0.492."""
_STD = 0.5  # ln units of the scale, where there is one: as wide as a limit of its own may lie
_KEPT = 16  # limits: those of two campaigns
SCALES = np.array([0.0, -1.0, -0.8, -0.6, -0.4, -0.2, 0.2, 0.4, 0.6, 0.8, 1.0])
"""Ln of the pressures that a powder bears, relative to the usual ones. None first."""


def under_common_scale(fitted: Sequence[Fitted]) -> tuple[Fitted, ...]:
    """The same, each limit's prior read with what the other ones say of the scale."""
    factors = {k: _factors_of(one) for k, one in enumerate(fitted) if one.limit.follows}
    said = {k: _said_of_scale(fitted[k], by_scale) for k, by_scale in factors.items()}
    scaled = list(fitted)
    for k, by_scale in factors.items():
        one, others = fitted[k], _by_knob({j: said[j] for j in said if j != k}, fitted)
        share = weights(_log_share(one.limit.common) + _believed(others))
        scaled[k] = replace(one, prior=_mixed(one, by_scale, share))
    return tuple(scaled)


def _by_knob(said: Mapping[int, Array], fitted: Sequence[Fitted]) -> Array:
    """What the limits of each knob say together (k, s)."""
    knobs: dict[str, Array] = {}
    for k, one in said.items():
        knob = fitted[k].limit.knob
        knobs[knob] = knobs.get(knob, 0.0) + one
    return np.array(list(knobs.values())).reshape(-1, len(SCALES))


def _believed(said: Array) -> Array:
    """Ln of what knobs (k, s) say of each scale (s,), half of the loudest one left out."""
    loudest = np.max(said, axis=0, initial=0.0)
    return np.asarray(np.sum(said, axis=0) - (1 - _OF_THE_LOUDEST) * loudest)


@lru_cache(maxsize=2)
def _log_share(common: float) -> Array:
    """Ln probability of each scale before any cell (s,), of powders of which some have one."""
    share = np.exp(-0.5 * (SCALES / _STD) ** 2)
    share[0] = 0.0
    share *= common / np.sum(share)
    share[0] = 1.0 - common
    return np.asarray(np.log(np.maximum(share, TINY)))


def _factors_of(one: Fitted) -> Array:
    limit = one.limit
    return _factors(one.grid, limit.centre, limit.narrow, limit.wide, limit.follows)


@lru_cache(maxsize=_KEPT)
def _factors(grid: Grid, centre: float, narrow: float, wide: float, follows: float) -> Array:
    """What each scale makes of a limit's prior (2, s, t): where trusted, where not."""
    away = grid.thresholds - centre
    std = np.array([narrow, wide])[:, None, None]
    moved = away[None, :] - follows * SCALES[:, None]
    return np.asarray(np.exp(0.5 * (away**2 - moved**2) / std**2))


def _said_of_scale(one: Fitted, factors: Array) -> Array:
    """Ln of what a limit says of each scale (s,), relative to none."""
    log = one.grid.prior.by_trust + one.said
    by_threshold = np.exp(log - np.max(log)).reshape(2, factors.shape[-1], -1).sum(axis=2)
    said = np.log(np.sum(factors @ by_threshold[:, :, None], axis=(0, 2)))
    return np.asarray(said - said[0])


def _mixed(one: Fitted, factors: Array, share: Array) -> LimitPrior:
    """A limit's prior over the scales (s,) that the other limits leave."""
    by_threshold = np.log(share @ factors)
    nodes = len(one.grid.threshold) // by_threshold.shape[1]
    by_trust = one.grid.prior.by_trust + np.repeat(by_threshold, nodes, axis=1)
    return LimitPrior(by_trust, float(np.log(share[0])))
