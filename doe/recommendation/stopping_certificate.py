"""The stop certificate: may anything still be better, and what would the next cell gain?"""

import numpy as np
from numpy.typing import NDArray

from doe.acquisitions.log_expected_improvement import log_improvement
from doe.domain.arrays import Cells
from doe.posterior.posterior import Posterior
from doe.recommendation.recommendation import Certificate, Missing

Array = NDArray[np.float64]

WORTHWHILE_GAIN = 0.10  # share of the ASR: sound replicates scatter by 6-18 %, so less hardly shows
DOUBT_THAT_REMAINS = 0.1
"""Chosen with `copress study`: benchmarks/RESULTS.md has what it saves and loses."""
CONFIRMATIONS_WANTED = 2  # chosen with DOUBT_THAT_REMAINS
_NEAR = 0.04  # root mean square distance in cube widths that counts as the same protocol
_CELLS_PER_KNOB = 2  # chosen: a slope and a curvature for each knob, and for the level
_POOL = 300  # chosen: so many points can be drawn jointly at once
_DRAWS = 400  # chosen: a probability of 0.1 is known to 0.015


def certify(
    posterior: Posterior,
    x: Array,
    safe: Array,
    asr_ohm_cm2: float,
    generator: np.random.Generator,
    *,
    holds: bool,
) -> Certificate:
    """Certificate for the advised coordinates x (1, d) against safe ones (n, d).

    The probability that something is better comes from joint draws of the surface over the advised
    point and the most promising safe points; the gain is the expected improvement of the best of
    them over the advised point, as share of its ASR. Nothing is signed while the advised protocol
    is not known to hold, or with fewer cells than two for each knob and two for the level.
    """
    pool = np.vstack([x, _promising(posterior, safe)])
    differences, scale = _differences(posterior, pool, generator)
    better = float(np.mean(np.min(differences, axis=1) < np.log1p(-WORTHWHILE_GAIN)))
    confirmed = confirmations(posterior, x)
    lacks: dict[Missing, bool] = {
        "safety": not holds,
        "cells": too_few(posterior.cells),
        "certainty": better > DOUBT_THAT_REMAINS,
        "confirmations": confirmed < CONFIRMATIONS_WANTED,
    }
    missing = tuple(name for name, lacking in lacks.items() if lacking)
    return Certificate(
        delta_ohm_cm2=WORTHWHILE_GAIN * asr_ohm_cm2,
        probability_better=better,
        expected_gain_ohm_cm2=scale * asr_ohm_cm2,
        confirmations=confirmed,
        confirmations_wanted=CONFIRMATIONS_WANTED,
        signed=not missing,
        missing=missing,
    )


def too_few(cells: Cells) -> bool:
    """Whether the cells are fewer than any certificate wants: two a knob, two for the level."""
    wanted = _CELLS_PER_KNOB * (int(cells.units.shape[1]) + 1)
    return len(cells.target.rows) < wanted


def may_be_confirmed(units: Array, intact: NDArray[np.bool_]) -> bool:
    """Whether two whole cells lie so near to each other that one protocol may be theirs.

    Without them nothing is confirmed, whatever will be advised: as good as `confirmations` for
    saying no, and found without any model.

    Args:
        units: cells (n, d) in the unit cube.
        intact: which of them stayed whole (n,).
    """
    whole = units[intact]
    apart = np.sqrt(np.mean((whole[:, None, :] - whole[None, :, :]) ** 2, axis=2))
    beside = np.sum(apart < 2 * _NEAR, axis=1)  # each beside itself, too
    return bool(np.any(beside >= CONFIRMATIONS_WANTED))


def confirmations(posterior: Posterior, x: Array) -> int:
    """Fresh, intact and measured cells pressed at x (1, d), as near as a press can tell.

    A later rung of a series is no confirmation: its cell was pressed before.
    """
    near = np.sqrt(np.mean((posterior.cells.units - x) ** 2, axis=1)) < _NEAR
    good = posterior.cells.fresh & posterior.cells.intact & ~posterior.cells.unread
    return int(np.sum(near & good))


def _promising(posterior: Posterior, safe: Array) -> Array:
    """The safe points with the best hope."""
    if len(safe) == 0:
        return safe
    mean, std = posterior.objective(safe)
    return safe[np.argsort(mean - 2 * std, kind="stable")[:_POOL]]


def _differences(
    posterior: Posterior, pool: Array, generator: np.random.Generator
) -> tuple[Array, float]:
    """Draws (s, n) of each point's objective less the advised one's; the best expected gain."""
    if posterior.target is None:
        return np.zeros((1, 1)), 0.0
    mean, covariance = posterior.target.joint(pool)
    root = np.linalg.cholesky(covariance + 1e-8 * np.eye(len(pool)))
    draws = mean + generator.standard_normal((_DRAWS, len(pool))) @ root.T
    spread = np.diag(covariance) + covariance[0, 0] - 2 * covariance[0]
    std = np.sqrt(np.maximum(spread, 1e-12))
    gains = std * np.exp(log_improvement((mean[0] - mean) / std))
    return draws - draws[:, :1], float(np.max(gains[1:], initial=0.0))
