"""Loads and reliefs of all limits at some points, worked out once for all models of one history."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from surrogate.integrity.limit import Limit
from surrogate.integrity.limit_marginal import Marginal

Array = NDArray[np.float64]
Pairs = tuple[NDArray[np.intp], NDArray[np.intp], tuple[slice, ...]]

_KEPT = 6  # pools of points: those of one proposal
_LEAST_VARIANCE = 1e-9  # of a margin; keeps its square root real


@dataclass(frozen=True, eq=False)
class LimitFeatures:
    """Of the points that were asked about last.

    Attributes:
        limits: what cells bear.
    """

    limits: tuple[Limit, ...]
    _known: dict[bytes, tuple[Array, Array]] = field(init=False, repr=False, default_factory=dict)

    def at(self, X: Array) -> tuple[Array, Array]:
        """Features (f, n) and their products (p, n) at X (n, d).

        Features: 1, the load of each limit, and the reliefs of each. Products: of the features of
        one limit's threshold, 1 and its reliefs, every two of them.
        """
        key = X.tobytes()
        if key not in self._known:
            while len(self._known) >= _KEPT:
                self._known.pop(next(iter(self._known)), None)
            self._known[key] = self._at(X)
        return self._known[key]

    def _at(self, X: Array) -> tuple[Array, Array]:
        own = X.copy()
        own.setflags(write=False)  # nothing changes between one limit and the next
        features = np.empty((1 + len(self.limits) + sum(self._counts), len(X)))
        features[0] = 1.0
        first = 1 + len(self.limits)
        for row, (limit, count) in enumerate(zip(self.limits, self._counts, strict=True)):
            features[1 + row] = limit.load(own)
            features[first : first + count] = limit.reliefs(own).T
            first += count
        left, right, _ = self._pairs
        return features, features[left] * features[right]

    @cached_property
    def _counts(self) -> tuple[int, ...]:
        """Reliefs of each limit."""
        return tuple(len(limit.relief_std) for limit in self.limits)

    @cached_property
    def _first(self) -> tuple[int, ...]:
        """First relief of each limit among the features, and their end."""
        ends = 1 + len(self.limits) + np.cumsum((0, *self._counts))
        return tuple(int(end) for end in ends)

    @property
    def _pairs(self) -> Pairs:
        return _pairs_of(self._first, self._counts)

    def weights(self, marginals: Sequence[Marginal]) -> tuple[Array, Array]:
        """Of features (q, f) in each component's mean, of products (q, p) in its variance."""
        count = sum(len(one.share) for one in marginals)
        linear = np.zeros((count, 1 + len(self.limits) + sum(self._counts)))
        products = self._pairs[2]
        square = np.zeros((count, products[-1].stop if products else 0))
        first = 0
        for row, one in enumerate(marginals):
            own = slice(first, first + len(one.share))
            scaled, in_variance = one.weights
            linear[own, 0] = scaled[:, 0]
            linear[own, self._first[row] : self._first[row + 1]] = scaled[:, 1:]
            linear[own, 1 + row] = -1.0 / one.width
            square[own, products[row]] = in_variance
            first += len(one.share)
        return linear, square


@lru_cache(maxsize=8)
def _pairs_of(firsts: tuple[int, ...], counts: tuple[int, ...]) -> Pairs:
    """Features of each product, and the products of each limit; the same for a whole campaign.

    Args:
        firsts: First relief of each limit among the features.
        counts: Reliefs of each limit.
    """
    left, right, own, first = [], [], [], 0
    for at, count in zip(firsts, counts, strict=False):
        columns = np.append(0, np.arange(at, at + count))
        rows, others = np.triu_indices(len(columns))
        left.append(columns[rows])
        right.append(columns[others])
        own.append(slice(first, first + len(rows)))
        first += len(rows)
    none = np.empty(0, dtype=np.intp)
    return np.concatenate([none, *left]), np.concatenate([none, *right]), tuple(own)


def margins(weights: tuple[Array, Array], features: tuple[Array, Array]) -> tuple[Array, Array]:
    """Mean and standard deviation (q, n) of the margin by component."""
    variance = weights[1] @ features[1]
    np.maximum(variance, _LEAST_VARIANCE, out=variance)
    return weights[0] @ features[0], np.sqrt(variance, out=variance)
