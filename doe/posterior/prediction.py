"""What one more cell would measure."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from doe.domain.goal import log_loss
from doe.domain.learners import Regression
from doe.posterior.posterior import Posterior

Array = NDArray[np.float64]

UPPER_END = 0.95  # quantile at the upper end of a central 90 % interval


@dataclass(frozen=True, eq=False)
class Prediction:
    """One more cell at each of n points; the resistances are NaN while none was ever measured.

    Attributes:
        asr_median: median ASR (n,), ohm cm2.
        asr_low: lower end of the central 90 % interval (n,).
        asr_high: upper end (n,).
        p_intact: probability (n,) of being neither damaged nor shorted.
    """

    asr_median: Array
    asr_low: Array
    asr_high: Array
    p_intact: Array


def forecast_retention(posterior: Posterior, X: Array) -> tuple[Array, Array, Array] | None:
    """Share of capacity that one more cell at X (n, d) keeps: median, low, high (n,), 90 % within.

    None where the goal is measured by something else, or no retention was measured.
    """
    if posterior.target is None or posterior.goal.measure is not log_loss:
        return None
    median, least, most = (1.0 - np.minimum(lost, 1.0) for lost in _one_more(posterior.target, X))
    return median, most, least


def forecast(posterior: Posterior, X: Array) -> Prediction:
    """Prediction for unit-cube coordinates X (n, d)."""
    if posterior.resistance is None:
        unknown = np.full(len(X), np.nan)
        return Prediction(unknown, unknown, unknown, posterior.p_intact(X))
    return Prediction(*_one_more(posterior.resistance, X), posterior.p_intact(X))


def _one_more(logarithm: Regression, X: Array) -> tuple[Array, Array, Array]:
    """Median, low, high (n,), 90 % within, of what one more cell measures; its ln is modelled."""
    mean, scale, degrees = logarithm.one_more(X)
    half = scale * stdtrit(degrees, UPPER_END)
    return np.exp(mean), np.exp(mean - half), np.exp(mean + half)
