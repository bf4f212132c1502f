"""Margins against each mode of failure at some points, and the probabilities that follow."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

Array = NDArray[np.float64]

OTHERWISE = "otherwise"
"""Name of what no limit explains."""
_TINY = 1e-12  # keeps the logarithm finite


@dataclass(frozen=True, eq=False)
class ModeSafety:
    """Margins at some points, the components of all limits one below the other.

    Attributes:
        modes: of each limit (k,).
        shares: weights (k, q) of the components in each limit; zero in the others.
        mean: margins of each component (q, n).
        std: doubt about them (q, n).
        rest: mean and doubt (n,) of what no limit explains.
    """

    modes: tuple[str, ...]
    shares: Array
    mean: Array
    std: Array
    rest: tuple[Array, Array]

    def among(self, rows: NDArray[np.bool_]) -> "ModeSafety":
        """The same of some of the points (n,)."""
        mean, std = self.rest
        kept = replace(
            self, mean=self.mean[:, rows], std=self.std[:, rows], rest=(mean[rows], std[rows])
        )
        kept.__dict__["_as_expected"] = self._as_expected[:, rows]  # a cached property of its own
        return kept

    def p_intact(self, kappa: float = 0.0) -> Array:
        """Probability (n,) that one more cell holds, read `kappa` of its doubt higher.

        The limits' doubts are independent, so that what each of them changes adds up in squares.
        """
        if kappa == 0.0:
            return self._expected.copy()
        holds = self._as_expected
        shifts = np.log(np.maximum(self._holds(kappa), _TINY)) - np.log(np.maximum(holds, _TINY))
        reach = np.sqrt(np.sum(shifts**2, axis=0))
        return np.asarray(self._expected * np.exp(np.sign(kappa) * reach))

    def p_sound(self, wanted: float) -> Array:
        """Probability (n,) that pressing so keeps at least the share `wanted` of cells intact.

        Doubt about the margins, not chance from cell to cell. A limit that is not known yet mostly
        breaks all cells or none; so each may take half of the failures that are allowed, as if two
        of them mattered at a time.
        """
        needed = float(ndtri(wanted**0.5))
        beyond = self.mean - needed
        beyond /= self.std
        sound = self.shares @ ndtr(beyond, out=beyond)
        rest = ndtr((self.rest[0] - needed) / self.rest[1])
        return np.asarray(rest * np.prod(sound, axis=0))

    def p_holds(self) -> dict[str, Array]:
        """Probability (n,) to hold against each mode, and against what no limit explains."""
        holds = self._as_expected
        found: dict[str, Array] = {}
        for mode, hold in zip(self.modes, holds, strict=False):
            found[mode] = found.get(mode, 1.0) * hold
        return found | {OTHERWISE: holds[-1].copy()}

    @cached_property
    def _expected(self) -> Array:
        return np.asarray(np.prod(self._as_expected, axis=0))

    @cached_property
    def _as_expected(self) -> Array:
        return self._holds(0.0)

    def _holds(self, kappa: float) -> Array:
        """Probability (k + 1, n) to hold against each limit, and against what is left."""
        mean, std = self.rest
        holds = np.empty((len(self.shares) + 1, len(mean)))
        holds[-1] = ndtr((mean + kappa * std) / np.sqrt(1.0 + std**2))
        hopeful = self.mean if kappa == 0.0 else self.mean + kappa * self.std
        scaled = hopeful / self._scatter
        np.matmul(self.shares, ndtr(scaled, out=scaled), out=holds[:-1])
        return holds

    @cached_property
    def _scatter(self) -> Array:
        """Of one more cell about each component's margin (q, n)."""
        scatter = self.std**2
        scatter += 1.0
        return np.sqrt(scatter, out=scatter)
