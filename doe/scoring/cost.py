"""What a cell costs in time: at the press by its protocol, on the bench whatever it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from doe.space import Point, Space

Array = NDArray[np.float64]

HANDLING_S = 1200.0
"""Weighing, filling, ejecting, mounting: assumed five minutes each; `[cost]` sets it."""
MEASUREMENT_S = 900.0
"""Rest and one spectrum down to 0.1 Hz. At six points a decade the periods add up to 31 s, of which
analysers measure two to five; assumed ten minutes of rest are the larger part. `[cost]` sets it."""
_STEPS = ("prepress", "copress", "anode")
_LEAST_S = 1.0  # keeps the logarithm finite
_SAME = 1e-9  # settings of one dial, physical or cube widths


@dataclass(frozen=True)
class CellTime:
    """How long one cell takes.

    Attributes:
        press_s: at the press: ramps, dwells and releases of every step.
        bench_s: handling and measurement.
        change_s: of knobs that are changed since the last cell and take time to change.
        changed: their names.
    """

    press_s: float
    bench_s: float
    change_s: float = 0.0
    changed: tuple[str, ...] = ()

    @property
    def total_s(self) -> float:
        """All of it."""
        return self.press_s + self.bench_s + self.change_s

    @property
    def in_words(self) -> str:
        """`about 42 min (12 at the press)`, and what the change of a knob takes of it."""
        change = ""
        if self.changed:
            change = f", {_minutes(self.change_s)} to change {' and '.join(self.changed)}"
        return f"about {_minutes(self.total_s)} min ({_minutes(self.press_s)} at the press{change})"


@dataclass(frozen=True)
class CellCost:
    """What is spent on a cell, and whether the choice of the next one minds it.

    Attributes:
        handling_s: at the bench, for any protocol.
        measurement_s: of the measurement, for any protocol.
        weight: 0: shown only; 1: the next cell is the one that promises most for each minute. Use
            it with care: it draws towards short cells also where long ones would teach more.
        fixed: values of the protocol that do not vary.
    """

    handling_s: float = HANDLING_S
    measurement_s: float = MEASUREMENT_S
    weight: float = 0.0
    fixed: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse times and weights that make no sense."""
        for name in ("handling_s", "measurement_s", "weight"):
            if not (isfinite(number := getattr(self, name)) and number >= 0):
                raise ValueError(f"{name} = {number} must be a finite number, zero or more.")

    def of(self, point: Point) -> CellTime:
        """Of one cell pressed at `point`; steps that neither point nor fixed names cost nothing."""
        values = {name: np.array([value]) for name, value in {**self.fixed, **point}.items()}
        return CellTime(float(self._press_s(values, 1)[0]), self.handling_s + self.measurement_s)

    def after(self, space: Space, point: Point, last: Point | None) -> CellTime:
        """Of one cell at `point`, pressed after one at `last`; None for the first cell."""
        taken = self.of(point)
        if last is None:
            return taken
        here, there = space.snap(space.rows([point, last]))
        changed = [
            knob
            for knob, a, b in zip(space.parameters, here, there, strict=True)
            if knob.change_s and abs(a - b) > _SAME
        ]
        seconds = sum(knob.change_s for knob in changed)
        return replace(taken, change_s=seconds, changed=tuple(knob.name for knob in changed))

    def change_penalty(self, space: Space, X: Array, last: Array) -> Array:
        """What the logarithm of an acquisition loses (n,) where knobs are changed that take time.

        The gain of a cell is asked for each minute of it: ln(1 + change / all the rest). Knobs
        without `change_s` cost nothing.

        Args:
            space: the knobs.
            X: candidates (n, d).
            last: setting (d,) of the last cell.
        """
        seconds = np.array([knob.change_s for knob in space.parameters])
        if not seconds.any():
            return np.zeros(len(X))
        changed = np.abs(X - last) > _SAME
        return np.asarray(np.log1p(changed @ seconds / np.exp(self.log_time(space, X))))

    def penalty(self, space: Space, X: Array) -> Array:
        """What the logarithm of an acquisition loses (n,) at X (n, d): weight * ln(total time)."""
        if self.weight == 0:
            return np.zeros(len(X))
        return self.weight * self.log_time(space, X)

    def log_time(self, space: Space, X: Array) -> Array:
        """Ln of the time that a cell takes (n,), in seconds, at X (n, d)."""
        values = {name: np.full(len(X), value) for name, value in self.fixed.items()}
        values.update(space.columns(space.from_unit(X)))
        total = self._press_s(values, len(X)) + self.handling_s + self.measurement_s
        return np.asarray(np.log(np.maximum(total, _LEAST_S)))

    def _press_s(self, values: Mapping[str, Array], count: int) -> Array:
        """Seconds (n,): up at the ramp rate, the dwell, down at the release rate, for each step."""
        total = np.zeros(count)
        for step in _STEPS:
            if (target := values.get(f"{step}_mpa")) is None:
                continue
            total += values.get(f"{step}_dwell_s", np.zeros(count))
            for rate in ("ramp_mpa_s", "release_mpa_s"):
                if rate in values:
                    total += target / np.maximum(values[rate], 1e-6)
        return total


def _minutes(seconds: float) -> str:
    return f"{seconds / 60:.0f}" if seconds >= 570 else f"{seconds / 60:.1f}"
