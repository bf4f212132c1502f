"""The next cell by plain scikit-optimize: its Gaussian process, its choice, nothing known before.

It knows neither rules nor steps, so its point moves to the nearest allowed one. It does not know
what a broken cell is, and is given the worst value measured so far for one.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from doe.domain.arrays import Cells
from doe.domain.candidates import Candidates, rows_of
from doe.domain.learners import Array
from doe.knobs.skopt_dimensions import point_of, rows_by
from doe.space import Space

if TYPE_CHECKING:
    from skopt import Optimizer

_NOTHING_MEASURED = 0.0  # any number does: all cells so far have the same


def next_by_skopt(
    candidates: Candidates, cells: Cells, waiting: Array, *, seed: int, first: int
) -> Array:
    """Coordinates (d,) of the next cell.

    Args:
        candidates: what may be pressed.
        cells: the history.
        waiting: coordinates (m, d) of cells on a press or waiting for their measurement; they are
            given the best value so far, scikit-optimize's "constant liar".
        seed: same seed, history and waiting cells, same point.
        first: cells of the first design, a Latin hypercube.
    """
    space = candidates.space
    X, y = _given(space, cells, waiting)
    optimizer = _optimizer(space, seed, first if len(cells.target.rows) else len(y) + first)
    with warnings.catch_warnings():
        # A point that was tried before is no mistake here: the cells are noisy.
        warnings.filterwarnings("ignore", message="The objective has been evaluated")
        if y:
            optimizer.tell(X, y)
        asked = point_of(optimizer.ask(), space.parameters)
    return np.asarray(candidates.nearest(space.units([asked]), candidates.everywhere(seed))[0])


def _optimizer(space: Space, seed: int, first: int) -> Optimizer:
    from skopt import Optimizer  # half a second, for those who ask for it

    return Optimizer(
        space.to_skopt(),
        base_estimator="GP",
        n_initial_points=first,
        initial_point_generator="lhs",
        random_state=seed,
    )


def _given(space: Space, cells: Cells, waiting: Array) -> tuple[list[list[Any]], list[float]]:
    """Points and values as scikit-optimize wants them; cells without a verdict are left out."""
    measured = dict(zip(cells.target.rows.tolist(), cells.target.values.tolist(), strict=True))
    values: Sequence[float] = list(measured.values()) or [_NOTHING_MEASURED]
    broken = {row: max(values) for row in np.flatnonzero(~cells.intact).tolist()}
    known = dict(sorted({**measured, **broken}.items()))
    units = rows_of([cells.units[list(known)], waiting], waiting.shape[1])
    row_of = rows_by(space.parameters)
    inside = [space.point(row) for row in space.from_unit(np.clip(units, 0.0, 1.0))]
    listed = [_on_its_list(space, point) for point in inside]
    return [row_of(point) for point in listed], [*known.values(), *[min(values)] * len(waiting)]


def _on_its_list(space: Space, point: dict[str, Any]) -> dict[str, Any]:
    """The point with numbers of a list, or whole numbers, as they can be set."""
    set_to = space.point(space.snap(space.rows([point]))[0])
    exact = {p.name for p in space.parameters if p.values or p.choices or p.step == 1.0}
    return {name: set_to[name] if name in exact else point[name] for name in space.names}
