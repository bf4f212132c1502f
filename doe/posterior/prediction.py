"""What one more cell would measure."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

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


def forecast(posterior: Posterior, X: Array) -> Prediction:
    """Prediction for unit-cube coordinates X (n, d)."""
    if posterior.resistance is None:
        unknown = np.full(len(X), np.nan)
        return Prediction(unknown, unknown, unknown, posterior.p_intact(X))
    mean, scale, degrees = posterior.resistance.one_more(X)
    half = scale * stdtrit(degrees, UPPER_END)
    return Prediction(np.exp(mean), np.exp(mean - half), np.exp(mean + half), posterior.p_intact(X))
