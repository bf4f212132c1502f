"""Covariance functions that can be added: the few lines of scikit-learn's kernels that are used.

Loading scikit-learn takes a second and a hundred megabytes, longer than a small campaign thinks.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray
from typing_extensions import override

Array = NDArray[np.float64]
First = TypeVar("First", bound="Kernel")
Second = TypeVar("Second", bound="Kernel")

_COLUMNS = 128
"""That are worked out at once. Chosen by time: 1,800 points take 0.55 of the time of all pairs."""


class Kernel(ABC):
    """A covariance function; `+` adds two."""

    @abstractmethod
    def __call__(self, X: Array, Y: Array | None = None) -> Array:
        """Covariance (n, m) of X (n, d) with Y (m, d), or with itself."""

    @abstractmethod
    def diag(self, X: Array) -> Array:
        """Diagonal (n,) of the covariance at X (n, d)."""

    def __add__(self: First, other: Second) -> SumKernel[First, Second]:
        """The sum of both covariances."""
        return SumKernel(self, other)


class SumKernel(Kernel, Generic[First, Second]):
    """The sum of two covariance functions."""

    def __init__(self, k1: First, k2: Second):
        self.k1 = k1
        self.k2 = k2

    @override
    def __call__(self, X: Array, Y: Array | None = None) -> Array:
        """Covariance (n, m) of X (n, d) with Y (m, d), or with itself."""
        covariance = self.k1(X, Y)
        covariance += self.k2(X, Y)
        return covariance

    @override
    def diag(self, X: Array) -> Array:
        """Diagonal (n,) of the covariance at X (n, d)."""
        return self.k1.diag(X) + self.k2.diag(X)


def lower_triangle(kernel: Kernel, X: Array) -> Array:
    """Covariance (n, n) of X (n, d) with itself on and below the diagonal, zero above.

    It stands column by column, ready for `factorised_in_place`.
    """
    across = np.zeros((len(X), len(X)))
    for first in range(0, len(X), _COLUMNS):
        columns = slice(first, first + _COLUMNS)
        across[columns, first:] = np.triu(kernel(X[columns], X[first:]))
    return across.T
