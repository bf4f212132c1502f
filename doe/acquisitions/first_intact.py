"""Search for a cell that holds: used before any intact cell exists."""

import numpy as np

from doe.scoring.candidate_predictions import Array, CandidatePredictions


def score(candidates_seen: CandidatePredictions) -> Array:
    """Ln P(intact) (n,), half for the probability and half for the hope that is left in doubt."""
    return 0.5 * np.log(candidates_seen.p_intact) + 0.5 * np.log(candidates_seen.p_hopeful)
