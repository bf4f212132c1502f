"""Wires the strategy with the models it learns with."""

from collections.abc import Iterable, Mapping
from typing import TypedDict, Unpack

from campaigns.optimiser.mean_functions import LITERATURE, mean_of
from doe.domain.constraints import Constraint, Mask
from doe.domain.encoding import encoded_learners
from doe.models import Learners
from doe.prior.prior import NOTHING_KNOWN, Knowledge
from doe.scoring.cost import HANDLING_S, MEASUREMENT_S, CellCost
from doe.scoring.risk_budget import RiskBudget
from doe.series import Series
from doe.space import Space
from doe.strategy import PRIOR_WEIGHT, Start, Strategy
from surrogate.gp.lot_effects import fit_with_lots
from surrogate.integrity.failure_modes import fit_failure_modes
from surrogate.integrity.integrity import fit_integrity

LEARNERS = Learners(fit_with_lots, fit_failure_modes, reading=fit_integrity)


class Settings(TypedDict, total=False):
    """Further settings of a strategy; all may be left out.

    Attributes:
        fixed: values of the protocol that do not vary; rules may name them.
        knowledge: what is believed of pressing beforehand: True for the literature, False for
            nothing, or a `Knowledge` of one's own.
        broken_budget: how many cells of the campaign may break; None where nobody counts.
        risk: share of cells that may break from now on, such as 0.1; None for the usual caution.
        start: "literature" or "gentle"; see `Strategy.start`.
        budget: how many cells the campaign will press; None where unknown.
        handling_s: time of a person at the bench for each cell.
        measurement_s: time of the measurement of each cell.
        cost_weight: 0: time is shown only; 1: the next cell promises most for each minute.
        mean: expected shape of the resistance: "literature", "none", or a compaction law of
            `campaigns.optimiser.mean_functions`; `copress recommend` says which of them predicts
            the cells best.
        acquisition: rule for choosing (one file each in `doe/acquisitions`).
        replicates: whether a tested protocol may be proposed again where that is worth more.
        prior_weight: strength of the literature corridor's fading pull.
        series: how one cell is measured at several pressures; None where each cell has one.
    """

    fixed: Mapping[str, float]
    knowledge: Knowledge | bool
    broken_budget: int | None
    budget: int | None
    risk: float | None
    start: Start
    handling_s: float
    measurement_s: float
    cost_weight: float
    mean: str
    acquisition: str
    replicates: bool
    prior_weight: float
    series: Series | None


def make_strategy(
    space: Space,
    goal: str = "low_resistance",
    seed: int = 0,
    n_initial: int | None = None,
    constraints: Iterable[str | Mask] = (),
    **settings: Unpack[Settings],
) -> Strategy:
    """A strategy that proposes cells and recommends a protocol.

    Args:
        space: the knobs that vary.
        goal: "low_resistance", "integrity", "cycle_life", "pareto": one file each in `doe/goals`.
        seed: same seed, history and pending cells, same proposal.
        n_initial: cells of the first design; None for a number that fits the knobs.
        constraints: rules such as "anode_mpa <= 0.75 * copress_mpa", or functions from columns of
            physical values to a mask.
        **settings: see `Settings`.

    Returns:
        The strategy; stateless.

    Raises:
        ValueError: a name, number or rule that cannot be, each in one sentence.
    """
    _check_names(settings)
    held = dict(settings.get("fixed", {}))
    knowledge = settings.get("knowledge", True)
    if isinstance(knowledge, bool):
        knowledge = Knowledge() if knowledge else NOTHING_KNOWN
    mean = mean_of(settings.get("mean", LITERATURE), space, knowledge)
    return Strategy(
        space,
        encoded_learners(LEARNERS, space),
        goal=goal,
        seed=seed,
        n_initial=n_initial,
        constraints=tuple(_rule(rule, space, held) for rule in constraints),
        knowledge=mean.knowledge,
        mean=mean.trend,
        fixed=held,
        risk=RiskBudget(
            settings.get("broken_budget"), settings.get("budget"), settings.get("risk")
        ),
        start=settings.get("start", "literature"),
        cost=CellCost(
            settings.get("handling_s", HANDLING_S),
            settings.get("measurement_s", MEASUREMENT_S),
            settings.get("cost_weight", 0.0),
            held,
        ),
        acquisition=settings.get("acquisition", "log_expected_improvement"),
        replicates=settings.get("replicates", False),
        prior_weight=settings.get("prior_weight", PRIOR_WEIGHT),
        series=settings.get("series"),
    )


def _check_names(settings: Settings) -> None:
    known = Settings.__annotations__
    for name in settings:
        if name not in known:
            raise ValueError(f"No setting is called {name!r}; there are {', '.join(known)}.")


def _rule(rule: str | Mask, space: Space, fixed: Mapping[str, float]) -> Mask:
    if not isinstance(rule, str):
        return rule
    constraint = Constraint(rule, fixed)
    constraint.check_names(space.names)
    if named := sorted(constraint.names & {p.name for p in space.parameters if p.choices}):
        raise ValueError(
            f"Constraint {rule!r} names {named[0]!r}, whose choices are no numbers: a rule "
            "compares numbers."
        )
    return constraint
