"""What one more cell would measure."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from doe.domain.goal import log_loss
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
    mean, scale, degrees = posterior.target.one_more(X)
    half = scale * stdtrit(degrees, UPPER_END)
    lost = (np.minimum(np.exp(ln), 1.0) for ln in (mean, mean + half, mean - half))
    median, low, high = (1.0 - share for share in lost)
    return median, low, high


def forecast(posterior: Posterior, X: Array) -> Prediction:
    """Prediction for unit-cube coordinates X (n, d)."""
    if posterior.resistance is None:
        unknown = np.full(len(X), np.nan)
        return Prediction(unknown, unknown, unknown, posterior.p_intact(X))
    mean, scale, degrees = posterior.resistance.one_more(X)
    half = scale * stdtrit(degrees, UPPER_END)
    return Prediction(np.exp(mean), np.exp(mean - half), np.exp(mean + half), posterior.p_intact(X))
