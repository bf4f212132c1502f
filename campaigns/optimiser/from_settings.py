"""Names and numbers of a campaign file -> what decides: rules, goal, strategy. No press."""

from __future__ import annotations

import difflib
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from campaigns.config.schema import Settings
from campaigns.errors import WrongInputError
from campaigns.optimiser.make_strategy import make_strategy
from campaigns.optimiser.transfer import with_earlier
from campaigns.trial.in_force import rules_broken
from campaigns.trial.space import space_of
from doe import goals
from doe.prior.prior import NOTHING_KNOWN, Knowledge
from doe.series import Series, rungs_of
from doe.strategy import Strategy


def strategy_of(settings: Settings) -> Strategy:
    """The strategy that the campaign file asks for.

    Raises:
        WrongInputError: a goal, a rule or a number that cannot be; names the file.
    """
    known_goal(settings.campaign.goal, where=f"{settings.path.name}: [campaign] goal")
    try:
        strategy = make_strategy(
            space_of(settings),
            goal=settings.campaign.goal,
            seed=settings.campaign.seed,
            n_initial=settings.design.runs,
            constraints=settings.constraints,
            fixed=settings.fixed,
            knowledge=known_before(settings),
            broken_budget=settings.campaign.broken_budget,
            budget=settings.campaign.budget,
            risk=settings.campaign.risk,
            start=settings.campaign.start,
            handling_s=settings.cost.handling_s,
            measurement_s=settings.cost.measurement_s,
            cost_weight=settings.cost.weight,
            mean=settings.model.mean,
            series=series_of(settings),
        )
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
        raise WrongInputError(f"{settings.path.name}: {error}") from error


def known_before(settings: Settings) -> Knowledge:
    """What the campaign believes of pressing before its first cell."""
    return Knowledge() if settings.design.kind == "corridor" else NOTHING_KNOWN


def series_of(settings: Settings) -> Series | None:
    """How one cell is measured at several pressures; None where each cell has one."""
    told = settings.series
    return None if told is None else Series(**told.model_dump())


def rungs_to(settings: Settings, point: Mapping[str, float]) -> tuple[Mapping[str, float], ...]:
    """The rungs of a cell that a person wants to end at `point`; () for one measurement."""
    series, space = series_of(settings), space_of(settings)
    if series is None:
        return ()

    def allowed(rows: NDArray[np.float64]) -> NDArray[np.bool_]:
        broken = [rules_broken(settings, space.point(row)) for row in rows]
        return np.array([not one for one in broken], dtype=bool)

    found = rungs_of(series, space, point, allowed)
    return tuple(found) if len(found) > 1 else ()


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
    if name in goal_names():
        return name
    close = difflib.get_close_matches(name, goal_names(), n=1)
    meant = f"Did you mean {close[0]}? " if close else ""
    raise WrongInputError(
        f'{where} = "{name}": no such goal. {meant}There are: {", ".join(goal_names())}.'
    )
