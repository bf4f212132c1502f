"""What may be tried: parameters with bounds, scale and achievable steps.

A point is a mapping of parameter name to physical value, of a choice to its name. Models work in
the unit cube, where a logarithmic parameter is linear in its logarithm; every value that leaves
this file lies inside the bounds and on the steps that the press can be set to.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from doe.knobs.html_table import html_table
from doe.knobs.knob_table import KnobTable
from doe.knobs.knob_values import Value
from doe.knobs.parameter import Parameter
from doe.knobs.skopt_dimensions import dimension_of, knob_from

__all__ = ["Parameter", "Point", "Space", "Value"]

Point = Mapping[str, Value]
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Space:
    """The knobs of a campaign, in order.

    Raises:
        ValueError: no parameter, or a name twice.
    """

    parameters: tuple[Parameter, ...]

    def __post_init__(self) -> None:
        """Refuse an empty space and a name that stands twice."""
        given = (self.parameters,) if isinstance(self.parameters, Parameter) else self.parameters
        object.__setattr__(self, "parameters", tuple(given))
        for parameter in self.parameters:
            if not isinstance(parameter, Parameter):
                raise ValueError(
                    f"{parameter!r} is no Parameter; write Parameter(name=..., low=..., high=...), "
                    "or Space.from_skopt(...) for pairs of bounds."
                )
        if not self.parameters:
            raise ValueError("The space is empty: at least one parameter must vary.")
        twice = {name for name in self.names if self.names.count(name) > 1}
        if twice:
            raise ValueError(f"Parameter {min(twice)!r} stands twice in the space.")

    @classmethod
    def from_skopt(cls, dimensions: Sequence[Any]) -> "Space":
        """The space of scikit-optimize's dimensions: `Real`, `Integer`, `Categorical`, pairs.

        A dimension without a name is called x0, x1, ... A `Categorical` of numbers is a list of
        values, every other one has its categories as choices.

        Raises:
            ValueError: fewer than two categories, or bounds that cannot be searched.
        """
        return cls(tuple(knob_from(given, place) for place, given in enumerate(dimensions)))

    def to_skopt(self) -> list[Any]:
        """Scikit-optimize's dimensions; steps other than 1 are not known there."""
        return [dimension_of(parameter) for parameter in self.parameters]

    @cached_property
    def _table(self) -> KnobTable:
        return KnobTable(self.parameters)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Parameter names, in order."""
        return tuple(parameter.name for parameter in self.parameters)

    @property
    def dimensions(self) -> int:
        """Number of knobs."""
        return len(self.parameters)

    def rows(self, points: Sequence[Point]) -> Array:
        """Points to physical values (n, d), a choice to its number; other keys are ignored.

        Raises:
            ValueError: a point lacks a parameter of the space, its value is not finite, or it is
                none of the choices.
        """
        if isinstance(points, Mapping):
            raise ValueError("One point was given where a list of points is needed: [point].")
        table = np.empty((len(points), self.dimensions))
        for row, point in enumerate(points):
            if not isinstance(point, Mapping):
                raise ValueError(
                    f"A point is a mapping of knobs to values, not {point!r}; a pandas frame of "
                    "points is asked with campaigns.predictions(strategy, history, frame)."
                )
            for column, parameter in enumerate(self.parameters):
                if parameter.name not in point:
                    raise ValueError(f"The point {dict(point)} lacks {parameter.name!r}.")
                table[row, column] = parameter.code(point[parameter.name])
        if not np.all(np.isfinite(table)):
            row, column = np.argwhere(~np.isfinite(table))[0]
            raise ValueError(f"{self.names[column]} = {table[row, column]} is not a finite number.")
        return table

    def to_unit(self, rows: Array) -> Array:
        """Physical values (n, d) to unit-cube coordinates (n, d)."""
        return self._table.to_unit(rows)

    def from_unit(self, units: Array) -> Array:
        """Unit-cube coordinates (n, d) to physical values (n, d), not yet on steps."""
        return self._table.from_unit(units)

    def shared_out(self, shares: Array) -> Array:
        """Even draws (n, d) of 0..1 to coordinates (n, d), each setting with an equal share."""
        columns = [p.shared_out(shares[:, k]) for k, p in enumerate(self.parameters)]
        return np.stack(columns, axis=1)

    def snap(self, rows: Array) -> Array:
        """Nearest achievable physical values (n, d)."""
        return self._table.snap(rows)

    def units(self, points: Sequence[Point]) -> Array:
        """Points to unit-cube coordinates (n, d)."""
        return self.to_unit(self.rows(points))

    def point(self, row: Array) -> dict[str, Value]:
        """One row of physical values (d,) to a point."""
        return {p.name: p.value(code) for p, code in zip(self.parameters, row, strict=True)}

    def dialled(self, x: Array) -> dict[str, Value]:
        """The point that is set on the dials for unit-cube coordinates x (d,)."""
        return self.point(self.snap(self.from_unit(x[None, :]))[0])

    @cached_property
    def choice_columns(self) -> list[int]:
        """Columns of the knobs that are choices, not numbers."""
        return [column for column, p in enumerate(self.parameters) if p.choices]

    def columns(self, rows: Array) -> dict[str, Array]:
        """Physical values (n, d) to one array (n,) a name."""
        return {name: rows[:, k] for k, name in enumerate(self.names)}

    def contains(self, point: Point) -> bool:
        """Whether the point lies inside the bounds and on the steps."""
        row = self.rows([point])
        return bool(np.allclose(row, self.snap(row), rtol=1e-9, atol=1e-12))

    def _repr_html_(self) -> str:
        """The knobs as a table, for notebooks."""
        rows = [(p.name, p.in_words, p.scale if p.is_number else "") for p in self.parameters]
        return html_table("Space", ("knob", "may be", "scale"), rows)
