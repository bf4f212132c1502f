"""Ask and tell as in `skopt.Optimizer`, for loops that were written for it."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from functools import cached_property
from numbers import Integral
from typing import TYPE_CHECKING, Any

import numpy as np
from typing_extensions import override

from campaigns.optimiser.make_strategy import make_strategy
from campaigns.optimiser.optimize_result import drawn_in, result_of
from doe.knobs.knob_values import Value
from doe.knobs.skopt_dimensions import point_of, rows_by
from doe.space import Space
from doe.trials import FailureMode, Observation

if TYPE_CHECKING:
    from scipy.optimize import OptimizeResult
    from skopt.space import Space as SkoptSpace

_OF_SKOPT = (
    "base_estimator",
    "initial_point_generator",
    "n_jobs",
    "acq_func",
    "acq_optimizer",
    "acq_func_kwargs",
    "acq_optimizer_kwargs",
    "model_queue_size",
)
"""Arguments of `skopt.Optimizer` that describe its model and how its acquisition is maximised."""

_SEEDS = 2**31
"""Seeds that are drawn; numpy's RandomState draws no more on every system."""

_ROUNDING = 1e-9
"""Of a dimension's width: what is lost when a bound goes through a logarithm and back."""

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
        base_estimator: Second as in scikit-optimize, whose model it names: not used, with a
            warning. A whole number there is `n_initial_points`.
        n_initial_points: Cells by design before the models choose; None for a number that fits.
        random_state: Seed, or one of numpy's generators; None is 0.
        goal: Name of the goal.
        **settings: As `campaigns.make_strategy`; without knowledge of pressing unless it is asked
            for, since dimensions may have any name. What describes scikit-optimize's own model
            (`acq_func`, `n_jobs`, ...) is not used, with a warning.

    Attributes:
        Xi: Points that were given to `tell`, in order.
        yi: Their values; nan for a broken cell.
    """

    def __init__(
        self,
        dimensions: Sequence[Any] | Space,
        base_estimator: Any = None,
        n_initial_points: int | None = None,
        random_state: int | np.random.RandomState | np.random.Generator | None = None,
        goal: str = "low_resistance",
        **settings: Any,
    ) -> None:
        if isinstance(base_estimator, Integral):
            n_initial_points = int(base_estimator)
        elif base_estimator is not None:
            settings["base_estimator"] = base_estimator
        if (starts := settings.pop("n_random_starts", None)) is not None:
            n_initial_points = starts
        others = [name for name in _OF_SKOPT if name in settings]
        settings = {name: settings[name] for name in settings if name not in others}
        if others:
            warnings.warn(
                f"{', '.join(others)}: of scikit-optimize's own model, not used here. "
                'chooser="skopt" lets it choose, without knowing which cells broke.',
                stacklevel=2,
            )
        self._space = dimensions if isinstance(dimensions, Space) else Space.from_skopt(dimensions)
        self._dimensions = () if isinstance(dimensions, Space) else tuple(dimensions)
        self._row = rows_by(self._space.parameters, self._dimensions)
        settings.setdefault("knowledge", isinstance(dimensions, Space))
        self._strategy = make_strategy(
            self._space,
            goal=goal,
            seed=_seed(random_state),
            n_initial=n_initial_points,
            **settings,
        )
        self._history: list[Observation] = []
        self._asked: list[dict[str, Value]] = []
        self.Xi: list[list[Any]] = []
        self.yi: list[float] = []

    @cached_property
    def space(self) -> SkoptSpace:
        """Scikit-optimize's space: `space.transform(points)` is what `models` are asked about."""
        return drawn_in(self._space, self._dimensions)

    @property
    def models(self) -> list[Any]:
        """The surface after what was learned, as the last of scikit-optimize's models has it.

        `models[-1].predict(space.transform(points), return_std=True)` is the median ASR (n,) and
        its standard deviation (n,), ohm cm2.
        """
        return list(self.get_result().models)

    def ask(self, n_points: int | None = None, strategy: str | None = None) -> list[Any]:
        """The next point; with `n_points` a list of so many, to be measured side by side.

        Args:
            n_points: How many; None for one, not in a list.
            strategy: Taken for loops written for scikit-optimize, whose batches need a made-up
                value (`cl_min`); here a point that waits needs none.

        Raises:
            ValueError: `n_points` is not a whole number above 0.
        """
        if n_points is not None and not (isinstance(n_points, Integral) and n_points > 0):
            raise ValueError(f"n_points = {n_points!r} must be a whole number above 0.")
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
        fit: bool = True,
        *,
        intact: bool | Sequence[bool] = True,
        failure: str | Sequence[Any] = (),
    ) -> OptimizeResult:
        """Learn of one point, or of several: of all, or, where one is refused, of none.

        Args:
            x: A point (d,), or a list of points.
            y: ASR in ohm cm2, or a list; of a broken cell it is not used and may be nan or None.
            fit: Taken for loops written for scikit-optimize; models are fitted when they are asked.
            intact: Whether the cell is intact; one for all, or one a point.
            failure: Ways in which the cell failed, of `doe.trials.FAILURE_MODES`, one or more; one
                list a point where there are several points.

        Raises:
            ValueError: shapes that do not fit, a point outside the dimensions, an unknown way of
                failing, an intact cell whose resistance is not a number above zero.
        """
        several = _holds_points(x)
        points = [list(row) for row in x] if several else [list(x)]
        if several and np.ndim(y) == 0:
            raise ValueError(
                f"x holds {len(points)} points and y is {y!r}: give a list of as many values."
            )
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

    def run(self, func: Callable[[list[Any]], Any], n_iter: int = 1) -> OptimizeResult:
        """Ask, call `func` with the point, tell what it returns, `n_iter` times."""
        for _ in range(n_iter):
            point = self.ask()
            self.tell(point, func(point))
        return self.get_result()

    def update_next(self) -> None:
        """Taken for loops written for scikit-optimize; here each `ask` looks at all cells."""

    def copy(self, random_state: int | None = None) -> Optimizer:
        """An optimiser of its own that has learned the same; `random_state`: another seed."""
        other = deepcopy(self)
        if random_state is not None:
            other.seed(random_state)
        return other

    def seed(self, random_state: int) -> None:
        """Go on from another seed."""
        self._strategy = self._strategy.with_settings(seed=_seed(random_state))

    @override
    def __repr__(self) -> str:
        """What varies, and how much was learned."""
        knobs = "; ".join(f"{knob.name} {knob.in_words}" for knob in self._space.parameters)
        return f"Optimizer({knobs}; {len(self._history)} cells)"

    def get_result(self) -> OptimizeResult:
        """What was measured so far, as `skopt.plots` draws it; `x` is None before that."""
        return result_of(self._history, self._space, self._strategy, self._dimensions)

    def _within_bounds(self, point: Mapping[str, Value]) -> None:
        """Refuse a point outside the dimensions, as scikit-optimize does: most often a slip."""
        for knob in self._space.parameters:
            if knob.choices or knob.values:
                continue  # what is on no list was refused before
            value, low, high = float(point[knob.name]), float(knob.low), float(knob.high)
            slack = _ROUNDING * (high - low)
            if not low - slack <= value <= high + slack:
                raise ValueError(
                    f"{knob.name} = {value:g} lies outside {low:g} to {high:g}; nothing was "
                    "learned. Give the point that was pressed, or a wider dimension."
                )

    def _cell(
        self, row: list[Any], value: Any, *, held: bool, failure: tuple[FailureMode, ...]
    ) -> Observation:
        point = point_of(row, self._space.parameters)
        self._within_bounds(point)
        if not held:
            return Observation(point=point, damage=_grade(failure), failure=failure or ("unknown",))
        if value is None:
            raise ValueError(
                f"y of the intact cell at {row} is None: give its ASR in ohm cm2, or intact=False."
            )
        if np.size(value) != 1:
            raise ValueError(f"y of the cell at {row} is {value!r}: one ASR in ohm cm2 is needed.")
        asr_ohm_cm2 = float(np.asarray(value).item())
        if asr_ohm_cm2 <= 0.0:
            raise ValueError(
                f"y of the cell at {row} is {asr_ohm_cm2:g}: a resistance lies above zero. Where "
                "y is another figure, tell y plus a constant, the same each time."
            )
        return Observation(point=point, damage=0, asr_ohm_cm2=asr_ohm_cm2)

    def _learn(self, cell: Observation) -> None:
        self._asked = [asked for asked in self._asked if asked != cell.point]
        self._history.append(cell)
        self.Xi.append(self._row(cell.point))
        self.yi.append(float("nan") if cell.asr_ohm_cm2 is None else cell.asr_ohm_cm2)


def _seed(random_state: Any) -> Any:
    """A seed as such; from a generator of numpy's, one drawn."""
    if random_state is None:
        return 0
    if isinstance(random_state, np.random.RandomState):
        return int(random_state.randint(_SEEDS))
    if isinstance(random_state, np.random.Generator):
        return int(random_state.integers(_SEEDS))
    return random_state


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
