"""Where cells begin to fail in one way as one load grows: a limit with its own scale.

A limit is a threshold of a logarithmic load. The margin of a cell is (threshold - load + reliefs) /
width, in units of the scatter from cell to cell: it falls with the load, always, and reliefs only
raise it. What is uncertain are the threshold, the width and the sizes of the reliefs; the posterior
is computed on a grid, exactly and without chance.

Several limits may explain one failure (a short by the anode's pressure or by the stack's). Each
then sees the failure through what the others expect of themselves: belief propagation, which is
exact here because a failure is 1 - prod P(hold) and expectations of independent limits multiply
(Pearl 1988; Kschischang, Frey, Loeliger, IEEE Trans. Inf. Theory 47 (2001) 498).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from math import prod
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

Array = NDArray[np.float64]

WIDTHS = np.array([0.05, 0.10, 0.20])
"""Scatter of the limit from cell to cell, in ln load: toughness scatters 12-22 % (Liao 2025)."""
_WIDTH_WEIGHTS = np.array([0.3, 0.45, 0.25])
_RELIEF_NODES = np.array([0.0, 0.8, 1.8])
"""Sizes of a relief in its own standard deviations: half a normal distribution in three points."""
_RELIEF_WEIGHTS = np.array([0.4, 0.4, 0.2])
_SPREAD_NODES = 48  # of the joint distribution of reliefs of which some act either way
_TO_CONVERGE = 40  # steps; the ratio is exact to rounding
_STEP = 0.03  # ln load between thresholds: finer than the least width
_REACH = 3.2  # wide standard deviations to either side
_SWEEPS = 6
_SETTLED = 0.01  # of a message, ln probability
_TINY = 1e-12
SEEN_OUTSIDE = ("crumbled", "stuck")
"""Modes that show when the pellet is pushed out of the die: of a pressure series at the last rung,
so that a lower rung says nothing of them, and a cell that crumbled had not held before."""
NEAR_MISS = 0.5
"""A hairline lies within half a scatter beyond the edge, as in `ordered_probit.EDGES`."""


class Limit(Protocol):
    """One load that cells bear up to a threshold."""

    @property
    def key(self) -> str:
        """Its name."""

    @property
    def mode(self) -> str:
        """How cells fail beyond it."""

    @property
    def load(self) -> Callable[[Array], Array]:
        """X (n, d) to the logarithmic load (n,): larger is worse."""

    @property
    def reliefs(self) -> Callable[[Array], Array]:
        """X (n, d) to features (n, s) that raise the threshold where they are positive."""

    @property
    def relief_std(self) -> Array:
        """Sizes (s,) of the reliefs, ln load for one unit of the feature; never negative."""

    @property
    def either_way(self) -> int:
        """So many of the last reliefs may as well lower the threshold."""

    @property
    def centre(self) -> float:
        """Threshold where the literature has it."""

    @property
    def narrow(self) -> float:
        """Its standard deviation where the literature holds."""

    @property
    def wide(self) -> float:
        """Its standard deviation where it does not."""

    @property
    def trust(self) -> float:
        """Probability beforehand that the literature holds."""


class LimitLearned(NamedTuple):
    """What cells say of a limit: see `doe.models.LimitLearned`."""

    key: str
    mode: str
    low: float
    median: float
    high: float
    std: float
    trust: float


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


@dataclass(frozen=True, eq=False)
class Fitted:
    """A limit given the cells.

    Attributes:
        limit: what it is of.
        threshold: nodes (g,) of the threshold.
        width: of the margins (g,).
        sizes: nodes (g, s) of the reliefs.
        log_prior: (2, g) ln prior weights where the literature holds and where it does not.
        messages: (g, n) ln of what each cell says.
        before: row of the same cell's rung before, -1 for none; () where no cell has several.
    """

    limit: Limit
    threshold: Array
    width: Array
    sizes: Array
    log_prior: Array
    messages: Array
    before: Sequence[int] = ()

    @cached_property
    def log_base(self) -> Array:
        """Ln prior weights (g,), whether the literature holds or not."""
        return np.asarray(np.logaddexp(self.log_prior[0], self.log_prior[1]))

    @cached_property
    def said(self) -> Array:
        """Ln of what all cells say (g,)."""
        return np.asarray(np.sum(self.messages, axis=1))

    @property
    def log_weights(self) -> Array:
        """Ln posterior weights (2, g), not normalised."""
        return np.asarray(self.log_prior + self.said)

    def weights_without(self, cell: int) -> Array:
        """Posterior weights (g,) as if that cell had not been pressed."""
        return _weights(self.log_base + self.said - self.messages[:, cell])

    @property
    def evidence(self) -> float:
        """Ln probability of the messages."""
        return _log_sum(self.log_weights)

    @property
    def trust(self) -> float:
        """Probability that the literature's threshold holds for this powder."""
        log = self.log_weights
        return float(np.exp(_log_sum(log[0]) - _log_sum(log)))

    def margins(self, X: Array) -> Array:
        """Margin (g, n) of cells X (n, d) at every node."""
        load, features = self.limit.load(X), self.limit.reliefs(X)
        relief = self.sizes @ features.T
        return np.asarray((self.threshold[:, None] + relief - load) / self.width[:, None])

    def holds(self, X: Array, row: int) -> Array:
        """Probability (g,) at every node that the cell of that row of X (n, d) held.

        At a later rung of a series: that it held there too. A cell's own strength, in widths, is
        one draw for all its rungs, so that what matters is the least margin it has seen.
        """
        rows = [row]
        while self.before and self.before[rows[-1]] >= 0:
            rows.append(self.before[rows[-1]])
        margins = self.margins(X[rows])
        if len(rows) == 1:
            return np.asarray(ndtr(margins[:, 0]))
        survived = np.min(margins[:, 1:], axis=1)
        both = np.minimum(margins[:, 0], survived)
        return np.asarray(np.maximum(ndtr(both), _TINY) / np.maximum(ndtr(survived), _TINY))

    def marginal(self) -> "Marginal":
        """What is known of threshold and reliefs, by trust and width."""
        log = self.log_weights
        weight = np.exp(log - np.max(log))
        values = np.column_stack([self.threshold, self.sizes])
        kinds = [(row, width) for row in range(2) for width in WIDTHS]
        shares, means, spreads = [], [], []
        for row, width in kinds:
            part = weight[row] * (self.width == width)
            total = float(np.sum(part))
            shares.append(total)
            part = part / max(total, _TINY)
            mean = part @ values
            away = values - mean
            spread = (away * part[:, None]).T @ away
            spread[0, 0] += _step(self.limit) ** 2 / 12  # a node stands for its cell of the grid
            means.append(mean)
            spreads.append(spread)
        share = np.array(shares) / np.sum(shares)
        return Marginal(
            self.limit, share, np.array(means), np.array(spreads), np.array([w for _, w in kinds])
        )

    def dropping(self, cell: int) -> "Fitted":
        """The same, that cell's row gone."""
        return replace(self, messages=np.delete(self.messages, cell, axis=1), before=())

    def had_held(self, cell: int, x: Array) -> "Fitted":
        """The same as if that cell, at x (1, d), had held."""
        messages = self.messages.copy()
        messages[:, cell] = _log(ndtr(self.margins(x)[:, 0]))
        return replace(self, messages=messages)


