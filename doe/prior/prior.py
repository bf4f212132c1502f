"""Knowledge of pressing, fitted to one campaign's space: corridor, saturation, direction of risk.

Parameters that no line of the table names are searched without prior knowledge. Every line can be
switched off, and data overrule all of them: the corridor's pull fades as 1/n, the shapes' weights
are uncertain and are learned along with the surface.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from doe.models import Trend
from doe.prior.literature import CORRIDORS, FACTS, Corridor, Effect, Fact
from doe.space import Parameter, Space

Array = NDArray[np.float64]

PRESSURE = "_mpa"


@dataclass(frozen=True)
class Knowledge:
    """What is believed before the first cell.

    Attributes:
        corridors: where recipes lie, by parameter name.
        facts: expected shapes.
    """

    corridors: Mapping[str, Corridor] = field(default_factory=lambda: CORRIDORS)
    facts: tuple[Fact, ...] = FACTS

    def without(self, *keys: str) -> "Knowledge":
        """The same without some facts, or without "corridor" (all corridors).

        Raises:
            ValueError: no fact has that key.
        """
        known = {fact.key for fact in FACTS} | {"corridor"}
        for key in keys:
            if key not in known:
                raise ValueError(f"No knowledge is called {key!r}; there are {sorted(known)}.")
        kept = tuple(fact for fact in self.facts if fact.key not in keys)
        corridors = {} if "corridor" in keys else self.corridors
        return replace(self, corridors=corridors, facts=kept)


NOTHING_KNOWN = Knowledge(corridors={}, facts=())


@dataclass(frozen=True)
class SpaceKnowledge:
    """Knowledge of one space, in unit-cube coordinates.

    Attributes:
        space: the knobs that vary.
        knowledge: what is believed.
        fixed: values of the protocol that do not vary; facts between two knobs may need them.
        pressure_scale: what this powder bears, relative to the usual ones: all that is known of
            pressures is read at that many times the pressure.
        resistance: a shape of ln ASR that takes the place of the facts'; None for theirs.
    """

    space: Space
    knowledge: Knowledge = field(default_factory=Knowledge)
    fixed: Mapping[str, float] = field(default_factory=dict)
    pressure_scale: float = 1.0
    resistance: Trend | None = None

    def log_prior(self, X: Array) -> Array:
        """Ln density (n,) of the corridor at X (n, d), up to a constant; zero where unknown."""
        total = np.zeros(len(X))
        for column, parameter in enumerate(self.space.parameters):
            corridor = self._corridor(parameter.name)
            if corridor is not None:
                centre, std = _centre_and_std(parameter, corridor)
                values = _as_decades(parameter.from_unit(X[:, column]), corridor)
                total -= 0.5 * ((values - centre) / std) ** 2
        return total

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

    def trend(self, effect: Effect) -> Trend | None:
        """Expected shapes of ln ASR or of a margin; None where nothing is known."""
        if effect == "resistance" and self.resistance is not None:
            return self.resistance
        available = set(self.space.names) | set(self.fixed)
        facts = [
            fact
            for fact in self.knowledge.facts
            if fact.effect == effect
            and set(fact.names) <= available
            and not set(fact.names).isdisjoint(self.space.names)
        ]
        if not facts:
            return None
        return Trend(
            lambda X: self._shapes(facts, X),
            np.array([fact.weight for fact in facts]),
            np.array([fact.std for fact in facts]),
        )

    def _corridor(self, name: str) -> Corridor | None:
        corridor = self.knowledge.corridors.get(name)
        if corridor is None or not name.endswith(PRESSURE):
            return corridor
        scale = self.pressure_scale
        return replace(corridor, centre=scale * corridor.centre, std=scale * corridor.std)

    def _shapes(self, facts: Iterable[Fact], X: Array) -> Array:
        named = {name for fact in facts for name in fact.names}
        values = {name: self._values(name, X) for name in named}
        return np.stack([f.shape(*(values[name] for name in f.names)) for f in facts], axis=1)

    def _values(self, name: str, X: Array) -> Array:
        """Physical values (n,) at X (n, d); pressures as multiples of what this powder bears."""
        if name in self.space.names:
            column = self.space.names.index(name)
            values = self.space.parameters[column].from_unit(X[:, column])
        else:
            values = np.full(len(X), self.fixed[name])
        return values / self.pressure_scale if name.endswith(PRESSURE) else values


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
