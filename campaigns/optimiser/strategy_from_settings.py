"""Names and numbers of a campaign file -> what decides: rules, goal, strategy. No press."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from campaigns.config.campaign_schema import Settings
from campaigns.errors import WrongInputError
from campaigns.optimiser.earlier_campaigns import with_earlier
from campaigns.optimiser.known_names import known_acquisition, known_goal
from campaigns.optimiser.make_strategy import strategy_with
from campaigns.trial.hand_press import in_hand
from campaigns.trial.search_space import series_of, space_of
from doe.prior.prior import NOTHING_KNOWN, Knowledge
from doe.selection.strategy_settings import StrategySettings
from doe.strategy import Strategy


def strategy_of(settings: Settings) -> Strategy:
    """The strategy that the campaign file asks for.

    Raises:
        WrongInputError: a goal, a rule or a number that cannot be; names the file.
    """
    file = settings.path.name
    known_goal(settings.campaign.goal, where=f"{file}: [campaign] goal")
    known_acquisition(settings.strategy.acquisition, where=f"{file}: [strategy] acquisition")
    try:
        strategy = strategy_with(space_of(settings), strategy_settings(settings))
        if settings.by_hand:
            strategy = replace(strategy, set_to=partial(in_hand, settings, taken=()))
        if settings.transfer.tables:
            from campaigns.optimiser.earlier_cells import earlier_cells  # a tenth of the start

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
        chooser=chosen.chooser,
        acquisition=chosen.acquisition,
        prior_weight=chosen.prior_weight,
        replicates=chosen.replicates,
        series=series_of(settings),
    )


def known_before(settings: Settings) -> Knowledge:
    """What the campaign believes of pressing before its first cell."""
    return Knowledge() if settings.design.kind == "corridor" else NOTHING_KNOWN


def batch_size(settings: Settings) -> int:
    """How many trials are planned at once."""
    return settings.campaign.batch if settings.campaign.autonomy == "batch" else 1
