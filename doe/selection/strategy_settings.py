"""What a campaign settles beforehand about choosing cells: one frozen object of plain values.

A campaign file maps to it (`campaigns.optimiser.strategy_from_settings`), Python gives its fields
as keyword arguments (`campaigns.make_strategy`), and `doe.strategy.Strategy` reads it. A new
setting is one field here and one key in `campaigns.config.campaign_schema`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from numbers import Integral
from typing import Literal, get_args

from doe import acquisitions, goals
from doe.domain.constraints import Mask
from doe.prior.prior import NOTHING_KNOWN, Knowledge
from doe.scoring.cost import HANDLING_S, MEASUREMENT_S, CellCost
from doe.scoring.risk_budget import RiskBudget
from doe.series import Series

Start = Literal["literature", "gentle"]
Chooser = Literal["copress", "skopt"]

LITERATURE, NONE = "literature", "none"
"""Means that need no compaction law: what is known of each knob, and nothing."""

_SEEDS = 2**32
"""As many seeds as numpy's generators of scikit-learn take; the campaign file says the same."""

PRIOR_WEIGHT = 2.5
"""Beta of the prior over the optimum, whose weight is beta / n (Hvarfner et al. 2022, pi-BO).
Chosen: whole for the first two cells. benchmarks/ablations.py measures the choice without it."""


@dataclass(frozen=True)
class StrategySettings:
    """Settings of a strategy; all have defaults.

    Attributes:
        goal: "low_resistance", "integrity", "cycle_life", "pareto": one file each in `doe/goals`.
        seed: same seed, history and pending cells, same proposal.
        n_initial: cells of the first design; None for a number that fits the knobs.
        constraints: rules such as "anode_mpa <= 0.75 * copress_mpa", or functions from columns of
            physical values to a mask.
        fixed: values of the protocol that do not vary; rules may name them.
        knowledge: what is believed of pressing beforehand: True for the literature, False for
            nothing, or a `Knowledge` of one's own.
        mean: expected shape of ln ASR: "literature", "none", or a compaction law of
            `doe.prior.compaction_laws`; `copress recommend` says which of them predicts
            the cells best.
        broken_budget: how many cells of the campaign may break; None where nobody counts.
        budget: how many cells the campaign will press; None where unknown.
        risk: share of cells that may break from now on, such as 0.1; None for the usual caution.
        start: "literature": the first cells lie in the corridor of published recipes; "gentle": no
            cell is planned, each is the one that most probably holds until one has held.
        handling_s: time of a person at the bench for each cell.
        measurement_s: time of the measurement of each cell.
        cost_weight: 0: time is shown only; 1: the next cell promises most for each minute.
        chooser: "copress", or "skopt": the next cell by plain scikit-optimize, which is kept to the
            rules and knows nothing of broken cells; advice and pictures stay those of Copress.
        acquisition: rule for choosing (one file each in `doe/acquisitions`).
        prior_weight: beta of the corridor's pull beta / n on the choice of cell n.
        replicates: whether a tested protocol may be proposed again where that is worth more than
            a new one.
        series: how one cell is measured at several pressures; None where each cell has one.

    Raises:
        ValueError: a name or number that cannot be, in one sentence.
    """

    goal: str = "low_resistance"
    seed: int = 0
    n_initial: int | None = None
    constraints: tuple[str | Mask, ...] = ()
    fixed: Mapping[str, float] = field(default_factory=dict)
    knowledge: Knowledge | bool = True
    mean: str = LITERATURE
    broken_budget: int | None = None
    budget: int | None = None
    risk: float | None = None
    start: Start = "literature"
    handling_s: float = HANDLING_S
    measurement_s: float = MEASUREMENT_S
    cost_weight: float = 0.0
    chooser: Chooser = "copress"
    acquisition: str = "log_expected_improvement"
    prior_weight: float = PRIOR_WEIGHT
    replicates: bool = False
    series: Series | None = None

    def __post_init__(self) -> None:
        """Refuse unknown names and impossible numbers before the first cell."""
        goals.load(self.goal)
        acquisitions.load(self.acquisition)
        if not isinstance(self.seed, Integral) or not 0 <= self.seed < _SEEDS:
            raise ValueError(
                f"seed = {self.seed!r} is none: a whole number from 0 to {_SEEDS - 1} is needed."
            )
        if self.n_initial is not None and not (
            isinstance(self.n_initial, Integral) and self.n_initial >= 1
        ):
            raise ValueError(
                f"n_initial = {self.n_initial!r} must be a whole number: at least one cell."
            )
        if self.start not in get_args(Start):
            raise ValueError(f"start = {self.start!r} is none of {', '.join(get_args(Start))}.")
        self._check_chooser()
        if not self.prior_weight >= 0:
            raise ValueError(f"prior_weight = {self.prior_weight} must not be negative.")
        if not isinstance(self.replicates, bool):
            raise ValueError(f"replicates = {self.replicates!r} must be True or False.")
        _ = self.risk_budget, self.cost

    def _check_chooser(self) -> None:
        if self.chooser not in get_args(Chooser):
            raise ValueError(
                f"chooser = {self.chooser!r} is none of {', '.join(get_args(Chooser))}."
            )
        if self.chooser == "copress":
            return
        if self.series is not None or self.replicates or goals.load(self.goal).several:
            raise ValueError(
                "Plain scikit-optimize (skopt) knows one value of a cell that is pressed once: "
                "take out series, replicates and a goal of several values, or let Copress choose."
            )

    @property
    def risk_budget(self) -> RiskBudget:
        """How many cells may break."""
        return RiskBudget(
            self.broken_budget, self.budget, self.risk, climbs=self.series is not None
        )

    @property
    def cost(self) -> CellCost:
        """What a cell costs in time, and whether the choice of the next one weighs it."""
        return CellCost(self.handling_s, self.measurement_s, self.cost_weight, self.fixed)

    @property
    def believed(self) -> Knowledge:
        """What is believed of pressing; without its shapes of ln ASR where `mean` is another."""
        known = self.knowledge
        if isinstance(known, bool):
            known = Knowledge() if known else NOTHING_KNOWN
        return known if self.mean == LITERATURE else replace(known, facts=())


SETTING_NAMES = tuple(each.name for each in fields(StrategySettings))
"""Every setting, by the name that files and Python use."""
