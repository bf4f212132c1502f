"""Dimensions of scikit-optimize, read and made. scikit-optimize is imported only here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from numbers import Real as Number
from typing import Any

from doe.knobs.knob_values import Value
from doe.knobs.parameter import Parameter


def knob_from(given: Any, place: int) -> Parameter:
    """The knob of one of scikit-optimize's dimensions.

    Args:
        given: `Real`, `Integer`, `Categorical`, or what `skopt.space.check_dimension` takes, such
            as a pair of bounds.
        place: of the dimension; without a name it is called x0, x1, ...
    """
    from skopt.space import Categorical, Integer, check_dimension

    dimension = check_dimension(given)
    name = dimension.name or f"x{place}"
    if isinstance(dimension, Categorical):
        return _listed(name, dimension.categories)
    return Parameter(
        name=name,
        low=float(dimension.low),
        high=float(dimension.high),
        step=1.0 if isinstance(dimension, Integer) else None,
        scale="log" if "log" in dimension.prior else "linear",
    )


def own_value(given: Any, knob: Parameter) -> Callable[[Value], Any]:
    """A value of the knob as scikit-optimize's dimension has it: whole numbers, own categories."""
    from skopt.space import Categorical, Integer, check_dimension

    dimension = check_dimension(given)
    if isinstance(dimension, Integer):
        return _whole
    if not isinstance(dimension, Categorical):
        return _as_it_is
    own = {str(c) if knob.choices else float(c): c for c in dimension.categories}
    return own.__getitem__


def rows_by(
    knobs: Sequence[Parameter], dimensions: Sequence[Any] = ()
) -> Callable[[Mapping[str, Value]], list[Any]]:
    """Points as rows in the order of the knobs, of the values that the dimensions have."""
    given = dimensions or [dimension_of(knob) for knob in knobs]
    own = [own_value(d, knob) for d, knob in zip(given, knobs, strict=True)]
    return _RowsBy(tuple(knob.name for knob in knobs), tuple(own))


@dataclass(frozen=True)
class _RowsBy:
    """Points as rows; can be kept in a file, which a function inside a function cannot."""

    names: tuple[str, ...]
    own: tuple[Callable[[Value], Any], ...]

    def __call__(self, point: Mapping[str, Value]) -> list[Any]:
        return [back(point[name]) for back, name in zip(self.own, self.names, strict=True)]


def _whole(value: Value) -> int:
    return round(float(value))


def _as_it_is(value: Value) -> Value:
    return value


def point_of(row: Sequence[Any], knobs: Sequence[Parameter]) -> dict[str, Value]:
    """A row in the order of the knobs, of scikit-optimize's own values, as a point.

    Raises:
        ValueError: too few or too many values, or one that is none of its knob.
    """
    if len(row) != len(knobs):
        names = ", ".join(knob.name for knob in knobs)
        raise ValueError(f"The point {list(row)} has {len(row)} values; needed are {names}.")
    named = zip(knobs, row, strict=True)
    return {p.name: p.value(p.code(str(x) if p.choices else x)) for p, x in named}


def dimension_of(knob: Parameter) -> Any:
    """A `Categorical` of a list, an `Integer` of whole numbers at step 1, else a `Real`."""
    from skopt.space import Categorical, Integer, Real

    if listed := knob.choices or knob.values:
        return Categorical(listed, name=knob.name)
    low, high = float(knob.low), float(knob.high)
    prior = "log-uniform" if knob.scale == "log" else "uniform"
    if knob.step == 1.0 and low.is_integer() and high.is_integer():
        return Integer(int(low), int(high), prior=prior, name=knob.name)
    return Real(low, high, prior=prior, name=knob.name)


def _listed(name: str, categories: tuple[Any, ...]) -> Parameter:
    """Numbers are a list of values, in their order; everything else is a choice by its name."""
    if all(isinstance(c, Number) and not isinstance(c, bool) for c in categories):
        return Parameter(name, values=tuple(float(c) for c in categories))
    return Parameter(name, choices=tuple(str(c) for c in categories))
