"""Towards what narrow rules allow: a sliver at an edge or a thin band that no even cover meets.

Points are moved along the slope of the rule that they break, by as much as it lacks, rule after
rule, as in the method of cyclic projections (Censor and Lent 1982, Math. Programming 24:233).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from doe.domain.constraints import Constraint, Mask
from doe.space import Space

Array = NDArray[np.float64]

_ROUNDS = 12  # over all rules; those between a few knobs are met after two or three
_STEP = 1e-4  # cube widths, of the slope's differences
_FURTHEST = 4.0  # times what a rule lacks: points land inside a sliver, not only on its face


@dataclass(frozen=True, eq=False)
class Approach:
    """Moves points nearer to where every rule is kept.

    Attributes:
        space: the knobs; choices are never moved.
        constraints: rules; those that are functions cannot say how far a point is away.
    """

    space: Space
    constraints: Sequence[Mask]

    def nearer(self, rows: Array) -> Array:
        """Rows (n, d) on their steps, after some rounds of moves."""
        rules = [rule for rule in self.constraints if isinstance(rule, Constraint)]
        X = np.clip(self.space.to_unit(rows), 0.0, 1.0)
        generator = np.random.default_rng(0)  # same rows, same answer
        for _ in range(_ROUNDS):
            lost = False
            for rule in rules:
                lacking = self._excess(rule, X)
                away = np.flatnonzero(lacking > 0)
                if len(away):
                    lost = True
                    X[away] = self._moved(rule, X[away], lacking[away], generator)
            if not lost:
                break
        return self.space.snap(self.space.from_unit(X))

    def _moved(
        self, rule: Constraint, X: Array, lacking: Array, generator: np.random.Generator
    ) -> Array:
        """Coordinates (n, d) moved along the slope, between once and several times as far."""
        slope = np.zeros_like(X)
        for column, knob in enumerate(self.space.parameters):
            if knob.name in rule.names and knob.is_number:
                inward = np.where(X[:, column] > 0.5, -_STEP, _STEP)
                moved = X.copy()
                moved[:, column] += inward
                with np.errstate(invalid="ignore"):  # a rule without a value has no slope either
                    slope[:, column] = (self._excess(rule, moved) - lacking) / inward
        steepness = np.sum(slope**2, axis=1)
        known = np.isfinite(steepness) & (steepness > 0) & np.isfinite(lacking)
        further = np.where(generator.random(len(X)) < 0.5, 1.0, generator.uniform(1, _FURTHEST))
        share = np.divide(further * lacking, steepness, out=np.zeros(len(X)), where=known)
        moves = np.where(known[:, None], share[:, None] * slope, 0.0)
        return np.clip(X - moves, 0.0, 1.0)

    def _excess(self, rule: Constraint, X: Array) -> Array:
        return rule.excess(self.space.columns(self.space.from_unit(X)))
