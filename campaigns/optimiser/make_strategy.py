"""Wires the strategy with the models it learns with."""

from collections.abc import Iterable
from typing import Any

from doe.domain.constraints import Mask
from doe.domain.encoding import encoded_learners
from doe.domain.learners import Learners
from doe.selection.strategy_settings import SETTING_NAMES, StrategySettings
from doe.space import Space
from doe.strategy import Strategy
from surrogate.gp.lot_effects import fit_with_lots
from surrogate.integrity.failure_modes import fit_failure_modes
from surrogate.integrity.integrity import fit_integrity

LEARNERS = Learners(fit_with_lots, fit_failure_modes, reading=fit_integrity)


def make_strategy(
    space: Space,
    goal: str = "low_resistance",
    seed: int = 0,
    n_initial: int | None = None,
    constraints: str | Iterable[str | Mask] = (),
    **settings: Any,
) -> Strategy:
    """A strategy that proposes cells and recommends a protocol.

    Args:
        space: the knobs that vary.
        goal: "low_resistance", "integrity", "cycle_life", "pareto": one file each in `doe/goals`.
        seed: same seed, history and pending cells, same proposal.
        n_initial: cells of the first design; None for a number that fits the knobs.
        constraints: a rule or several, such as "anode_mpa <= 0.75 * copress_mpa", or functions
            from columns of physical values to a mask.
        **settings: any other field of `doe.selection.strategy_settings.StrategySettings`, by its
            name.

    Returns:
        The strategy; stateless.

    Raises:
        ValueError: a name, number or rule that cannot be, each in one sentence.
    """
    if not isinstance(space, Space):
        raise ValueError(
            f"The space is {space!r:.80}, no doe.space.Space; from pairs of bounds or dimensions "
            "of scikit-optimize: Space.from_skopt(...)."
        )
    for name in settings:
        if name not in SETTING_NAMES:
            raise ValueError(
                f"No setting is called {name!r}; there are {', '.join(SETTING_NAMES)}."
            )
    chosen = StrategySettings(
        goal=goal,
        seed=seed,
        n_initial=n_initial,
        constraints=(constraints,) if isinstance(constraints, str) else tuple(constraints),
        **settings,
    )
    return strategy_with(space, chosen)


def strategy_with(space: Space, settings: StrategySettings) -> Strategy:
    """The same from settings in one piece, as a campaign file gives them.

    Raises:
        ValueError: a name, number or rule that cannot be, each in one sentence.
    """
    return Strategy(space, encoded_learners(LEARNERS, space), settings)
