"""Knowledge of pressing, fitted to one campaign's space: corridor, saturation, direction of risk.

Parameters that no line of the table names are searched without prior knowledge. Every line can be
switched off, and data overrule all of them: the corridor's pull fades as 1/n, the shapes' weights
are uncertain and are learned along with the surface.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from doe.domain.learners import Limit, Trend
from doe.prior.literature import CORRIDORS, FACTS, Corridor, Fact
from doe.prior.load_limits import COMMON, LIMITS, NARROW, TRUST, WIDE, FailureLimit
from doe.prior.unfamiliar_knobs import (
    BEND_STD,
    LEAN_STD,
    LEANING_MODES,
    LINE_STD,
    from_the_middle,
    lines_and_bends,
    unfamiliar_knobs,
)
from doe.space import Parameter, Space

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Knowledge:
    """What is believed before the first cell.

    Attributes:
        corridors: where recipes lie, by parameter name.
        facts: expected shapes of the resistance.
        limits: what cells bear.
        unfamiliar_knobs: whether anything is expected of numbers of which nothing is published.
        common_scale: whether all limits of a powder may lie elsewhere together.
        open_windows: whether some pressure is expected to hold between too little and too much.
    """

    corridors: Mapping[str, Corridor] = field(default_factory=lambda: CORRIDORS)
    facts: tuple[Fact, ...] = FACTS
    limits: tuple[FailureLimit, ...] = LIMITS
    unfamiliar_knobs: bool = True
    common_scale: bool = True
    open_windows: bool = True

    def without(self, *keys: str) -> "Knowledge":
        """The same without some facts or limits, or "corridor" (all of them), or others by name.

        The others are "unfamiliar_knobs", "common_scale" and "open_windows".

        Raises:
            ValueError: nothing has that key.
        """
        known = {fact.key for fact in FACTS} | {limit.key for limit in LIMITS}
        known |= {"corridor", "unfamiliar_knobs", "common_scale", "open_windows"}
        for key in keys:
            if key not in known:
                raise ValueError(f"No knowledge is called {key!r}; there are {sorted(known)}.")
        kept = tuple(fact for fact in self.facts if fact.key not in keys)
        corridors = {} if "corridor" in keys else self.corridors
        limits = tuple(limit for limit in self.limits if limit.key not in keys)
        return replace(
            self,
            corridors=corridors,
            facts=kept,
            limits=limits,
            unfamiliar_knobs=self.unfamiliar_knobs and "unfamiliar_knobs" not in keys,
            common_scale=self.common_scale and "common_scale" not in keys,
            open_windows=self.open_windows and "open_windows" not in keys,
        )

    @cached_property
    def named(self) -> set[str]:
        """All knobs of which something is known."""
        lines = [fact.names for fact in self.facts] + [limit.names for limit in self.limits]
        reliefs = {relief.name for limit in self.limits for relief in limit.reliefs}
        return set(self.corridors).union(reliefs, *lines)


NOTHING_KNOWN = Knowledge(corridors={}, facts=(), limits=())


@dataclass(frozen=True)
class SpaceKnowledge:
    """Knowledge of one space, in unit-cube coordinates.

    Attributes:
        space: the knobs that vary.
        knowledge: what is believed.
        fixed: values of the protocol that do not vary; facts between two knobs may need them.
        scales: what this powder bears of a knob, relative to the usual ones, by its name: all that
            is known of that knob is read at that many times its values; 1 where it is not named.
        weights: how far the corridor of a knob is still relied on (0..1), by its name; likewise.
        trust: probability, before any cell, that the literature's limits hold.
        resistance: a shape of ln ASR that takes the place of the facts'; None for theirs.
    """

    space: Space
    knowledge: Knowledge = field(default_factory=Knowledge)
    fixed: Mapping[str, float] = field(default_factory=dict)
    scales: Mapping[str, float] = field(default_factory=dict)
    weights: Mapping[str, float] = field(default_factory=dict)
    trust: float = TRUST
    resistance: Trend | None = None

    def log_prior(self, X: Array) -> Array:
        """Ln density (n,) of the corridor at X (n, d), up to a constant; zero where unknown."""
        total, rows = np.zeros(len(X)), self.space.from_unit(X)
        for column, corridor, centre, std, weight in self._corridors:
            away = _as_decades(rows[:, column], corridor) - centre
            total -= 0.5 * weight * (away / std) ** 2
        return total

    @cached_property
    def _corridors(self) -> tuple[tuple[int, Corridor, float, float, float], ...]:
        """Column, corridor, centre and spread inside the bounds, and how far it is relied on."""
        return tuple(
            (column, corridor, *_centre_and_std(knob, corridor), self.weights.get(knob.name, 1.0))
            for column, knob in enumerate(self.space.parameters)
            if (corridor := self._corridor(knob.name)) is not None
        )

    def quantiles(self, Q: Array) -> Array:
        """Shares (n, d) in 0..1 to coordinates X (n, d) that far up each knob's corridor.

        0.5 is the middle of the corridor; a knob without corridor is spread evenly.
        """
        columns = []
        for column, parameter in enumerate(self.space.parameters):
            corridor = self._corridor(parameter.name)
            share = Q[:, column]
            columns.append(share if corridor is None else _quantile(parameter, corridor, share))
        return np.stack(columns, axis=1)

    def trend(self) -> Trend | None:
        """Expected shapes of ln ASR; None where nothing is known."""
        if self.resistance is not None:
            return self.resistance
        available = set(self.space.names) | set(self.fixed)
        facts = [
            fact
            for fact in self.knowledge.facts
            if set(fact.names) <= available and not set(fact.names).isdisjoint(self.space.names)
        ]
        if not facts:
            return None
        others = self.unfamiliar

        def columns(X: Array) -> Array:
            known = self._shapes(facts, X)
            return np.hstack([known, lines_and_bends(X, others)]) if others else known

        stds = [LINE_STD] * len(others) + [BEND_STD] * len(others)
        return Trend(
            columns,
            np.array([fact.weight for fact in facts] + [0.0] * len(stds)),
            np.array([fact.std for fact in facts] + stds),
        )

    @property
    def common(self) -> float:
        """Share of powders whose limits lie elsewhere together; 0 where that is switched off."""
        return COMMON if self.knowledge.common_scale else 0.0

    @property
    def unfamiliar(self) -> tuple[int, ...]:
        """Columns of the numbers of which nothing is known; none where that is switched off."""
        if not self.knowledge.unfamiliar_knobs:
            return ()
        return unfamiliar_knobs(self.space, self.knowledge.named)

    def limits(self) -> tuple[Limit, ...]:
        """What cells bear, in unit-cube coordinates; the limits of which a knob varies."""
        available, seen = set(self.space.names) | set(self.fixed), _LastSeen(self._physical)
        return tuple(
            self._limit(limit, seen.of)
            for limit in self.knowledge.limits
            if set(limit.names) <= available and not set(limit.names).isdisjoint(self.space.names)
        )

    def _limit(
        self, limit: FailureLimit, seen: Callable[[Array], Mapping[str, Array | float]]
    ) -> Limit:
        reliefs = [relief for relief in limit.reliefs if relief.name in self.space.names]
        others = self.unfamiliar if limit.mode in LEANING_MODES else ()

        def load(X: Array) -> Array:
            values = seen(X)
            return limit.load(*(values[name] for name in limit.names))

        def features(X: Array) -> Array:
            columns = np.empty((len(X), len(reliefs) + len(others)))
            for at, relief in enumerate(reliefs):
                columns[:, at] = relief.feature(np.asarray(seen(X)[relief.name]))
            if others:
                columns[:, len(reliefs) :] = from_the_middle(X, others)
            return columns

        stds = np.array([relief.std for relief in reliefs] + [LEAN_STD] * len(others))
        return Limit(
            limit.key,
            limit.mode,
            load,
            features,
            stds,
            limit.centre,
            NARROW,
            WIDE,
            self.trust,
            either_way=len(others),
            follows=limit.follows,
            knob=limit.names[0],
            common=self.common,
            powers=limit.powers if self.knowledge.open_windows else {},
        )

    def _corridor(self, name: str) -> Corridor | None:
        corridor = self.knowledge.corridors.get(name)
        scale = self.scales.get(name, 1.0)
        if corridor is None or scale == 1.0:
            return corridor
        return replace(corridor, centre=scale * corridor.centre, std=scale * corridor.std)

    def _shapes(self, facts: Sequence[Fact], X: Array) -> Array:
        """Shapes (n, k) at X (n, d), values read as multiples of what this powder bears."""
        values, shapes = self._physical(X), np.empty((len(X), len(facts)))
        for at, fact in enumerate(facts):
            scaled = (values[name] / self.scales.get(name, 1.0) for name in fact.names)
            shapes[:, at] = fact.shape(*scaled)
        return shapes

    def _physical(self, X: Array) -> dict[str, Array | float]:
        """Physical values of all knobs at X (n, d): (n,), and one number of what does not vary."""
        return {**self.fixed, **self.space.columns(self.space.from_unit(X))}


@dataclass
class _LastSeen:
    """Physical values at the last table of points that nobody can change: limits share knobs."""

    physical: Callable[[Array], Mapping[str, Array | float]]
    X: Array | None = None
    known: Mapping[str, Array | float] = field(default_factory=dict)

    def of(self, X: Array) -> Mapping[str, Array | float]:
        """Physical values of all knobs at X (n, d)."""
        if X.flags.writeable:
            return self.physical(X)
        if X is not self.X:
            self.X, self.known = X, self.physical(X)
        return self.known


def _as_decades(values: Array, corridor: Corridor) -> Array:
    return np.log10(np.maximum(values, 1e-12)) if corridor.log else values


def _centre_and_std(parameter: Parameter, corridor: Corridor) -> tuple[float, float]:
    """Corridor inside the bounds: its centre is moved to the nearest bound if it lies outside."""
    low, high = _bounds(parameter, corridor)
    return min(max(corridor.centre, low), high), corridor.std


def _bounds(parameter: Parameter, corridor: Corridor) -> tuple[float, float]:
    low, high = _as_decades(np.array([parameter.low, parameter.high]), corridor)
    return float(low), float(high)


def _quantile(parameter: Parameter, corridor: Corridor, share: Array) -> Array:
    """Quantile of the corridor's normal distribution, cut off at the bounds."""
    centre, std = _centre_and_std(parameter, corridor)
    low, high = (ndtr((edge - centre) / std) for edge in _bounds(parameter, corridor))
    values = centre + std * ndtri(low + share * (high - low))
    physical = 10.0**values if corridor.log else values
    return np.clip(parameter.to_unit(physical), 0.0, 1.0)
