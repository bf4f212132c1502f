"""Sums that must come out: the parts of a mixture, `"am + se + c == 100"`, each on its steps.

No random point obeys an equality. So a point is moved onto it: what the sum lacks is given to its
parts by the room that each has, then step by step to those whose rounding erred most.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from doe.domain.constraints import Constraint, Linear, Mask
from doe.knobs.parameter import Parameter
from doe.space import Space

Array = NDArray[np.float64]

_SAME = 1e-9  # relative: two rules about one sum
_REACHED = 1e-9  # relative: the sum has come out
_PASSES = 3  # over all parts, for each of them: the steps of parts may differ


@dataclass(frozen=True, eq=False)
class BoundedSum:
    """A weighted sum of knobs between two bounds that lie close together or are one.

    Attributes:
        space: the knobs.
        weights: of each knob (d,).
        low: least sum.
        high: greatest sum.
    """

    space: Space
    weights: Array
    low: float
    high: float

    def reached(self, rows: Array) -> Array:
        """Rows (n, d) moved until the sum comes out, where bounds and steps allow it."""
        rows = self._shared_out(rows.copy())
        for column in self._parts:
            rows[:, column] = self._knobs[column].snap(rows[:, column])
        return self._stepped(rows)

    @property
    def _knobs(self) -> tuple[Parameter, ...]:
        return self.space.parameters

    @property
    def _parts(self) -> list[int]:
        """Columns that can be moved: numbers with a weight; a list has no neighbour to step to."""
        return [
            column
            for column, knob in enumerate(self._knobs)
            if self.weights[column] and not (knob.choices or knob.values)
        ]

    @property
    def _noise(self) -> float:
        return _REACHED * max(1.0, abs(self.low), abs(self.high))

    def _lacking(self, total: Array) -> Array:
        """What sums (n,) lack to the nearest that is allowed; negative where they are too large."""
        nearest = np.clip(total, self.low, self.high)
        return np.asarray(np.where(np.abs(nearest - total) > self._noise, nearest - total, 0.0))

    def _shared_out(self, rows: Array) -> Array:
        """What is lacking goes to the parts by the room that each has.

        Where several sums are allowed, rows are spread over them.
        """
        total = rows @ self.weights
        wanted = np.random.default_rng(0).uniform(self.low, self.high, len(rows))
        lacking = np.where(self._lacking(total) == 0.0, 0.0, wanted - total)
        rising = np.sign(lacking)[:, None] * np.sign(self.weights)[None, :] > 0
        low, high = (np.array([getattr(k, end) for k in self._knobs]) for end in ("low", "high"))
        room = np.where(rising, high - rows, rows - low)
        room[:, [c for c in range(len(self._knobs)) if c not in self._parts]] = 0.0
        reach = room @ np.abs(self.weights)
        share = np.divide(np.abs(lacking), reach, out=np.zeros(len(rows)), where=reach > 0)
        moved = rows + np.where(rising, 1.0, -1.0) * room * np.minimum(share, 1.0)[:, None]
        return np.asarray(moved)

    def _stepped(self, rows: Array) -> Array:
        """What rounding cost is given back in single steps, then to a part without steps."""
        generator = np.random.default_rng(0)  # no part is preferred; the same rows, the same answer
        stepped = [column for column in self._parts if self._knobs[column].step is not None]
        for _ in range(_PASSES * len(self._parts)):
            if not np.any(self._lacking(rows @ self.weights)):
                break
            for column in generator.permutation(stepped):
                rows[:, column] = self._one_step(rows, int(column))
        for column in self._parts:
            if self._knobs[column].step is None:
                moved = rows[:, column] + self._lacking(rows @ self.weights) / self.weights[column]
                rows[:, column] = self._knobs[column].snap(moved)
        return rows

    def _one_step(self, rows: Array, column: int) -> Array:
        """Column (n,) moved by one step where that brings the sum nearer to what is allowed."""
        knob, total = self._knobs[column], rows @ self.weights
        lacking, weight = self._lacking(total), self.weights[column]
        step = np.sign(lacking * weight) * float(knob.step or 0.0)
        moved = rows[:, column] + step
        inside = (moved >= knob.low - self._noise) & (moved <= knob.high + self._noise)
        nearer = np.abs(self._lacking(total + weight * step)) < np.abs(lacking) - self._noise
        return np.where(inside & nearer, knob.snap(moved), rows[:, column])


def sums_of(space: Space, constraints: Sequence[Mask]) -> tuple[BoundedSum, ...]:
    """The sums that the rules fix: an equality, or two rules that bound one sum on both sides."""
    forms = [
        form
        for rule in constraints
        if isinstance(rule, Constraint)
        for form in rule.linear(space.names)
        if form is not None and np.any(form.weights)
    ]
    joined: list[Linear] = []
    for form in map(_normed, forms):
        for at, other in enumerate(joined):
            if np.allclose(form.weights, other.weights, rtol=_SAME, atol=_SAME):
                low, high = max(form.low, other.low), min(form.high, other.high)
                joined[at] = Linear(other.weights, low, high)
                break
        else:
            joined.append(form)
    return tuple(
        BoundedSum(space, form.weights, form.low, form.high)
        for form in joined
        if np.isfinite([form.low, form.high]).all()
        and form.low <= form.high  # else no point obeys, which is found and worded elsewhere
        and np.count_nonzero(form.weights) > 1
    )


def _normed(form: Linear) -> Linear:
    """The same with 1 as its first weight, so that two rules about one sum look alike."""
    first = form.weights[np.flatnonzero(form.weights)[0]]
    low, high = sorted((form.low / first, form.high / first))
    return Linear(form.weights / first, low, high)
