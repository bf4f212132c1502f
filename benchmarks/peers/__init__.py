"""Peers of the optimiser, each run in its intended way, broken cells modelled as far as it can.

One file a peer, found by its file name; each has `make(dimension, seed) -> Peer`. A peer sees the
unit cube, ln(ASR) of intact cells, and whether a cell stayed whole: what Copress sees, but for its
knowledge of pressing.
"""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Unit = NDArray[np.float64]
"""A point of the unit cube, shape (d,)."""


class Peer(Protocol):
    """Ask, tell, recommend."""

    def ask(self) -> Unit:
        """The next cell to press."""
        ...

    def tell(self, unit: Unit, ln_asr: float | None) -> None:
        """Result of a cell: ln(ASR), or None when it broke."""
        ...

    def load(self, results: Sequence[tuple[Unit, float | None]]) -> None:
        """Results of cells that it did not ask for."""
        for unit, ln_asr in results:
            self.tell(unit, ln_asr)

    def recommend(self) -> Unit:
        """The best setting by the peer's own reckoning."""
        ...


def worst_seen(results: list[tuple[Unit, float | None]]) -> float:
    """What users enter for a broken cell: the worst intact value so far (0 without one)."""
    return max((value for _, value in results if value is not None), default=0.0)


def best_intact(results: list[tuple[Unit, float | None]]) -> Unit:
    """The intact cell with the lowest ln(ASR); the first point while none is intact."""
    intact = [(value, index) for index, (_, value) in enumerate(results) if value is not None]
    return results[min(intact)[1] if intact else 0][0]
