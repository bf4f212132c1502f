"""Ask and tell as in `skopt.Optimizer`, for loops that were written for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from campaigns.optimiser.make_strategy import make_strategy
from campaigns.optimiser.optimize_result import result_of
from doe.domain.skopt_dimensions import point_of, rows_by
from doe.domain.values import Value
from doe.space import Space
from doe.trials import FailureMode, Observation

if TYPE_CHECKING:
    from scipy.optimize import OptimizeResult

IN_PIECES = {"crumbled", "delaminated"}
"""Ways of failing that are damage of grade 3."""


class Optimizer:
    """Proposes points and learns from resistances and from how cells failed.

    A drop-in for `skopt.Optimizer` in `x = ask(); tell(x, f(x))` loops. What differs: `tell` also
    takes whether the cell is intact and how it failed, and the resistance of a broken cell is not
    used. The same seed and the same history give the same next point.

    Args:
        dimensions: As `skopt.Optimizer` takes them (`Real`, `Integer`, `Categorical`, pairs), or a
            `Space`. Integers and categories come back as they were given, of whatever type.
        n_initial_points: Cells by design before the models choose; None for a number that fits.
        random_state: Seed.
        goal: Name of the goal.
        **settings: As `campaigns.make_strategy`; without knowledge of pressing unless it is asked
            for, since dimensions may have any name.

    Attributes:
        Xi: Points that were given to `tell`, in order.
        yi: Their values; nan for a broken cell.
    """

    def __init__(
        self,
        dimensions: Sequence[Any] | Space,
        n_initial_points: int | None = None,
        random_state: int | None = None,
        goal: str = "low_resistance",
        **settings: Any,
    ) -> None:
        self.space = dimensions if isinstance(dimensions, Space) else Space.from_skopt(dimensions)
        self._dimensions = () if isinstance(dimensions, Space) else tuple(dimensions)
        self._row = rows_by(self.space.parameters, self._dimensions)
        settings.setdefault("knowledge", isinstance(dimensions, Space))
        self._strategy = make_strategy(
            self.space,
            goal=goal,
            seed=0 if random_state is None else random_state,
            n_initial=n_initial_points,
            **settings,
        )
        self._history: list[Observation] = []
        self._asked: list[dict[str, Value]] = []
        self.Xi: list[list[Any]] = []
        self.yi: list[float] = []

    def ask(self, n_points: int | None = None) -> list[Any]:
        """The next point; with `n_points` a list of so many, to be measured side by side."""
        pending = list(self._asked)
        found = []
        for _ in range(n_points or 1):
            point = self._strategy.propose(self._history, pending)
            pending.append(point)
            found.append(point)
        self._asked = pending
        rows = [self._row(point) for point in found]
        return rows[0] if n_points is None else rows

    def tell(
        self,
        x: Sequence[Any],
        y: Any,
        *,
        intact: bool | Sequence[bool] = True,
        failure: str | Sequence[Any] = (),
    ) -> OptimizeResult:
        """Learn of one point, or of several: of all, or, where one is refused, of none.

        Args:
            x: A point (d,), or a list of points.
            y: ASR in ohm cm2, or a list; of a broken cell it is not used and may be nan or None.
            intact: Whether the cell is intact; one for all, or one a point.
            failure: Ways in which the cell failed, of `doe.trials.FAILURE_MODES`, one or more; one
                list a point where there are several points.

        Raises:
            ValueError: shapes that do not fit, an unknown way of failing, an intact cell whose
                resistance is no number above zero.
        """
        several = _holds_points(x)
        points = [list(row) for row in x] if several else [list(x)]
        values = list(y) if several else [y]
        whole = [bool(intact)] * len(points) if np.ndim(intact) == 0 else list(np.ravel(intact))
        one_each = several and failure and not isinstance(failure, str)
        modes = [_modes(m) for m in failure] if one_each else [_modes(failure)]
        modes = modes * len(points) if len(modes) == 1 else modes
        if not len(points) == len(values) == len(whole) == len(modes):
            raise ValueError("x, y, intact and failure must have one entry a point.")
        cells = [
            self._cell(row, value, held=bool(held) and not how, failure=how)
            for row, value, held, how in zip(points, values, whole, modes, strict=True)
        ]
        for cell in cells:
            self._learn(cell)
        return self.get_result()

    def get_result(self) -> OptimizeResult:
        """What was measured so far, as `skopt.plots` draws it; `x` is None before that."""
        return result_of(self._history, self.space, self._strategy, self._dimensions)

    def _cell(
        self, row: list[Any], value: Any, *, held: bool, failure: tuple[FailureMode, ...]
    ) -> Observation:
        point = point_of(row, self.space.parameters)
        if not held:
            return Observation(point=point, damage=_grade(failure), failure=failure or ("unknown",))
        if value is None:
            raise ValueError(
                f"y of the intact cell at {row} is None: give its ASR in ohm cm2, or intact=False."
            )
        return Observation(point=point, damage=0, asr_ohm_cm2=float(value))

    def _learn(self, cell: Observation) -> None:
        self._asked = [asked for asked in self._asked if asked != cell.point]
        self._history.append(cell)
        self.Xi.append(self._row(cell.point))
        self.yi.append(float("nan") if cell.asr_ohm_cm2 is None else cell.asr_ohm_cm2)


def _holds_points(x: Sequence[Any]) -> bool:
    """Whether x is a list of points, not one point."""
    return len(x) > 0 and all(isinstance(row, list | tuple | np.ndarray) for row in x)


def _modes(failure: str | Sequence[Any]) -> tuple[Any, ...]:
    return (failure,) if isinstance(failure, str) else tuple(failure)


def _grade(failure: tuple[FailureMode, ...]) -> int:
    """The damage that goes with the ways in which a cell failed."""
    if set(failure) == {"shorted"}:
        return 0
    return 3 if set(failure) & IN_PIECES else 2
