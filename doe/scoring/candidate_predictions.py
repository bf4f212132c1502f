"""What an acquisition rule may look at: candidates as the models see them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class CandidatePredictions:
    """Candidates (n,) as the models see them; the target is always to be made small.

    Attributes:
        mean: expected target.
        std: doubt of the surface, scatter of cells not included.
        p_intact: probability to stay intact, above zero.
        hope: gives `p_hopeful`, which few rules ask for.
        p_sound: probability that the protocol keeps enough cells intact to be recommended.
        incumbents: draws (s,) of the best target reached so far.
        noise_std: scatter of one more cell.
        limits_known: the loads that break cells are known, and P(intact) is built of their limits.
    """

    mean: Array
    std: Array
    p_intact: Array
    hope: Callable[[], Array]
    p_sound: Array
    incumbents: Array
    noise_std: float
    limits_known: bool = False

    @cached_property
    def p_hopeful(self) -> Array:
        """Probability to stay intact (n,), with the doubt read in favour of the candidate."""
        return self.hope()


Rule = Callable[[CandidatePredictions], Array]
"""An acquisition: candidates to values (n,), higher is better."""
