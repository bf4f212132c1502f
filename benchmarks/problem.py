"""What a test problem of the optimiser is: a space, a hidden truth, and cells drawn from it.

Simulated, all of them: no number here is a measurement.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc

from doe import goals
from doe.domain.constraints import Constraint, mask_of
from doe.space import Space
from doe.trials import Observation

Array = NDArray[np.float64]

SAFE = 0.85
WITHIN = {"low_resistance": 1.10, "cycle_life": 1.10, "integrity": 1.03}
"""How far a true loss may lie above the best one for a cell to count as "there"."""


class Problem(ABC):
    """A simulated powder with its press, and what is wanted of it.

    Attributes:
        name: for the tables.
        space: what may vary.
        constraints: rules known beforehand.
        family: "press", "twin", "fragile" or "textbook".
        goal: name of the goal.
        fixed: values of the protocol that do not vary.
    """

    name: str
    space: Space
    constraints: tuple[Constraint, ...]
    family: str
    goal: str = "low_resistance"
    fixed: Mapping[str, float] = {}

    @abstractmethod
    def p_intact(self, rows: Array) -> Array:
        """True probability (n,) that a cell at physical values (n, d) holds."""

    @abstractmethod
    def true_asr(self, rows: Array) -> Array:
        """True ASR (n,) of a cell that holds, ohm cm2."""

    @abstractmethod
    def press(self, point: Mapping[str, float], chance: np.random.Generator) -> Observation:
        """One cell."""

    def loss(self, rows: Array) -> Array:
        """What the goal makes small (n,), without noise: by default the ASR."""
        return self.true_asr(rows)

    def is_there(self, rows: Array) -> NDArray[np.bool_]:
        """Whether cells (n,) are truly safe and their true loss is near the best safe one."""
        near = self.loss(rows) <= WITHIN[self.goal] * self.best_loss
        return np.asarray(near & (self.p_intact(rows) >= SAFE))

    def target(self, cell: Observation) -> float | None:
        """What a general optimiser gets of a cell, to be made small; None for a broken one.

        Integrity enters as the grade of damage, a short as the worst: no cell teaches nothing.
        """
        if self.goal == "integrity":
            return 3.0 if cell.shorted else float(cell.damage)
        measured = goals.load(self.goal).measure(cell)
        return None if measured is None else measured.value

    @cached_property
    def best_loss(self) -> float:
        """Least true loss among allowed points that hold with probability 0.85 (brute force)."""
        chance = np.random.default_rng(0)
        X = qmc.Sobol(self.space.dimensions, rng=chance).random_base2(16)
        best, value = self._best_of(X)
        for width in (0.08, 0.03, 0.01, 0.003):
            cloud = np.clip(best + width * chance.standard_normal((8192, len(best))), 0, 1)
            best, value = self._best_of(np.vstack([best[None, :], cloud]))
        return value

    def _best_of(self, X: Array) -> tuple[Array, float]:
        rows = self.space.from_unit(X)
        allowed = (self.p_intact(rows) >= SAFE) & mask_of(
            self.constraints, self.space.columns(rows)
        )
        values = np.where(allowed, self.loss(rows), np.inf)
        return X[int(np.argmin(values))], float(np.min(values))
