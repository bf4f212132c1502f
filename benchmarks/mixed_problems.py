"""Ten random problems with ranges, lists and categories; needs numpy alone."""

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

COUNT = 10
BUDGET = 25
GOOD = 1.1
"""Times the lowest value of the problem: a cell that reaches it has found the optimum."""
NOISE = 0.06  # ln units from cell to cell
_RANGE = tuple(round(0.1 * k, 1) for k in range(11))


@dataclass(frozen=True)
class MixedProblem:
    """Two ranges, one list of unequal values, one or two categories.

    Attributes:
        numbers: values of each knob that is a number, the first two evenly spaced.
        choices: categories of the others.
        optimum: best share (numbers,) of each number for every choice of the first category.
        weights: curvature along each number.
        effects: of each category, ln units.
        slope: how the first two numbers interact.
    """

    numbers: tuple[tuple[float, ...], ...]
    choices: tuple[tuple[str, ...], ...]
    optimum: Array
    weights: Array
    effects: tuple[Array, ...]
    slope: float

    @property
    def names(self) -> tuple[str, ...]:
        """Numbers first: a0, a1, a2, c0, c1."""
        numbers = [f"a{k}" for k in range(len(self.numbers))]
        return (*numbers, *(f"c{k}" for k in range(len(self.choices))))

    @property
    def levels(self) -> tuple[tuple[float | str, ...], ...]:
        """What each knob may be."""
        return (*self.numbers, *self.choices)

    def value(self, point: dict[str, float | str]) -> float:
        """Noise-free value at a point; to be made small."""
        codes = [c.index(str(point[f"c{k}"])) for k, c in enumerate(self.choices)]
        shares = np.array([
            (float(point[f"a{k}"]) - v[0]) / (v[-1] - v[0]) for k, v in enumerate(self.numbers)
        ])  # fmt: skip
        away = shares - self.optimum[codes[0]]
        log = self.weights @ away**2 + self.slope * away[0] * away[1]
        log += sum(effect[code] for effect, code in zip(self.effects, codes, strict=True))
        return float(40.0 * np.exp(log))

    @property
    def best(self) -> float:
        """The lowest value of all settings."""
        every = product(*self.levels)
        return min(self.value(dict(zip(self.names, one, strict=True))) for one in every)


def mixed_problem(number: int) -> MixedProblem:
    """Problem number 0 to 9."""
    chance = np.random.default_rng([20261129, number])
    listed = tuple(sorted(chance.choice(np.arange(1, 20), 4, replace=False) * 5.0))
    sizes = [3 + number % 3] + ([2] if number % 2 else [])
    choices = tuple(tuple(f"{'pqrst'[k]}{j}" for k in range(n)) for j, n in enumerate(sizes))
    middle = chance.uniform(0.2, 0.8, 3)
    optimum = np.clip(middle + chance.normal(0, 0.12, (sizes[0], 3)), 0.05, 0.95)
    effects = tuple(chance.permutation(np.linspace(0.0, 0.7, n)) for n in sizes)
    return MixedProblem(
        (_RANGE, _RANGE, listed), choices, optimum, chance.uniform(1.0, 3.0, 3), effects,
        float(chance.uniform(-1.0, 1.0)),
    )  # fmt: skip
