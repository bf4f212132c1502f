"""Optimism in the face of doubt: how good a candidate may be at best."""

import numpy as np

from doe.scoring.candidate_predictions import Array, CandidatePredictions

KAPPA = 1.5  # chosen: about the one-sided 93 % bound; Srinivas et al. 2010 let it grow


def score(candidates_seen: CandidatePredictions) -> Array:
    """Minus the lower confidence bound (n,), in units of the scatter, + ln P(intact) + ln P(sound).

    Srinivas et al. 2010 (arXiv 0912.3995), for a target to be made small.
    """
    bound = candidates_seen.mean - KAPPA * candidates_seen.std
    best = float(np.mean(candidates_seen.incumbents))
    holds = np.log(candidates_seen.p_intact) + np.log(candidates_seen.p_sound)
    return np.asarray((best - bound) / max(candidates_seen.noise_std, 1e-6) + holds)
