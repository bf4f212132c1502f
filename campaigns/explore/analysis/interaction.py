"""Which two knobs interact: the strongest pair, in numbers of the model and of the cells."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from campaigns.explore.analysis.exploration_results import Insight
from doe.trials import Observation

Array = NDArray[np.float64]

_COUNT = 81  # points of a curve; chosen: smooth at the size of a page
_SAME_LEVEL = 0.02  # cube widths; chosen: cells pressed at one setting of a dial


@dataclass(frozen=True, eq=False)
class Interaction:
    """One knob across at several levels of another, the rest held at the best point.

    Attributes:
        across: name of the knob along the curves.
        by: name of the knob whose level the curves differ in.
        share: of the variance that the pair explains beyond its two knobs: median, low, high.
        x: values of `across` (n,).
        levels: of `by` (k,).
        median: expected value (k, n).
        low: lower end of one more cell's 90 % interval (k, n).
        high: upper end (k, n).
    """

    across: str
    by: str
    share: tuple[float, float, float]
    x: Array
    levels: tuple[float, ...]
    median: Array
    low: Array
    high: Array

    def best_settings(self, *, highest: bool) -> tuple[float, ...]:
        """The value of `across` that is best at each level."""
        rows = self.median if highest else -self.median
        return tuple(float(self.x[k]) for k in np.argmax(rows, axis=1))


def strongest(insight: Insight) -> Interaction | None:
    """The pair of numbers that interacts most; None where there is no pair."""
    sensitivity, space = insight.sensitivity, insight.past.space
    if sensitivity is None or not sensitivity.pairs:
        return None
    chosen = set(space.choice_columns)  # of choices no level lies between two others
    pairs = zip(sensitivity.pairs, sensitivity.pair.median, strict=True)
    shares = [-1.0 if chosen & set(pair) else share for pair, share in pairs]
    k = int(np.argmax(shares))
    if shares[k] < 0.0:
        return None
    a, b = sensitivity.pairs[k]
    larger = sensitivity.total.median[a] >= sensitivity.total.median[b]
    if not (space.names[a] == "copress_mpa" or larger):
        a, b = b, a
    if space.names[b] == "copress_mpa":
        a, b = b, a
    levels = _levels(insight.models.X[:, b])
    along = np.linspace(0.0, 1.0, _COUNT)
    base = space.units([insight.best_point])[0]
    X = np.tile(base, (len(levels) * _COUNT, 1))
    X[:, a] = np.tile(along, len(levels))
    X[:, b] = np.repeat(levels, _COUNT)
    median, low, high = (part.reshape(len(levels), _COUNT) for part in insight.models.value_at(X))
    share = tuple(
        float(part[k])
        for part in (sensitivity.pair.median, sensitivity.pair.low, sensitivity.pair.high)
    )
    return Interaction(
        space.names[a], space.names[b], (share[0], share[1], share[2]),
        space.parameters[a].from_unit(along),
        tuple(float(v) for v in space.parameters[b].from_unit(np.array(levels))),
        median, low, high,
    )  # fmt: skip


def _levels(column: Array) -> list[float]:
    """Low, middle and high level: those that most cells were pressed at, where there are such."""
    rounded, counts = np.unique(np.round(column, 2), return_counts=True)
    common = rounded[counts >= max(2, len(column) // 20)]
    if len(common) >= 3:
        chosen = [common[0], common[len(common) // 2], common[-1]]
        return [float(column[np.argmin(np.abs(column - level))]) for level in chosen]
    return [float(q) for q in np.quantile(column, [0.1, 0.5, 0.9])]


@dataclass(frozen=True)
class AtOneLevel:
    """Measured cells that share one level of a knob: the best and the worst of them.

    Attributes:
        level: of the knob they share.
        cells: how many.
        best_at: setting of the other knob in the best cell.
        best: its value.
        worst_at: setting of the other knob in the worst cell.
        worst: its value.
        hardest: the worst cell has the highest setting of them.
    """

    level: float
    cells: int
    best_at: float
    best: float
    worst_at: float
    worst: float
    hardest: bool


def at_levels(insight: Insight, across: str, by: str) -> list[AtOneLevel]:
    """What the cells themselves show, without a model: at the lowest and highest shared level."""
    space, cells = insight.past.space, insight.past.measured
    if space.dimensions != 2 or space.choice_columns:
        return []
    column = insight.models.X[:, space.names.index(by)]
    stood = dict(zip(map(id, cells), space.rows([cell.point for cell in cells]), strict=True))

    def at(cell: Observation, name: str) -> float:
        return float(stood[id(cell)][space.names.index(name)])

    found = []
    for level in np.unique(np.round(column, 2)):
        same = [c for c, u in zip(cells, column, strict=True) if abs(u - level) <= _SAME_LEVEL]
        if len(same) < 3 or len({at(c, across) for c in same}) < 3:
            continue
        ranked = sorted(same, key=lambda cell: cell.asr_ohm_cm2 or 0.0)
        value = insight.past.quantity.value
        found.append(
            AtOneLevel(
                float(np.median([at(c, by) for c in same])), len(same),
                at(ranked[0], across), value(ranked[0].asr_ohm_cm2 or 1.0),
                at(ranked[-1], across), value(ranked[-1].asr_ohm_cm2 or 1.0),
                at(ranked[-1], across) == max(at(c, across) for c in same),
            )
        )  # fmt: skip
    return found if len(found) <= 2 else [found[0], found[-1]]
