"""Logarithm of the expected improvement, stable where the improvement itself underflows."""

import numpy as np
from scipy.special import erfcx, log_ndtr

from doe.scoring.candidate_predictions import Array, CandidatePredictions

_LOG_2PI_HALF = 0.5 * np.log(2 * np.pi)
_LOG_PI_2_HALF = 0.5 * np.log(np.pi / 2)
_FAR = -1.0
_VERY_FAR = -1e5


BROKEN_CELL = 0.02
"""What a broken cell costs, in ln ASR: a cell that may gain less than that is not worth breaking.
Between 0.02 and 0.05 random powders were solved as soon; fewer cells broke with the larger."""
_LEAST_GAIN = 1e-4
_SLOPE = 0.005  # ln units of the score for each such loss below the least gain


def score(situation: CandidatePredictions) -> Array:
    """Ln of the expected improvement of a cell, less what it costs if it breaks (n,).

    P(intact) E[improvement] - P(broken) cost: a broken cell improves nothing, and while much can
    still be gained more may be risked than later. Below the least gain the logarithm goes on as a
    straight line, so that a search can climb. The incumbent is uncertain too; the expectation is
    taken over the draws of it.
    """
    std = situation.std[None, :]
    gains = log_improvement((situation.incumbents[:, None] - situation.mean[None, :]) / std)
    expected = np.logaddexp.reduce(gains, axis=0) - np.log(len(situation.incumbents))
    p = situation.p_intact
    net = p * np.exp(expected + np.log(situation.std)) - (1.0 - p) * BROKEN_CELL
    above = np.log(np.maximum(net, _LEAST_GAIN))
    return np.asarray(above + np.minimum(0.0, net - _LEAST_GAIN) / _SLOPE)


def log_improvement(z: Array) -> Array:
    """Ln[phi(z) + z Phi(z)] for any z (Ament et al. 2023, arXiv 2310.20708, eq. 9)."""
    z = np.asarray(z, dtype=float)
    near, beyond = z > _FAR, z <= _VERY_FAR
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
