"""Search for a cell that holds: used before any intact cell exists."""

import numpy as np

from doe.scoring.candidate_predictions import Array, Situation


def score(situation: Situation) -> Array:
    """Ln P(intact) (n,), half for the probability and half for the hope that is left in doubt."""
    return 0.5 * np.log(situation.p_intact) + 0.5 * np.log(situation.p_hopeful)