@dataclass(frozen=True, eq=False)
class Marginal:
    """A limit as a mixture of normal distributions, one for each trust and width.

    Attributes:
        limit: what it is of.
        share: weights (q,).
        mean: of threshold and sizes (q, 1 + s).
        spread: their covariance (q, 1 + s, 1 + s).
        width: of the margins (q,).
    """

    limit: Limit
    share: Array
    mean: Array
    spread: Array
    width: Array

    def at(self, X: Array) -> tuple[Array, Array]:
        """Mean and standard deviation (q, n) of the margin at X (n, d), by component."""
        features = np.column_stack([np.ones(len(X)), self.limit.reliefs(X)])
        mean = (self.mean @ features.T - self.limit.load(X)) / self.width[:, None]
        variance = np.sum((features @ self.spread) * features, axis=2) / self.width[:, None] ** 2
        return mean, np.sqrt(np.maximum(variance, 1e-9))

    def draws(self, X: Array, count: int, generator: np.random.Generator) -> Array:
        """Probability to hold (count, n) as it may truly be."""
        features = np.column_stack([np.ones(len(X)), self.limit.reliefs(X)])
        kind = generator.choice(len(self.share), size=count, p=self.share)
        normal = generator.standard_normal((count, self.mean.shape[1]))
        roots = np.linalg.cholesky(self.spread + 1e-12 * np.eye(self.spread.shape[1]))
        drawn = self.mean[kind] + np.einsum("cij,cj->ci", roots[kind], normal)
        return np.asarray(
            ndtr((drawn @ features.T - self.limit.load(X)) / self.width[kind][:, None])
        )

    @property
    def std(self) -> float:
        """Standard deviation of the threshold."""
        centre = self.mean[:, 0]
        middle = self.share @ centre
        return float(np.sqrt(self.share @ (self.spread[:, 0, 0] + (centre - middle) ** 2)))

    def quantiles(self, shares: Sequence[float]) -> Array:
        """Quantiles of the threshold where every relief's feature is zero."""
        std = np.sqrt(self.spread[:, 0, 0])
        centre = self.mean[:, 0]
        grid = np.linspace(np.min(centre - 4 * std), np.max(centre + 4 * std), 400)
        below = self.share @ ndtr((grid[None, :] - centre[:, None]) / std[:, None])
        return np.interp(shares, below, grid)


