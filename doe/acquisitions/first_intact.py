"""Search for a cell that holds: used before any intact cell exists."""

import numpy as np

from doe.scoring.candidate_predictions import Array, CandidatePredictions


def score(candidates_seen: CandidatePredictions) -> Array:
    """Ln P(intact) (n,), with a share of hope: the probability with the doubt read in its favour.

    Half where nothing is known of what breaks cells, so that the search leaves where they broke;
    a fifth where limits are known, which move with every cell anyway.
    """
    hope = 0.2 if candidates_seen.limits_known else 0.5
    p, hopeful = np.log(candidates_seen.p_intact), np.log(candidates_seen.p_hopeful)
    return np.asarray((1.0 - hope) * p + hope * hopeful)
