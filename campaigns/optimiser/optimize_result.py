"""Cells as scipy's `OptimizeResult`, which `skopt.plots` draws."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from campaigns.errors import NotEnoughError
from doe.space import Space
from doe.strategy import Strategy
from doe.trials import Observation

if TYPE_CHECKING:
    from scipy.optimize import OptimizeResult
    from skopt.space import Space as SkoptSpace


class _Surface:
    """The strategy's prediction under scikit-optimize's `model.predict`."""

    def __init__(
        self, strategy: Strategy, history: Sequence[Observation], drawn_in: SkoptSpace
    ) -> None:
        self._strategy = strategy
        self._drawn_in = drawn_in
        self._history = list(history)

    def predict(
        self, X: ArrayLike, return_std: bool = False
    ) -> NDArray[np.float64] | tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Median ASR (n,), ohm cm2, at X (n, d) in the unit cube, and its standard deviation."""
        names = self._strategy.space.names
        rows = self._drawn_in.inverse_transform(np.clip(np.asarray(X, dtype=float), 0.0, 1.0))
        points = [dict(zip(names, row, strict=True)) for row in rows]
        seen = self._strategy.predict(self._history, points)
        median = np.asarray(seen.asr_median)
        if not return_std:
            return median
        return median, np.asarray(seen.asr_high - seen.asr_low) / _WIDTH


_WIDTH = 2 * 1.645
"""Standard deviations in a 90 % interval of a normal distribution."""


def result_of(
    cells: Sequence[Observation], space: Space, strategy: Strategy | None = None
) -> OptimizeResult:
    """Intact cells with a resistance as an optimisation result.

    Args:
        cells: The history.
        space: Of the cells.
        strategy: What the surface of `skopt.plots.plot_objective` is drawn from; none without it.

    Returns:
        `x_iters`, `func_vals`, `x`, `fun`, `space` and `models` as scikit-optimize has them. Broken
        cells have no value: they are in `broken`, points (m, d).

    Raises:
        NotEnoughError: no cell is intact and measured yet.
    """
    from scipy.optimize import OptimizeResult
    from skopt.space import Space as SkoptSpace

    measured = [cell for cell in cells if cell.intact and cell.asr_ohm_cm2 is not None]
    if not measured:
        raise NotEnoughError("no cell is intact and measured yet: there is nothing to draw")
    points = [[cell.point[name] for name in space.names] for cell in measured]
    values = np.array([cell.asr_ohm_cm2 for cell in measured], dtype=float)
    best = int(np.argmin(values))
    dimensions = space.to_skopt()
    for dimension in dimensions:
        dimension.set_transformer("normalize")
    drawn_in = SkoptSpace(dimensions)
    return OptimizeResult(
        x=points[best],
        fun=float(values[best]),
        x_iters=points,
        func_vals=values,
        space=drawn_in,
        models=[] if strategy is None else [_Surface(strategy, cells, drawn_in)],
        specs={"args": {"func": None}},
        broken=[[cell.point[name] for name in space.names] for cell in cells if not cell.intact],
    )
