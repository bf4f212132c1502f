"""Pareto: which cells and protocols cannot be bettered in one goal without losing in another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from campaigns.explore.models import Models
from doe.domain.candidates import Candidates
from doe.knobs.knob_values import Value
from doe.posterior.scalarisation import non_dominated

Array = NDArray[np.float64]

_POOL = 1024  # chosen: a power of two, as Sobol sequences want
_LEAST_P = 0.02  # chosen: what nearly never holds is no choice


@dataclass(frozen=True, eq=False)
class TradeOffs:
    """Trade-offs, of measured cells and of the model.

    Attributes:
        rows: rows in the file of the cells (m,) with a result.
        values: their results (m,).
        p_intact: probability (m,) that a cell pressed so stays intact.
        retention: capacity kept (m,); NaN where it was not measured.
        best: rows of the cells that no other cell betters in every goal.
        model_values: expected results (k,) of protocols on the model's front.
        model_p_intact: their probability of staying intact (k,), rising.
        model_points: those protocols.
    """

    rows: tuple[int, ...]
    values: Array
    p_intact: Array
    retention: Array
    best: tuple[int, ...]
    model_values: Array
    model_p_intact: Array
    model_points: tuple[Mapping[str, Value], ...]

    @property
    def has_retention(self) -> bool:
        """Enough cells were cycled to be drawn."""
        return int(np.sum(np.isfinite(self.retention))) >= 3


def front(models: Models, seed: int = 0) -> TradeOffs | None:
    """The trade-off; None where neither integrity nor cycle life was looked at."""
    past, cells = models.past, models.past.measured
    retention = np.array([np.nan if c.retention is None else c.retention for c in cells])
    of_own = past.quantity.name == "retention"
    if not past.looked_at and (of_own or np.sum(np.isfinite(retention)) < 3):
        return None
    p = models.p_intact(models.X)
    costs = [models.y, -p]
    if not of_own and np.any(np.isfinite(retention)):
        costs.append(np.where(np.isfinite(retention), -retention, np.inf))
    best = non_dominated(np.stack(costs, axis=1))
    rows = tuple(cell.trial or 0 for cell in cells)
    pool = Candidates(past.space, past.masks).everywhere(seed)[:_POOL]
    sure = models.p_intact(pool)
    mean = models.surface.predict(pool)[0]
    on = np.flatnonzero(non_dominated(np.stack([mean, -sure], axis=1)) & (sure > _LEAST_P))
    on = on[np.argsort(sure[on])]
    points = tuple(past.space.point(row) for row in past.space.from_unit(pool[on]))
    return TradeOffs(
        rows, past.quantity.values(np.exp(models.y)), p, retention,
        tuple(row for row, kept in zip(rows, best, strict=True) if kept),
        past.quantity.values(np.exp(mean[on])), sure[on], points,
    )  # fmt: skip
