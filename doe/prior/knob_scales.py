"""How this powder compares with the usual ones, knob by knob, and how far the literature holds.

Each limit has a scale of its own, learned from how cells failed. What else is known of a knob (its
corridor, the shapes of the resistance) is read at the scale that the limits of this very knob
speak for, and the corridor's weight falls as the literature's limits turn out wrong. One knob says
next to nothing of another; several that lie elsewhere together do, by the limits' common scale.
"""

from dataclasses import replace

import numpy as np

from doe.domain.learners import Integrity, LimitLearned
from doe.prior.load_limits import FailureLimit
from doe.prior.prior import SpaceKnowledge

USUAL_LOG_STD = 0.45
"""Spread of a threshold's logarithm before any cell: trusted and mistrusted literature together."""
_WEIGHT_OF_USUAL = 0.3  # of a scale of one, counted in limits


def at_its_scales(known: SpaceKnowledge, integrity: Integrity) -> SpaceKnowledge:
    """The knowledge as the limits learned from the cells leave it."""
    learned = {limit.key: limit for limit in integrity.limits()}
    scales, weights = {}, {}
    for name in known.space.names:
        own = [
            (limit, learned[limit.key])
            for limit in known.knowledge.limits
            if limit.names == (name,) and limit.key in learned
        ]
        if own:
            scales[name] = _scale(own)
            usual = known.trust * (1.0 - known.common)
            weights[name] = min(min(1.0, seen.trust / usual) for _, seen in own)
    return replace(known, scales=scales, weights=weights)


def _scale(own: list[tuple[FailureLimit, LimitLearned]]) -> float:
    """Times the usual values: mean of the limits' shifts, each weighted by what is known of it."""
    sides = np.array([-1.0 if limit.too_little else 1.0 for limit, _ in own])
    shifts = np.array([seen.median - limit.centre for limit, seen in own])
    known = np.array([max(0.0, 1 - (seen.std / USUAL_LOG_STD) ** 2) for _, seen in own])
    return float(np.exp(np.sum(known * sides * shifts) / (np.sum(known) + _WEIGHT_OF_USUAL)))
