"""Earlier campaigns as a prior of a new one: their cells in its coordinates, and what they did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from doe.cells import tabulate
from doe.goals import load
from doe.space import Space
from doe.strategy import Strategy
from doe.trials import Observation
from surrogate.transfer import EarlierCells, Transfer, TransferTested

FIRST_CELLS = 2
"""Cells pressed by design where earlier ones speak already."""
FEWEST_EARLIER = 5


def with_earlier(strategy: Strategy, earlier: Sequence[Observation]) -> Strategy:
    """The same strategy, learning together with the cells of an earlier campaign.

    Its first design shrinks to two cells. Another lot or another powder: how much the earlier cells
    tell of the new ones is learned, and they are left out where they mislead.

    Args:
        strategy: of the new campaign.
        earlier: cells that name every knob of its space.

    Raises:
        ValueError: too few earlier cells were measured, or they lack a knob.
    """
    transfer = transfer_of(strategy.space, earlier, strategy.goal)
    learners = replace(
        strategy.learners, regression=transfer.regression, integrity=transfer.integrity
    )
    n_initial = min(strategy.n_initial or FIRST_CELLS, FIRST_CELLS)
    return replace(strategy, learners=learners, n_initial=n_initial)


def transfer_of(space: Space, earlier: Sequence[Observation], goal: str) -> Transfer:
    """Earlier cells in the coordinates of a space.

    Raises:
        ValueError: fewer than five of them were measured, or they lack a knob.
    """
    cells = tabulate(space, load(goal), earlier)
    measured = cells.target
    if len(measured.rows) < FEWEST_EARLIER:
        raise ValueError(
            f"{len(measured.rows)} earlier cells with a result tell too little; at least "
            f"{FEWEST_EARLIER} are needed."
        )
    return Transfer(
        EarlierCells(
            cells.units[measured.rows],
            measured.values,
            measured.variance,
            cells.units,
            cells.damage,
            cells.shorted,
        )
    )


def did_it_help(
    space: Space, earlier: Sequence[Observation], history: Sequence[Observation], goal: str
) -> TransferTested | None:
    """The honest answer, by new cells that are left out; None with fewer than two of them."""
    new = tabulate(space, load(goal), history)
    rows = new.target.rows
    if len(rows) < 2:
        return None
    transfer = transfer_of(space, earlier, goal)
    return transfer.tested(new.units[rows], new.target.values, new.target.variance)


def told(tested: TransferTested | None) -> str:
    """The answer in a sentence."""
    if tested is None:
        return "Whether the earlier cells help cannot be told before two new ones are measured."
    numbers = (
        f"ln density {tested.gain:+.1f} ± {tested.doubt:.1f} on {tested.cells} new cells left out; "
        f"correlation of the two surfaces {tested.correlation:.2f}"
    )
    lead = {
        "helped": "The earlier cells helped to foretell the new ones",
        "hurt": "The earlier cells mislead about the new ones and are left out",
        "cannot be told yet": "Whether the earlier cells help cannot be told yet",
    }[tested.verdict]
    return f"{lead} ({numbers})."
