"""Mean functions of the resistance by name, and what each is worth on a campaign's own cells.

`literature` is what `doe.prior.literature` knows of each knob; the others are the laws of
`doe.prior.compaction_laws`; `none` leaves the shape to the cells.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from doe.domain.arrays import tabulate
from doe.goals.low_resistance import GOAL
from doe.prior.compaction_laws import LAW_NAMES, compaction_laws
from doe.prior.prior import Knowledge, SpaceKnowledge
from doe.selection.strategy_settings import LITERATURE, NONE
from doe.space import Space
from doe.trials import Observation
from surrogate.compare_means import MeanTested, compare_means
from surrogate.gp.trend_kernel import Trend

NAMES = (LITERATURE, NONE, *LAW_NAMES)


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
    means.update(compaction_laws(space))
    measured = cells.resistance
    return compare_means(cells.units[measured.rows], measured.values, measured.variance, means)
