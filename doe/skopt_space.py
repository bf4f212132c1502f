"""Dimensions of scikit-optimize, read and made. scikit-optimize is imported only here."""

from __future__ import annotations

from numbers import Real as Number
from typing import Any

from doe.domain.parameter import Parameter


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


def categories_of(dimensions: Any) -> dict[str, dict[object, object]]:
    """Categories that are no numbers, by the name of their dimension and their own as a choice."""
    from skopt.space import Categorical, check_dimension

    if not isinstance(dimensions, list | tuple):
        return {}
    found: dict[str, dict[object, object]] = {}
    for place, given in enumerate(dimensions):
        dimension = check_dimension(given)
        if isinstance(dimension, Categorical):
            name = dimension.name or f"x{place}"
            found[name] = {str(category): category for category in dimension.categories}
    return found


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
