"""Mean functions of the resistance by name, and what each is worth on a campaign's own cells.

`literature` is what `doe.prior.literature` knows of each knob; the others are the compaction laws
of `surrogate.compaction_means`; `none` leaves the shape to the cells.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from doe.domain.arrays import tabulate
from doe.goals.low_resistance import GOAL
from doe.models import Trend
from doe.prior.prior import Knowledge, SpaceKnowledge
from doe.space import Space
from doe.strategy_settings import LITERATURE, NONE
from doe.trials import Observation
from surrogate.compaction_means import Knob, MeanTested, Role, compaction_means, compare_means

NAMES = (LITERATURE, NONE, "densification", "compaction", "compaction and springback")
_ROLES: Mapping[Role, str] = {
    "densifying": "copress_mpa",
    "closing": "stack_mpa",
    "dwelling": "copress_dwell_s",
}


def named_mean(name: str, space: Space) -> Trend:
    """The compaction law of that name.

    Raises:
        ValueError: there is none, or the space lacks the knobs that it is about.
    """
    laws = _laws(space)
    if name not in NAMES:
        raise ValueError(f"No mean is called {name!r}; there are {', '.join(NAMES)}.")
    if name not in laws:
        has = ", ".join((LITERATURE, NONE, *laws))
        raise ValueError(
            f"The mean {name!r} is about knobs that this space does not vary; it has {has}."
        )
    return laws[name]


def judge_means(
    space: Space, knowledge: Knowledge, fixed: Mapping[str, float], history: Sequence[Observation]
) -> tuple[MeanTested, ...]:
    """Each mean against none, on cells that were left out; empty with fewer than six.

    Args:
        space: the knobs that vary.
        knowledge: what `literature` stands for.
        fixed: values of the protocol that do not vary.
        history: the cells.
    """
    cells = tabulate(space, GOAL, history)
    known = SpaceKnowledge(space, knowledge, fixed).trend()
    means: dict[str, Trend] = {} if known is None else {LITERATURE: known}
    means.update(_laws(space))
    told = cells.resistance
    return compare_means(cells.units[told.rows], told.values, told.variance, means)


def _laws(space: Space) -> dict[str, Trend]:
    """The compaction laws that the space's knobs allow."""
    knobs: dict[Role, Knob] = {}
    for role, name in _ROLES.items():
        if name in space.names:
            column = space.names.index(name)
            knob = space.parameters[column]
            knobs[role] = Knob(column, knob.low, knob.high, log=knob.scale == "log")
    return {law.name: Trend(law.columns, law.mean, law.std) for law in compaction_means(knobs)}
