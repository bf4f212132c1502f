"""What failures say of the limits that may explain them.

Several limits may explain one failure (a short by the anode's pressure or by the stack's). Each
then sees the failure through what the others expect of themselves: belief propagation, which is
exact here because a failure is 1 - prod P(hold) and expectations of independent limits multiply
(Pearl 1988; Kschischang, Frey, Loeliger, IEEE Trans. Inf. Theory 47 (2001) 498).
"""

from collections.abc import Sequence
from math import prod
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from surrogate.integrity.failure_limits import Fitted, weights
from surrogate.integrity.limit_grid import TINY

Array = NDArray[np.float64]

_SWEEPS = 6  # chosen: an end for messages that go to and fro
_SETTLED = 0.01  # of a message, ln probability
NEAR_MISS = 0.5
"""A hairline lies within half a scatter beyond the edge, as in `ordered_probit.EDGES`."""


class Factor(NamedTuple):
    """One thing that was seen of one cell, as far as limits can explain it.

    Attributes:
        cell: its row.
        members: limits that may explain it.
        luck: probability that it fails so wherever it is pressed.
        near: whether it nearly held.
    """

    cell: int
    members: tuple[int, ...]
    luck: float
    near: bool

    def moved(self, rows: int) -> "Factor":
        """The same of a cell so many rows further on."""
        return self._replace(cell=self.cell + rows)


def with_failures(fitted: Sequence[Fitted], factors: Sequence[Factor]) -> tuple[Fitted, ...]:
    """The same, given failures too, each with the limits that may explain it."""
    failures: list[dict[int, Array]] = [{} for _ in fitted]
    for factor, messages in zip(factors, _agreed(fitted, factors), strict=True):
        for k, message in zip(factor.members, messages, strict=True):
            failures[k][factor.cell] = failures[k].get(factor.cell, 0.0) + message
    return tuple(one.also(said) for one, said in zip(fitted, failures, strict=True))


def expected_hold(fitted: Sequence[Fitted], factor: Factor) -> float:
    """Probability that a cell holds against all that may explain its failure, as others say."""
    hold = 1.0
    for k in factor.members:
        one = fitted[k]
        hold *= float(one.weights_without(factor.cell) @ one.holds(factor.cell))
    return hold


def _agreed(fitted: Sequence[Fitted], factors: Sequence[Factor]) -> list[list[Array]]:
    """What each failure says to its limits once they agree; one pass where it has but one."""
    blamed = {k for factor in factors for k in factor.members}
    totals = {k: fitted[k].prior.log_base + fitted[k].said for k in blamed}
    links = [_links(fitted, factor) for factor in factors]
    said = [[np.zeros_like(totals[k]) for k in factor.members] for factor in factors]
    for sweep in range(_SWEEPS):
        moved = 0.0
        for factor, own, before in zip(factors, links, said, strict=True):
            if sweep and len(own) < 2:
                continue
            expected = [(1.0, 1.0)] * len(own)
            if len(own) > 1:
                for at, (k, hold, nearly) in enumerate(own):
                    weight = weights(totals[k] - before[at])
                    expected[at] = (float(weight @ hold), float(weight @ nearly))
            for at, (k, hold, nearly) in enumerate(own):
                rest = [pair for other, pair in enumerate(expected) if other != at]
                message = _message(factor, hold, nearly, rest)
                change = message - before[at]
                moved = max(moved, float(np.abs(change).max()))
                totals[k] += change
                before[at] = message
        if moved < _SETTLED:
            break
    return said


def _links(fitted: Sequence[Fitted], factor: Factor) -> list[tuple[int, Array, Array]]:
    """For each limit that may explain a failure: probabilities to hold, and nearly, by node."""
    found = []
    for k in factor.members:
        hold = nearly = fitted[k].holds(factor.cell)
        if factor.near:
            margin = fitted[k].margins(fitted[k].X[factor.cell : factor.cell + 1])[0]
            nearly = np.maximum(ndtr(margin + NEAR_MISS), hold)
        found.append((k, hold, nearly))
    return found


def _message(
    factor: Factor, hold: Array, nearly: Array, rest: Sequence[tuple[float, float]]
) -> Array:
    """Ln probability of the failure by node of one limit, the others as they are expected."""
    held = (1 - factor.luck) * prod(pair[0] for pair in rest) * hold
    if not factor.near:
        return np.asarray(np.log(np.maximum(1 - held, TINY)))
    near = (1 - factor.luck) * prod(pair[1] for pair in rest) * nearly
    return np.asarray(np.log(np.maximum(near - held + factor.luck / 3, TINY)))
