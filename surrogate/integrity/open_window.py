"""That a powder can be pressed at all: between too little and too much some pressure holds.

With too little of a pressure cells crumble or peel, with too much they crack or short. Each limit
is learned by itself, and together they may be believed to leave nothing between them. Nobody runs a
campaign on such a powder; so what is known of the upper limits of a pressure is one more factor of
the prior of its lower limit, and the other way round, as in any tree (Pearl 1988).

Loads are sums of logarithms of knobs. Where the loads of some limits add up to nothing whatever is
pressed, the sum of their thresholds is the width of the window between them: of the anode's
pressure that peels and the one that shorts, or of the pressure that peels, the greatest share of
the co-press pressure and the greatest co-press pressure.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from surrogate.integrity.failure_limits import Fitted, weights
from surrogate.integrity.limit_grid import Grid, LimitPrior

Array = NDArray[np.float64]
Powers = tuple[tuple[str, float], ...]

_OPEN = 0.5
"""Ln units of a window: a factor of 1.6, a third of the published windows. P(intact) at held-out
places of a hundred histories (powders 230-254) was worth 0.413 nats a place without windows,
0.410 with 0.3, 0.405 with 0.5, 0.402 with 0.7; of 48 more (267-278) 0.416, 0.408, 0.405, 0.410."""
_CLOSED = 0.05
"""Probability that there is no such window all the same. Chosen: 0.02 and 0.1 are as good."""
_KEPT = 32  # tables: the windows of a few campaigns, each a hundred kilobytes at most
_MOST_LIMITS = 3  # of a window: a ratio of two pressures has the limits of both


def with_open_windows(fitted: Sequence[Fitted]) -> tuple[Fitted, ...]:
    """The same, each limit's prior read with what the other limits of its windows leave."""
    windows = _windows(tuple(tuple(one.limit.powers.items()) for one in fitted))
    known = {k: _by_threshold(fitted[k]) for k in {k for window in windows for k in window}}
    opened = list(fitted)
    for k, own in known.items():
        said = np.zeros(len(own))
        for others in ([j for j in window if j != k] for window in windows if k in window):
            at = _first_enough(fitted[k].grid, *(fitted[j].grid for j in others))
            is_open = _p_open([known[j] for j in others], at)
            said += np.log(_CLOSED + (1 - _CLOSED) * is_open)
        opened[k] = replace(fitted[k], prior=_times(fitted[k].prior, said))
    return tuple(opened)


@lru_cache(maxsize=8)
def _windows(powers: tuple[Powers, ...]) -> tuple[tuple[int, ...], ...]:
    """Rows of limits whose loads add up to nothing, by the powers of the knobs in each load."""
    some = [row for row, load in enumerate(powers) if load]
    return tuple(
        rows
        for count in range(2, _MOST_LIMITS + 1)
        for rows in combinations(some, count)
        if not any(_added([powers[row] for row in rows]).values())
    )


def _added(loads: Sequence[Powers]) -> dict[str, float]:
    total: dict[str, float] = {}
    for load in loads:
        for knob, power in load:
            total[knob] = total.get(knob, 0.0) + power
    return total


def _by_threshold(one: Fitted) -> Array:
    """Probability of each threshold (t,) of a limit."""
    weight = weights(one.prior.log_base + one.said)
    return np.asarray(weight.reshape(len(one.grid.thresholds), -1).sum(axis=1))


@lru_cache(maxsize=_KEPT)
def _first_enough(own: Grid, *others: Grid) -> NDArray[np.intp]:
    """The first threshold of the last other limit that leaves a window (t, t of the first, ...).

    One for each threshold of the limit itself and of the other ones; the same for a whole campaign.
    """
    *ahead, last = others
    needed = _OPEN - own.thresholds
    for one in ahead:
        needed = needed[..., None] - one.thresholds
    return np.searchsorted(last.thresholds, needed)


def _p_open(others: Sequence[Array], first_enough: NDArray[np.intp]) -> Array:
    """Probability (t,) that the thresholds of other limits add up to what is needed.

    Args:
        others: probabilities (t,) of the thresholds of each.
        first_enough: see `_first_enough`.
    """
    *ahead, last = others
    at_least = np.append(np.cumsum(last[::-1])[::-1], 0.0)
    found = at_least[first_enough]
    for share in reversed(ahead):
        found = found @ share
    return np.asarray(found)


def _times(prior: LimitPrior, said: Array) -> LimitPrior:
    """A prior times a factor of each threshold (t,), of which the nodes have one after another."""
    by_node = np.repeat(said, prior.by_trust.shape[1] // len(said))
    return LimitPrior(prior.by_trust + by_node, prior.published + by_node)
