"""Logarithm of the expected improvement, stable where the improvement itself underflows."""

import numpy as np
from scipy.special import erfcx, log_ndtr

from doe.scoring.candidate_predictions import Array, CandidatePredictions

_LOG_2PI_HALF = 0.5 * np.log(2 * np.pi)
_LOG_PI_2_HALF = 0.5 * np.log(np.pi / 2)
_FAR = -1.0  # below it the logarithm of the formula loses digits (Ament 2023, LogEI)
_VERY_FAR = -1e5  # below it the square of z is lost in rounding
RISK_AVERSION = 3.0
"""Ln units of the score for a cell that breaks for certain: one that breaks one time in four must
promise twice as much as a safe one. With 0, random powders were solved as soon and a quarter more
cells broke; a cost in ln ASR in its place presses safe cells that promise nothing at the end."""
SOUND_SHARE = 0.4
"""Share of ln P(sound) in the score where the limits of failure are known. With 1 no limit is ever
boxed in; with 0 an eighth more cells broke, beyond limits that were known well."""


def score(candidates_seen: CandidatePredictions) -> Array:
    """Ln of the expected improvement of a cell, for what it risks (n,).

    ln E[improvement] + ln P(intact) + ln P(sound). A broken cell improves nothing, and neither does
    a protocol that breaks too many cells to be recommended: without the last term the search walks
    along the edge, where ASR is lowest and one cell in four breaks.

    Where the limits of failure are known, ln P(sound) counts less, since a limit is boxed in by
    daring, and an aversion to P(broken) is taken off.

    The incumbent is uncertain too; the expectation is taken over the draws of it.
    """
    std, p = candidates_seen.std, candidates_seen.p_intact
    ahead = candidates_seen.incumbents[:, None] - candidates_seen.mean[None, :]
    gains = np.logaddexp.reduce(log_improvement(ahead / std[None, :]), axis=0)
    expected = gains - np.log(len(candidates_seen.incumbents)) + np.log(std)
    promise, sound = expected + np.log(p), np.log(candidates_seen.p_sound)
    if not candidates_seen.limits_known:
        return np.asarray(promise + sound)
    return np.asarray(promise + SOUND_SHARE * sound - RISK_AVERSION * (1.0 - p))


def log_improvement(z: Array) -> Array:
    """Ln[phi(z) + z Phi(z)] for any z (Ament et al. 2023, arXiv 2310.20708, eq. 9)."""
    z = np.asarray(z, dtype=float)
    near, beyond = z > _FAR, z <= _VERY_FAR
    if not np.any(near) and not np.any(beyond):
        return _tail(z)  # nothing is to be sorted: most tables of a search that has found its place
    value = np.empty_like(z)
    value[near] = _direct(z[near])
    value[~near] = _tail(np.maximum(z[~near], _VERY_FAR))
    value[beyond] = -0.5 * z[beyond] ** 2 - _LOG_2PI_HALF - 2 * np.log(-z[beyond])
    return value


def _direct(z: Array) -> Array:
    density = np.exp(-0.5 * z**2 - _LOG_2PI_HALF)
    return np.asarray(np.log(density + z * np.exp(log_ndtr(z))))


def _tail(z: Array) -> Array:
    """By the ratio of Mills, where density and z Phi(z) cancel."""
    mills = np.log(erfcx(-z / np.sqrt(2)) * -z) + _LOG_PI_2_HALF
    return np.asarray(-0.5 * z**2 - _LOG_2PI_HALF + np.log1p(-np.exp(np.minimum(mills, -1e-16))))
