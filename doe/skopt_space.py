"""Dimensions of scikit-optimize, read and made. scikit-optimize is imported only here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Literal, TypedDict


class Bounds(TypedDict):
    """What a parameter and a dimension have in common."""

    name: str
    low: float
    high: float
    step: float | None
    scale: Literal["linear", "log"]


def bounds_from_skopt(dimensions: Sequence[Any]) -> Iterator[Bounds]:
    """Names, bounds, steps and scales of scikit-optimize's dimensions.

    Args:
        dimensions: `Real`, `Integer`, or what `skopt.space.check_dimension` takes, such as a pair
            of bounds. A dimension without a name is called x0, x1, ...

    Raises:
        ValueError: a `Categorical`, which has no place on a scale of pressures and times.
    """
    from skopt.space import Categorical, Integer, check_dimension

    for place, given in enumerate(dimensions):
        dimension = check_dimension(given)
        name = dimension.name or f"x{place}"
        if isinstance(dimension, Categorical):
            raise ValueError(
                f"{name} is a Categorical: Copress varies numbers. Run one campaign a category, or "
                "number the categories where they have an order."
            )
        yield Bounds(
            name=name,
            low=float(dimension.low),
            high=float(dimension.high),
            step=1.0 if isinstance(dimension, Integer) else None,
            scale="log" if "log" in dimension.prior else "linear",
        )


def skopt_dimension(bounds: Bounds) -> Any:
    """An `Integer` where the step is 1 between whole numbers, else a `Real`; no other step."""
    from skopt.space import Integer, Real

    low, high, name = bounds["low"], bounds["high"], bounds["name"]
    prior = "log-uniform" if bounds["scale"] == "log" else "uniform"
    if bounds["step"] == 1.0 and low.is_integer() and high.is_integer():
        return Integer(int(low), int(high), prior=prior, name=name)
    return Real(low, high, prior=prior, name=name)
