"""Laws of compaction as expected shapes of ln ASR, built from the lines of the literature.

A law replaces what is known of each knob. Its weights are as uncertain as they are large, so that
the cells decide; `copress recommend` says whether it predicts them better than no law.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from doe.domain.learners import Trend
from doe.prior.literature import FACTS, Fact
from doe.space import Space

Array = NDArray[np.float64]

REOPENING_MPA = 240.0
"""Pressing beyond which springback reopens the grain gaps (Cronau 2021, microcrystalline)."""
GAP_CLOSING_MPA = 79.0
"""Stack pressure that closes them again by 1/e (Cronau 2021, microcrystalline)."""


def reopened_gaps(copress_mpa: Array, stack_mpa: Array) -> Array:
    """Grain gaps that springback has opened and the stack pressure has not closed, 0..1."""
    opened = -np.expm1(-((copress_mpa / REOPENING_MPA) ** 2))
    return np.asarray(opened * np.exp(-stack_mpa / GAP_CLOSING_MPA))


def _as_wide_as_large(key: str) -> Fact:
    fact = next(fact for fact in FACTS if fact.key == key)
    return replace(fact, std=fact.weight)


_PRESSING = _as_wide_as_large("densification")
_COMPACTION = (
    _PRESSING,
    _as_wide_as_large("stack_contact"),
    _as_wide_as_large("dwell_saturation"),
)
_SPRINGBACK = Fact(
    "springback", ("copress_mpa", "stack_mpa"), reopened_gaps, 0.7, 0.5,
    "Cronau 2021: the gain of 50 to 250 MPa of stack pressure after hard pressing; size assumed",
)  # fmt: skip
_LAWS = {
    "densification": ((_PRESSING,), {_PRESSING.key}),
    "compaction": (_COMPACTION, {"stack_contact", "dwell_saturation"}),
    "compaction and springback": ((*_COMPACTION, _SPRINGBACK), {_SPRINGBACK.key}),
}
"""The shapes of each law, and those of which it needs one: without it says no more than the law
before it."""
LAW_NAMES = tuple(_LAWS)
"""The simplest first."""


@dataclass(frozen=True, eq=False)
class CompactionLaw:
    """One law on the knobs of one space; it can be saved.

    Attributes:
        name: of the law.
        space: the knobs.
        facts: its shapes; all their knobs vary.
    """

    name: str
    space: Space
    facts: tuple[Fact, ...]

    @property
    def mean(self) -> Array:
        """Expected weights (k,)."""
        return np.array([fact.weight for fact in self.facts])

    @property
    def std(self) -> Array:
        """Their standard deviations (k,)."""
        return np.array([fact.std for fact in self.facts])

    @property
    def trend(self) -> Trend:
        """What it expects, as models take it."""
        return Trend(self.columns, self.mean, self.std)

    def columns(self, X: Array, /) -> Array:
        """Shapes (n, k) at X (n, d); each falls from 1 to 0 while its knobs do their work."""
        return np.stack([self._shape(fact, X) for fact in self.facts], axis=1)

    def _shape(self, fact: Fact, X: Array) -> Array:
        columns = [self.space.names.index(name) for name in fact.names]
        values = [self.space.parameters[k].from_unit(X[:, k]) for k in columns]
        return np.asarray(fact.shape(*values))


def compaction_laws(space: Space) -> dict[str, CompactionLaw]:
    """Every law that the knobs of a space allow, by name, the simplest first.

    A law leaves out shapes whose knobs do not vary.
    """
    found: dict[str, CompactionLaw] = {}
    for name, (facts, needed) in _LAWS.items():
        kept = tuple(fact for fact in facts if set(fact.names) <= set(space.names))
        if needed & {fact.key for fact in kept}:
            found[name] = CompactionLaw(name, space, kept)
    return found


def compaction_law(name: str, space: Space) -> CompactionLaw:
    """The law of that name.

    Raises:
        ValueError: there is none, or the space lacks the knobs that it is about.
    """
    if name not in LAW_NAMES:
        raise ValueError(
            f"No mean is called {name!r}; there are literature, none, {', '.join(LAW_NAMES)}."
        )
    laws = compaction_laws(space)
    if name not in laws:
        has = ", ".join(("literature, none", *laws))
        raise ValueError(
            f"The mean {name!r} is about knobs that this space does not vary; it has {has}."
        )
    return laws[name]
