"""The knobs, ranges and rules of a campaign file, for a table that is looked at within them."""

from __future__ import annotations

from campaigns.config.schema import Settings
from campaigns.explore.dataset import Within
from campaigns.trial.space import space_of
from doe.domain.constraints import Constraint


def within(settings: Settings) -> Within:
    """What a campaign allows."""
    return Within(
        space_of(settings),
        tuple(Constraint(rule, settings.fixed) for rule in settings.constraints),
        {name: float(value) for name, value in settings.fixed.items()},
        settings.path.name,
    )