def limits_that_held(
    limits: Sequence[Limit], X: Array, held: NDArray[np.bool_], before: Sequence[int] = ()
) -> tuple[Fitted, ...]:
    """Thresholds, widths and reliefs given the cells that held.

    Args:
        limits: what cells bear.
        X: cells (n, d).
        held: whether each cell held against each limit for certain (n, k).
        before: row of the same cell's rung before, -1 for none; () where no cell has several.
    """
    fitted = tuple(
        replace(_before(limit, X), before=() if limit.mode in SEEN_OUTSIDE else before)
        for limit in limits
    )
    single = np.array([not before or before[row] < 0 for row in range(len(X))], dtype=bool)
    for k, one in enumerate(fitted):
        rows = np.flatnonzero(held[:, k] & single)
        one.messages[:, rows] = _log(ndtr(one.margins(X[rows])))
        for row in np.flatnonzero(held[:, k] & ~single):
            one.messages[:, row] = _log(one.holds(X, int(row)))
    return fitted


def with_failures(
    fitted: Sequence[Fitted], X: Array, factors: Sequence[Factor]
) -> tuple[Fitted, ...]:
    """The same, given failures too, each with the limits that may explain it."""
    also = tuple(replace(one, messages=one.messages.copy()) for one in fitted)
    _propagate(also, X, factors)
    return also


def expected_hold(fitted: Sequence[Fitted], X: Array, factor: Factor) -> float:
    """Probability that a cell holds against all that may explain its failure, as others say."""
    hold = 1.0
    for k in factor.members:
        one = fitted[k]
        hold *= float(one.weights_without(factor.cell) @ one.holds(X, factor.cell))
    return hold


def _before(limit: Limit, X: Array) -> Fitted:
    """The grid with its prior, nothing said yet."""
    step = _step(limit)
    steps = int(np.ceil(_REACH * limit.wide / step))
    threshold = limit.centre + step * np.arange(-steps, steps + 1)
    sizes, weights = _relief_sizes(len(limit.relief_std), limit.either_way)
    t, w, s = np.meshgrid(threshold, np.arange(len(WIDTHS)), np.arange(len(sizes)), indexing="ij")
    t, w, s = t.ravel(), w.ravel(), s.ravel()
    log_rest = np.log(_WIDTH_WEIGHTS)[w] + np.log(weights)[s]
    kinds = [
        np.log(share) - np.log(std) - 0.5 * ((t - limit.centre) / std) ** 2 + log_rest
        for share, std in ((limit.trust, limit.narrow), (1 - limit.trust, limit.wide))
    ]
    log_prior = np.array(kinds)
    log_prior -= _log_sum(log_prior)
    return Fitted(
        limit, t, WIDTHS[w], sizes[s] * limit.relief_std, log_prior, np.zeros((len(t), len(X)))
    )


def _step(limit: Limit) -> float:
    """Ln load between thresholds; spread sizes of reliefs fill the gaps of a wider one."""
    return _STEP if limit.either_way == 0 else 2 * _STEP


