"""Optimism in the face of doubt: how good a candidate may be at best."""

import numpy as np

from doe.scoring.candidate_predictions import Array, Situation

KAPPA = 1.5


def score(situation: Situation) -> Array:
    """Minus the lower confidence bound (n,), in units of the scatter, + ln P(intact) + ln P(sound).

    Srinivas et al. 2010 (arXiv 0912.3995), for a target to be made small.
    """
    bound = situation.mean - KAPPA * situation.std
    best = float(np.mean(situation.incumbents))
    holds = np.log(situation.p_intact) + np.log(situation.p_sound)
    return np.asarray((best - bound) / max(situation.noise_std, 1e-6) + holds)
