"""What one more cell would measure."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from doe.belief import Belief

Array = NDArray[np.float64]

Z90 = 1.6449  # standard normal quantile of a central 90 % interval


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


def forecast(belief: Belief, X: Array) -> Prediction:
    """Prediction for unit-cube coordinates X (n, d)."""
    if belief.resistance is None:
        unknown = np.full(len(X), np.nan)
        return Prediction(unknown, unknown, unknown, belief.p_intact(X))
    mean, std = belief.resistance.predict(X)
    half = Z90 * np.hypot(std, belief.resistance.noise_std)
    return Prediction(np.exp(mean), np.exp(mean - half), np.exp(mean + half), belief.p_intact(X))