def _relief_sizes(reliefs: int, either_way: int) -> tuple[Array, Array]:
    """Nodes (m, s) of the reliefs in their standard deviations, and their weights (m,).

    A product of few nodes each; where some act either way, evenly spread points of the joint normal
    distribution, so that their number does not grow with that of the knobs (an additive recurrence
    with the generalised golden ratio, Roberts 2018).
    """
    if either_way == 0:
        shape = (len(_RELIEF_NODES) ** reliefs, reliefs)
        sizes = np.array(list(product(_RELIEF_NODES, repeat=reliefs))).reshape(shape)
        weights = np.array(list(product(_RELIEF_WEIGHTS, repeat=reliefs))).reshape(shape)
        return sizes, np.prod(weights, axis=1)
    ratio = 2.0
    for _ in range(_TO_CONVERGE):
        ratio = (1 + ratio) ** (1 / (reliefs + 1))
    steps = ratio ** -np.arange(1.0, reliefs + 1)
    normal = ndtri((0.5 + np.outer(np.arange(1, _SPREAD_NODES + 1), steps)) % 1.0)
    certain = reliefs - either_way
    normal[:, :certain] = np.abs(normal[:, :certain])
    return normal, np.full(_SPREAD_NODES, 1 / _SPREAD_NODES)


def _propagate(fitted: Sequence[Fitted], X: Array, factors: Sequence[Factor]) -> None:
    """Let every failure speak to its limits until they agree; one pass where it has but one."""
    totals = [one.log_base + np.sum(one.messages, axis=1) for one in fitted]
    links = [_links(fitted, X, factor) for factor in factors]
    said = [[np.zeros_like(totals[k]) for k in factor.members] for factor in factors]
    for sweep in range(_SWEEPS):
        moved = 0.0
        for factor, own, before in zip(factors, links, said, strict=True):
            if sweep and len(own) < 2:
                continue
            expected = [(1.0, 1.0)] * len(own)
            if len(own) > 1:
                for at, (k, hold, nearly) in enumerate(own):
                    weight = _weights(totals[k] - before[at])
                    expected[at] = (float(weight @ hold), float(weight @ nearly))
            for at, (k, hold, nearly) in enumerate(own):
                rest = [pair for other, pair in enumerate(expected) if other != at]
                message = _message(factor, hold, nearly, rest)
                moved = max(moved, float(np.max(np.abs(message - before[at]))))
                totals[k] += message - before[at]
                before[at] = message
        if moved < _SETTLED:
            break
    for factor, own, messages in zip(factors, links, said, strict=True):
        for (k, _, _), message in zip(own, messages, strict=True):
            fitted[k].messages[:, factor.cell] += message


def _links(fitted: Sequence[Fitted], X: Array, factor: Factor) -> list[tuple[int, Array, Array]]:
    """For each limit that may explain a failure: probabilities to hold, and nearly, by node."""
    at = X[factor.cell : factor.cell + 1]
    found = []
    for k in factor.members:
        margin = fitted[k].margins(at)[:, 0]
        hold = fitted[k].holds(X, factor.cell)
        found.append((k, hold, np.maximum(ndtr(margin + NEAR_MISS), hold) if factor.near else hold))
    return found


def _message(
    factor: Factor, hold: Array, nearly: Array, rest: Sequence[tuple[float, float]]
) -> Array:
    """Ln probability of the failure by node of one limit, the others as they are expected."""
    held = (1 - factor.luck) * prod(pair[0] for pair in rest) * hold
    if not factor.near:
        return np.asarray(np.log(np.maximum(1 - held, _TINY)))
    near = (1 - factor.luck) * prod(pair[1] for pair in rest) * nearly
    return np.asarray(np.log(np.maximum(near - held + factor.luck / 3, _TINY)))


def _weights(log: Array) -> Array:
    weight = np.exp(log - np.max(log))
    return np.asarray(weight / np.sum(weight))


def _log(share: Array) -> Array:
    return np.asarray(np.log(np.maximum(share, _TINY)))


def _log_sum(values: Array) -> float:
    top = float(np.max(values))
    return top + float(np.log(np.sum(np.exp(values - top))))
