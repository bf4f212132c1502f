"""A campaign's cells as scipy's `OptimizeResult`, which `skopt.plots` draws."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from campaigns.config.load_campaign import load_settings
from campaigns.errors import NotEnoughError
from campaigns.optimiser.optimize_result import result_of
from campaigns.optimiser.strategy_from_settings import strategy_of
from campaigns.records.history import observations
from campaigns.records.load_trials import read_trials
from campaigns.store.open_store import open_campaign
from doe.space import Space
from doe.strategy import Strategy
from doe.trials import Observation

if TYPE_CHECKING:
    from scipy.optimize import OptimizeResult


_NEEDED = (
    "optimize_result needs the space of the cells, optimize_result(history, space), or a campaign: "
    "its file, or campaigns.Campaign(file)."
)


class HasCells(Protocol):
    """Something with cells and a strategy: `campaigns.Campaign`."""

    @property
    def history(self) -> tuple[Observation, ...]:
        """Its cells."""

    @property
    def strategy(self) -> Strategy:
        """Its strategy."""


def optimize_result(
    history: Sequence[Observation] | str | Path | HasCells,
    space: Space | None = None,
    *,
    strategy: Strategy | None = None,
) -> OptimizeResult:
    """Intact cells with a resistance as an optimisation result.

    Args:
        history: Cells, or the campaign whose cells are meant: its file, or a `campaigns.Campaign`.
        space: Of the cells; not needed with a campaign.
        strategy: What the surface of `skopt.plots.plot_objective` is drawn from; that of the
            campaign, or none.

    Returns:
        See `campaigns.optimiser.optimize_result.result_of`.

    Raises:
        NotEnoughError: no cell is intact and measured yet.
        TypeError: cells without their space.
    """
    if isinstance(history, str | Path):
        settings = load_settings(Path(history))
        with open_campaign(settings, create=False) as store:
            cells = observations(read_trials(store))
        own = strategy_of(settings)
        return _drawable(result_of(cells, own.space, own))
    if isinstance(history, Sequence) or not hasattr(history, "strategy"):
        if space is None or not isinstance(history, Sequence):
            raise TypeError(_NEEDED)
        return _drawable(result_of(cast("Sequence[Observation]", history), space, strategy))
    own = history.strategy
    return _drawable(result_of(history.history, own.space, own))


def _drawable(result: OptimizeResult) -> OptimizeResult:
    if result.x is None:
        raise NotEnoughError("no cell is intact and measured yet: there is nothing to draw")
    return result
