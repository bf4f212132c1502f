"""Names and numbers of a campaign file -> what decides: rules, goal, strategy. No press."""

from __future__ import annotations

import difflib
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from campaigns.config.schema import Settings
from campaigns.errors import WrongInputError
from campaigns.optimiser.make_strategy import LEARNERS
from campaigns.optimiser.transfer import with_earlier
from campaigns.trial.in_force import rules_broken
from campaigns.trial.space import space_of
from doe import acquisitions, goals
from doe.domain.values import Value
from doe.prior.prior import NOTHING_KNOWN, Knowledge
from doe.series import Series, rungs_of
from doe.strategy import Strategy
from doe.strategy_settings import StrategySettings


def strategy_of(settings: Settings) -> Strategy:
    """The strategy that the campaign file asks for.

    Raises:
        WrongInputError: a goal, a rule or a number that cannot be; names the file.
    """
    file = settings.path.name
    known_goal(settings.campaign.goal, where=f"{file}: [campaign] goal")
    known_acquisition(settings.strategy.acquisition, where=f"{file}: [strategy] acquisition")
    try:
        strategy = Strategy(space_of(settings), LEARNERS, strategy_settings(settings))
        if settings.transfer.tables:
            from campaigns.optimiser.earlier_cells import (
                earlier_cells,  # openpyxl: a second of loading that most never need
            )

            earlier = earlier_cells(settings, strategy.space)
            strategy = with_earlier(strategy, earlier.cells, earlier.looked_at)
        return strategy
    except WrongInputError:
        raise
    except ValueError as error:
        raise WrongInputError(f"{file}: {error}") from error


def strategy_settings(settings: Settings) -> StrategySettings:
    """What the campaign file says of choosing cells, as the strategy takes it."""
    campaign, cost, chosen = settings.campaign, settings.cost, settings.strategy
    return StrategySettings(
        goal=campaign.goal,
        seed=campaign.seed,
        n_initial=settings.design.runs,
        constraints=settings.constraints,
        fixed=settings.fixed,
        knowledge=known_before(settings),
        mean=settings.model.mean,
        broken_budget=campaign.broken_budget,
        budget=campaign.budget,
        risk=campaign.risk,
        start=campaign.start,
        handling_s=cost.handling_s,
        measurement_s=cost.measurement_s,
        cost_weight=cost.weight,
        acquisition=chosen.acquisition,
        prior_weight=chosen.prior_weight,
        replicates=chosen.replicates,
        series=series_of(settings),
    )


def known_before(settings: Settings) -> Knowledge:
    """What the campaign believes of pressing before its first cell."""
    return Knowledge() if settings.design.kind == "corridor" else NOTHING_KNOWN


def series_of(settings: Settings) -> Series | None:
    """How one cell is measured at several pressures; None where each cell has one."""
    told = settings.series
    return None if told is None else Series(**told.model_dump())


def rungs_to(settings: Settings, point: Mapping[str, Value]) -> tuple[Mapping[str, Value], ...]:
    """The rungs of a cell that a person wants to end at `point`; () without a series."""
    series, space = series_of(settings), space_of(settings)
    if series is None:
        return ()

    def allowed(rows: NDArray[np.float64]) -> NDArray[np.bool_]:
        broken = [rules_broken(settings, space.point(row)) for row in rows]
        return np.array([not one for one in broken], dtype=bool)

    found = rungs_of(series, space, point, allowed)
    return tuple(found)


def batch_size(settings: Settings) -> int:
    """How many trials are planned at once."""
    return settings.campaign.batch if settings.campaign.autonomy == "batch" else 1


def goal_names() -> tuple[str, ...]:
    """All goals there are."""
    return goals.names()


def known_goal(name: str, *, where: str) -> str:
    """`name`, if it is a goal.

    Raises:
        WrongInputError: it is none; says where it stands and which was meant.
    """
    return _one_of(goal_names(), name, where=where, kind="goal")


def known_acquisition(name: str, *, where: str) -> str:
    """`name`, if it is an acquisition.

    Raises:
        WrongInputError: it is none; says where it stands and which was meant.
    """
    return _one_of(acquisitions.names(), name, where=where, kind="acquisition")


def _one_of(names: tuple[str, ...], name: str, *, where: str, kind: str) -> str:
    if name in names:
        return name
    close = difflib.get_close_matches(name, names, n=1)
    meant = f"Did you mean {close[0]}? " if close else ""
    raise WrongInputError(
        f'{where} = "{name}": no such {kind}. {meant}There are: {", ".join(names)}.'
    )
