"""One knob of the protocol: a range, a list of values, or choices that have no order."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import floor, isfinite, log10, nan
from numbers import Real
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from doe.knobs.knob_values import Value

Array = NDArray[np.float64]

_STEP_TOLERANCE = 1e-9  # of a step: float noise of `low + k * step` must not cost the last step


@dataclass(frozen=True)
class Parameter:
    """One knob of the protocol.

    A number between two bounds, a number out of a list, or a choice. Models see a number at its
    share of the range. They see choice number k of n at k / (n - 1), and tell choices apart
    without giving them an order (`doe.domain.encoding`).

    Attributes:
        name: name with its unit as suffix, e.g. `copress_mpa`; of a choice without one, `foil`.
        low: lowest value, in the unit of the name; taken from `values` where these are given.
        high: highest value, likewise.
        step: smallest achievable change (a 5 MPa dial), counted from `low`; None for continuous.
        scale: "linear", or "log" where ratios matter (dwell times, rates).
        values: the only values that can be set, in any order; () for all between the bounds.
        choices: the names of a knob that is not a number; () for a number.
        change_s: time that a change of this knob costs from one cell to the next, in seconds.

    Raises:
        ValueError: bounds that are not finite or not in order, a step that does not fit, a log
            scale that touches zero, a list or choices with fewer than two entries or one twice.
    """

    name: str
    low: float = nan
    high: float = nan
    step: float | None = None
    scale: Literal["linear", "log"] = "linear"
    values: tuple[float, ...] = ()
    choices: tuple[str, ...] = ()
    change_s: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what cannot be searched."""
        if not self.name.isidentifier():
            raise ValueError(
                f"Parameter name {self.name!r} is not a plain name such as 'copress_mpa'."
            )
        if not (isfinite(self.change_s) and self.change_s >= 0):
            raise ValueError(f"{self.name}: change_s = {self.change_s} must be zero or more.")
        for listed in ("values", "choices"):
            if not isinstance(getattr(self, listed), str):
                object.__setattr__(self, listed, tuple(getattr(self, listed)))
        if self.values or self.choices:
            self._settle_list()
        self._check_range()

    def _settle_list(self) -> None:
        """Put a list in order; its ends are the bounds."""
        listed = self.values or self.choices
        kind = "values" if self.values else "choices"
        if self.values and self.choices:
            raise ValueError(f"{self.name}: give values (numbers) or choices (names), not both.")
        if not (np.isnan(self.low) and np.isnan(self.high) and self.step is None):
            raise ValueError(f"{self.name}: {kind} take the place of low, high and step.")
        if isinstance(listed, str) or len(listed) < 2:
            raise ValueError(f"{self.name}: {kind} = {listed!r} must be a list of two or more.")
        if len(set(listed)) < len(listed):
            raise ValueError(f"{self.name}: {kind} names one entry twice.")
        if self.choices:
            self._settle_choices()
            return
        ordered = tuple(sorted(float(value) for value in self.values))
        object.__setattr__(self, "values", ordered)
        object.__setattr__(self, "low", ordered[0])
        object.__setattr__(self, "high", ordered[-1])

    def _settle_choices(self) -> None:
        for choice in self.choices:
            if not isinstance(choice, str) or not choice.strip():
                raise ValueError(f"{self.name}: choice {choice!r} must be a name.")
        if self.scale != "linear":
            raise ValueError(f"{self.name}: choices have no scale.")
        object.__setattr__(self, "choices", tuple(self.choices))
        object.__setattr__(self, "low", 0.0)
        object.__setattr__(self, "high", float(len(self.choices) - 1))
        object.__setattr__(self, "step", 1.0)

    def _check_range(self) -> None:
        for name in ("low", "high", "step"):
            given = getattr(self, name)
            if given is not None and (isinstance(given, bool) or not isinstance(given, Real)):
                raise ValueError(f"{self.name}: {name} = {given!r} must be a number.")
        if np.isnan(self.low) and np.isnan(self.high):
            raise ValueError(f"{self.name}: give low and high, or values, or choices.")
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

    @property
    def is_number(self) -> bool:
        """Whether the knob is a number, not one of several choices."""
        return not self.choices

    @property
    def continuous(self) -> bool:
        """Whether every number between the ends can be set."""
        return self.step is None and not self.values

    @property
    def in_words(self) -> str:
        """`100 to 750 in steps of 5`, `60, 120 or 300`, `PTFE foil or bare`."""
        listed = [f"{value:g}" for value in self.values] or list(self.choices)
        if listed:
            return f"{', '.join(listed[:-1])} or {listed[-1]}"
        steps = "" if self.step is None else f" in steps of {self.step:g}"
        return f"{self.low:g} to {self.high:g}{steps}"

    def code(self, value: object) -> float:
        """A value as a number: itself, or the place of the choice, counted from 0.

        Raises:
            ValueError: no such choice, or a text where a number is needed.
        """
        if self.choices:
            if value in self.choices:
                return float(self.choices.index(str(value)))
            known = ", ".join(repr(choice) for choice in self.choices)
            raise ValueError(f"{self.name} = {value!r} is not one of its choices: {known}.")
        if isinstance(value, str):
            raise ValueError(f"{self.name} = {value!r} is not a number.")
        return float(value)  # type: ignore[arg-type]

    def value(self, code: float) -> Value:
        """What a number of `code` stands for."""
        return self.choices[round(code)] if self.choices else float(code)

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
        """Unit interval (n,) to physical values, not yet on steps.

        Of choices each has an equal share of the interval.
        """
        share = np.asarray(units, dtype=float)
        if self.choices:
            count = len(self.choices)
            return np.asarray(np.clip(np.floor(share * count + _STEP_TOLERANCE), 0, count - 1))
        if self.scale == "log":
            return np.asarray(self.low * (self.high / self.low) ** share)
        return np.asarray(self.low + share * (self.high - self.low))

    def shared_out(self, shares: ArrayLike) -> Array:
        """Even draws (n,) of 0..1 to the unit interval, each setting with an equal share.

        Rounding to the nearest setting gives the ends of a dial half a share, and the entries of
        an uneven list what lies around them. A continuous knob, choices (`from_unit`) and a
        logarithmic dial, whose ratios are what should be even, stay as they are.
        """
        units = np.asarray(shares, dtype=float)
        settings = self._countable()
        if settings is None:
            return units
        place = np.floor(units * len(settings) + _STEP_TOLERANCE).astype(int)
        return self.to_unit(settings[np.clip(place, 0, len(settings) - 1)])

    def _countable(self) -> Array | None:
        """Every setting of a list or of a linear dial; None for other knobs."""
        if self.values:
            return np.array(self.values)
        if self.choices or self.step is None or self.scale == "log":
            return None
        return self.snap(self.low + self.step * np.arange(self.last_step + 1))

    def snap(self, values: ArrayLike) -> Array:
        """Nearest achievable values (n,): inside the bounds, on the steps or in the list."""
        inside = np.minimum(np.maximum(np.asarray(values, dtype=float), self.low), self.high)
        if self.values:
            return self._nearest_listed(inside)
        if self.step is None:
            return np.asarray(inside)
        count = np.minimum(np.rint((inside - self.low) / self.step), self.last_step)
        rounded = np.round(self.low + count * self.step, self.decimals)
        return np.asarray(np.minimum(np.maximum(rounded, self.low), self.high))

    @cached_property
    def last_step(self) -> int:
        """Number of the last step that fits, counted from 0; of a dial with steps."""
        assert self.step is not None  # noqa: S101  asked of dials only
        return floor((self.high - self.low) / self.step + _STEP_TOLERANCE)

    @cached_property
    def decimals(self) -> int:
        """Decimals that are kept, so that 0.1 + 0.2 is 0.3."""
        return min(12 - round(log10(max(abs(self.low), abs(self.high)))), 15)

    def _nearest_listed(self, inside: Array) -> Array:
        """Nearest of the listed values (n,), by their distance on the knob's own scale."""
        listed = np.array(self.values)
        apart = np.abs(self.to_unit(inside)[:, None] - self.to_unit(listed)[None, :])
        return np.asarray(listed[np.argmin(apart, axis=1)])
