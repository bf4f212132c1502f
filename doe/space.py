"""What may be tried: parameters with bounds, scale and achievable steps.

A point is a mapping of parameter name to physical value. Models work in the unit cube, where a
logarithmic parameter is linear in its logarithm; every value that leaves this file lies inside the
bounds and on the steps that the press can be set to.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import floor, isfinite
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from doe.skopt_space import bounds_from_skopt, skopt_dimension

Point = Mapping[str, float]
Array = NDArray[np.float64]

_STEP_TOLERANCE = 1e-9  # of a step: float noise of `low + k * step` must not cost the last step


@dataclass(frozen=True)
class Parameter:
    """One knob of the protocol.

    Attributes:
        name: name with its unit as suffix, e.g. `copress_mpa`.
        low: lowest value, in the unit of the name.
        high: highest value.
        step: smallest achievable change (a 5 MPa dial), counted from `low`; None for continuous.
        scale: "linear", or "log" where ratios matter (dwell times, rates).

    Raises:
        ValueError: bounds that are not finite or not in order, a step that does not fit, a log
            scale that touches zero.
    """

    name: str
    low: float
    high: float
    step: float | None = None
    scale: Literal["linear", "log"] = "linear"

    def __post_init__(self) -> None:
        """Refuse what cannot be searched."""
        if not self.name.isidentifier():
            raise ValueError(
                f"Parameter name {self.name!r} is not a plain name such as 'copress_mpa'."
            )
        if not (isfinite(self.low) and isfinite(self.high)):
            raise ValueError(f"{self.name}: bounds {self.low}..{self.high} must be finite.")
        if not self.low < self.high:
            raise ValueError(
                f"{self.name}: low {self.low} must be smaller than high {self.high}; "
                "a value that is not varied belongs to the fixed values."
            )
        if self.scale not in ("linear", "log"):
            raise ValueError(f"{self.name}: scale {self.scale!r} is neither 'linear' nor 'log'.")
        if self.scale == "log" and self.low <= 0:
            raise ValueError(f"{self.name}: a log scale needs low > 0, got {self.low}.")
        if self.step is not None and not 0 < self.step <= self.high - self.low:
            raise ValueError(
                f"{self.name}: step {self.step} must be positive and fit into "
                f"{self.low}..{self.high}."
            )

    def to_unit(self, values: ArrayLike) -> Array:
        """Physical values (n,) to the unit interval; values outside the bounds go outside 0..1."""
        physical = np.asarray(values, dtype=float)
        if self.scale == "log":
            if np.any(physical <= 0):
                raise ValueError(
                    f"{self.name}: {physical.min():g} cannot stand on a log scale; "
                    "a value above zero is needed."
                )
            return np.asarray(np.log(physical / self.low) / np.log(self.high / self.low))
        return np.asarray((physical - self.low) / (self.high - self.low))

    def from_unit(self, units: ArrayLike) -> Array:
        """Unit interval (n,) to physical values, not yet on steps."""
        share = np.asarray(units, dtype=float)
        if self.scale == "log":
            return np.asarray(self.low * (self.high / self.low) ** share)
        return np.asarray(self.low + share * (self.high - self.low))

    def snap(self, values: ArrayLike) -> Array:
        """Nearest achievable values (n,): inside the bounds and on the steps."""
        inside = np.clip(np.asarray(values, dtype=float), self.low, self.high)
        if self.step is None:
            return np.asarray(inside)
        last = floor((self.high - self.low) / self.step + _STEP_TOLERANCE)
        count = np.clip(np.rint((inside - self.low) / self.step), 0, last)
        digits = 12 - round(np.log10(max(abs(self.low), abs(self.high))))
        rounded = np.round(self.low + count * self.step, min(digits, 15))
        return np.asarray(np.clip(rounded, self.low, self.high))


@dataclass(frozen=True)
class Space:
    """The knobs of a campaign, in order.

    Raises:
        ValueError: no parameter, or a name twice.
    """

    parameters: tuple[Parameter, ...]

    def __post_init__(self) -> None:
        """Refuse an empty space and a name that stands twice."""
        object.__setattr__(self, "parameters", tuple(self.parameters))
        if not self.parameters:
            raise ValueError("The space is empty: at least one parameter must vary.")
        twice = {name for name in self.names if self.names.count(name) > 1}
        if twice:
            raise ValueError(f"Parameter {min(twice)!r} stands twice in the space.")

    @classmethod
    def from_skopt(cls, dimensions: Sequence[Any]) -> "Space":
        """The space of scikit-optimize's dimensions (`Real`, `Integer`, pairs of bounds).

        Raises:
            ValueError: a `Categorical`.
        """
        return cls(tuple(Parameter(**bounds) for bounds in bounds_from_skopt(dimensions)))

    def to_skopt(self) -> list[Any]:
        """Scikit-optimize's dimensions; steps other than 1 are not known there."""
        return [
            skopt_dimension(
                {
                    "name": p.name,
                    "low": float(p.low),
                    "high": float(p.high),
                    "step": p.step,
                    "scale": p.scale,
                }
            )
            for p in self.parameters
        ]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Parameter names, in order."""
        return tuple(parameter.name for parameter in self.parameters)

    @property
    def dimensions(self) -> int:
        """Number of knobs."""
        return len(self.parameters)

    def rows(self, points: Sequence[Point]) -> Array:
        """Points to physical values (n, d); other keys of a point are ignored.

        Raises:
            ValueError: a point lacks a parameter of the space or its value is not finite.
        """
        table = np.empty((len(points), self.dimensions))
        for row, point in enumerate(points):
            for column, name in enumerate(self.names):
                if name not in point:
                    raise ValueError(f"The point {dict(point)} lacks {name!r}.")
                table[row, column] = point[name]
        if not np.all(np.isfinite(table)):
            row, column = np.argwhere(~np.isfinite(table))[0]
            raise ValueError(f"{self.names[column]} = {table[row, column]} is not a finite number.")
        return table

    def to_unit(self, rows: Array) -> Array:
        """Physical values (n, d) to unit-cube coordinates (n, d)."""
        columns = [p.to_unit(rows[:, k]) for k, p in enumerate(self.parameters)]
        return np.stack(columns, axis=1)

    def from_unit(self, units: Array) -> Array:
        """Unit-cube coordinates (n, d) to physical values (n, d), not yet on steps."""
        columns = [p.from_unit(units[:, k]) for k, p in enumerate(self.parameters)]
        return np.stack(columns, axis=1)

    def snap(self, rows: Array) -> Array:
        """Nearest achievable physical values (n, d)."""
        columns = [p.snap(rows[:, k]) for k, p in enumerate(self.parameters)]
        return np.stack(columns, axis=1)

    def units(self, points: Sequence[Point]) -> Array:
        """Points to unit-cube coordinates (n, d)."""
        return self.to_unit(self.rows(points))

    def point(self, row: Array) -> dict[str, float]:
        """One row of physical values (d,) to a point."""
        return {name: float(value) for name, value in zip(self.names, row, strict=True)}

    def columns(self, rows: Array) -> dict[str, Array]:
        """Physical values (n, d) to one array (n,) a name."""
        return {name: rows[:, k] for k, name in enumerate(self.names)}

    def contains(self, point: Point) -> bool:
        """Whether the point lies inside the bounds and on the steps."""
        row = self.rows([point])
        return bool(np.allclose(row, self.snap(row), rtol=1e-9, atol=1e-12))
