"""What the surrogate predicts over two knobs: the numbers behind the map and the slices.

The other knobs stand at the recommended values. Which knob is the second axis is asked of the
surrogate itself: the one that moves resistance and integrity most.
"""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from doe.knobs.knob_values import Value
from doe.posterior.prediction import Prediction
from doe.space import Parameter, Point, Space
from doe.trials import Observation

Array = NDArray[np.float64]


class Predicts(Protocol):
    """A strategy, as far as a picture of it needs."""

    def predict(self, history: Sequence[Observation], points: Sequence[Point]) -> Prediction:
        """Expected ASR with its interval, and the probability of staying intact, at `points`."""
        ...


@dataclass(frozen=True, eq=False)
class Axis:
    """One knob of a picture: its name, its values (n,) and the scale to draw it on.

    Of choices the values are their numbers, counted from 0.
    """

    name: str
    values: Array
    scale: Literal["linear", "log"]
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Landscape:
    """Two knobs across, the rest held.

    Attributes:
        x: The knob across, nx values.
        y: The knob upwards, ny values.
        asr_ohm_cm2: Expected median, shape (ny, nx); nan where a rule forbids the point.
        p_intact: Probability that a cell stays intact, shape (ny, nx); nan likewise.
        held: The values of the other knobs.
    """

    x: Axis
    y: Axis
    asr_ohm_cm2: Array
    p_intact: Array
    held: Mapping[str, Value]


@dataclass(frozen=True, eq=False)
class Slice:
    """One knob varied about a point.

    Attributes:
        axis: The knob, n values.
        asr_median: Expected ASR, ohm cm2, shape (n,).
        asr_low: Lower end of the 90 % interval of one more cell, shape (n,).
        asr_high: Upper end, shape (n,).
        p_intact: Probability that a cell stays intact, shape (n,).
        at: The knob's own value at the point.
    """

    axis: Axis
    asr_median: Array
    asr_low: Array
    asr_high: Array
    p_intact: Array
    at: float


def axis_of(knob: Parameter, count: int) -> Axis:
    """`count` values of a knob from its low to its high, evenly on its own scale; every choice."""
    if knob.choices:
        return Axis(knob.name, np.arange(float(len(knob.choices))), "linear", knob.choices)
    return Axis(knob.name, knob.from_unit(np.linspace(0.0, 1.0, count)), knob.scale)


def slices(
    strategy: Predicts,
    history: Sequence[Observation],
    space: Space,
    at: Point,
    count: int = 81,
) -> list[Slice]:
    """Every knob varied alone about `at`, in the order of the space."""
    axes = [axis_of(knob, count) for knob in space.parameters]
    along = zip(space.parameters, axes, strict=True)
    points = [{**at, knob.name: knob.value(v)} for knob, axis in along for v in axis.values]
    seen = strategy.predict(history, points)
    ends = np.cumsum([0, *(len(axis.values) for axis in axes)])
    pieces = [slice(first, end) for first, end in itertools.pairwise(ends)]
    stands = space.rows([at])[0]
    return [
        Slice(
            axis,
            seen.asr_median[piece],
            seen.asr_low[piece],
            seen.asr_high[piece],
            seen.p_intact[piece],
            float(here),
        )
        for axis, piece, here in zip(axes, pieces, stands, strict=True)
    ]


def importance(cut: Slice) -> float:
    """How much a knob alone moves the answer: range of ln ASR plus range of P(intact)."""
    moved = np.nan_to_num(np.ptp(np.log(cut.asr_median)))  # nan while no resistance was measured
    return float(moved + np.ptp(cut.p_intact))


def map_axes(cuts: Sequence[Slice]) -> tuple[str, str]:
    """The two knobs to draw: co-press pressure where it varies, and the most important other.

    Raises:
        ValueError: Fewer than two numbers vary; choices have no place on an axis of a map.
    """
    ordered = sorted(cuts, key=importance, reverse=True)
    ranked = [cut.axis.name for cut in ordered if not cut.axis.choices]
    if len(ranked) < 2:
        raise ValueError("a map needs two knobs that are numbers; this campaign varies fewer")
    x = "copress_mpa" if "copress_mpa" in ranked else ranked[0]
    return x, next(name for name in ranked if name != x)


def landscape(
    strategy: Predicts,
    history: Sequence[Observation],
    space: Space,
    names: tuple[str, str],
    at: Point,
    count: int = 49,
) -> Landscape:
    """The surrogate over two knobs, the others at `at`.

    Args:
        strategy: Asked with `predict`.
        history: What it has learned from.
        space: The campaign's knobs.
        names: The knob across and the knob upwards.
        at: Where the other knobs stand.
        count: Values along each knob.
    """
    knobs = {knob.name: knob for knob in space.parameters}
    x, y = (axis_of(knobs[name], count) for name in names)
    points = [{**at, x.name: float(a), y.name: float(b)} for b in y.values for a in x.values]
    seen = strategy.predict(history, points)
    held = {name: at[name] for name in space.names if name not in names}
    shape = (count, count)
    return Landscape(x, y, seen.asr_median.reshape(shape), seen.p_intact.reshape(shape), held)
