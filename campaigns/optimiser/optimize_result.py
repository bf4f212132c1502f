"""Cells as scipy's `OptimizeResult`, which `skopt.plots` draws."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from doe.knobs.skopt_dimensions import point_of, rows_by
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
        rows = self._drawn_in.inverse_transform(np.clip(np.asarray(X, dtype=float), 0.0, 1.0))
        points = [point_of(row, self._strategy.space.parameters) for row in rows]
        seen = self._strategy.predict(self._history, points)
        median = np.asarray(seen.asr_median)
        if not return_std:
            return median
        return median, np.asarray(seen.asr_high - seen.asr_low) / _WIDTH


_WIDTH = 2 * 1.645
"""Standard deviations in a 90 % interval of a normal distribution."""


def result_of(
    cells: Sequence[Observation],
    space: Space,
    strategy: Strategy | None = None,
    dimensions: Sequence[Any] = (),
) -> OptimizeResult:
    """Intact cells with a resistance as an optimisation result.

    Args:
        cells: The history.
        space: Of the cells.
        strategy: What the surface of `skopt.plots.plot_objective` is drawn from; none without it.
        dimensions: Of scikit-optimize, which the space was made from; () for those of the space.

    Returns:
        `x_iters`, `func_vals`, `x`, `fun`, `space` and `models` as scikit-optimize has them. Broken
        cells have no value: they are in `broken`, points (m, d). While no cell is intact and
        measured, `x` is None and `fun` nan.
    """
    from scipy.optimize import OptimizeResult

    shown, row_of = drawn_in(space, dimensions), rows_by(space.parameters, dimensions)
    measured = [cell for cell in cells if cell.intact and cell.asr_ohm_cm2 is not None]
    points = [row_of(cell.point) for cell in measured]
    values = np.array([cell.asr_ohm_cm2 for cell in measured], dtype=float)
    best = int(np.argmin(values)) if measured else None
    return OptimizeResult(
        x=None if best is None else points[best],
        fun=float("nan") if best is None else float(values[best]),
        x_iters=points,
        func_vals=values,
        space=shown,
        models=[] if strategy is None else [_Surface(strategy, cells, shown)],
        specs={"args": {"func": None}},
        broken=[row_of(cell.point) for cell in cells if not cell.intact],
    )


def drawn_in(space: Space, dimensions: Sequence[Any]) -> SkoptSpace:
    """The space as scikit-optimize draws it."""
    from skopt.space import Space as SkoptSpace
    from skopt.space import check_dimension

    given = [copy(check_dimension(d)) for d in dimensions or space.to_skopt()]
    for dimension, name in zip(given, space.names, strict=True):
        dimension.name = name
        dimension.set_transformer("normalize")
    return SkoptSpace(given)
