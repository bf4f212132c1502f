"""What a limit of failure is, before any cell and after: one load, where cells begin to fail."""

from collections.abc import Callable, Mapping
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


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

    @property
    def follows(self) -> float:
        """By how much the threshold moves with ln of the pressures that a powder bears: 1, -1, 0.

        -1 where too little is worse, since the load is then minus the pressure's logarithm; 0 where
        the load is a ratio.
        """

    @property
    def knob(self) -> str:
        """Whose pressure the load is."""

    @property
    def powers(self) -> Mapping[str, float]:
        """With which power each knob goes into the load; empty where that is not known."""

    @property
    def common(self) -> float:
        """Share of powders whose limits lie elsewhere together."""


class LimitLearned(NamedTuple):
    """What cells say of a limit: see `doe.domain.learners.LimitLearned`."""

    key: str
    mode: str
    low: float
    median: float
    high: float
    std: float
    trust: float
