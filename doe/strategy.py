"""What to press next: a pure function of the history, the pending cells and the seed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from doe import acquisitions, goals
from doe.blas_threads import on_one_thread
from doe.domain.arrays import Cells, tabulate
from doe.domain.candidates import Candidates
from doe.domain.constraints import Mask, mask_of
from doe.domain.repeated_measurements import one_per_cell
from doe.models import Array, Learners, Trend
from doe.posterior.limits_in_words import LimitKnown, limits_known, surprising
from doe.posterior.prediction import Prediction, forecast
from doe.posterior.variance_components import VarianceComponents, noises
from doe.prior.earlier_campaign import Earlier
from doe.prior.prior import Knowledge, SpaceKnowledge
from doe.recommendation.advice_rule import AdviceRule
from doe.recommendation.pareto_front import Front, front
from doe.recommendation.recommend import (
    Recommendation,
    check_enough,
    recommend,
    too_few_cells,
)
from doe.recommendation.reliability import Reliability
from doe.recommendation.robustness import Fragility, fragility
from doe.scoring.cost import CellCost
from doe.scoring.risk_budget import RiskBudget
from doe.selection.explanation import Explanation, Role, explain
from doe.selection.initial_design import first_cell, first_shares
from doe.selection.proposal_state import ProposalState, Rules
from doe.series import Series, rungs_of
from doe.space import Point, Space
from doe.trials import Observation

Start = Literal["literature", "gentle"]
PRIOR_WEIGHT = 2.5
_REMEMBERED = 4


@dataclass(frozen=True)
class Strategy:
    """Proposes cells, predicts them, explains itself and recommends.

    It keeps nothing: whoever resumes a campaign calls it again with what the store remembers.

    Attributes:
        space: what may vary.
        learners: the models.
        goal: name of the goal.
        seed: same seed, history and pending cells, same answer.
        n_initial: cells of the first design; None for a number that fits the knobs.
        constraints: rules that every proposal obeys.
        knowledge: what is believed of pressing beforehand.
        mean: expected shape of ln ASR in place of the knowledge's own; None for that.
        fixed: values of the protocol that do not vary.
        risk: how many cells may break.
        start: "literature": the first cells lie in the corridor of published recipes; "gentle": no
            cell is planned, each is the one that most probably holds until one has held.
        cost: what a cell costs in time, and whether the choice of the next one minds it.
        acquisition: name of the rule for choosing.
        prior_weight: beta of the corridor's pull beta / n on the choice.
        replicates: whether a tested protocol may be proposed again where that is worth more than
            a new one.
        earlier: an earlier campaign whose advice is pressed first; None where there is none.
        series: how one cell is measured at several pressures; None where each cell has one.
    """

    space: Space
    learners: Learners
    goal: str = "low_resistance"
    seed: int = 0
    n_initial: int | None = None
    constraints: tuple[Mask, ...] = ()
    knowledge: Knowledge = field(default_factory=Knowledge)
    mean: Trend | None = None
    fixed: Mapping[str, float] = field(default_factory=dict)
    risk: RiskBudget = field(default_factory=RiskBudget)
    start: Start = "literature"
    cost: CellCost = field(default_factory=CellCost)
    acquisition: str = "log_expected_improvement"
    prior_weight: float = PRIOR_WEIGHT
    replicates: bool = False
    earlier: Earlier | None = None
    series: Series | None = None

    def __post_init__(self) -> None:
        """Refuse unknown names and impossible numbers before the first cell."""
        goals.load(self.goal)
        acquisitions.load(self.acquisition)
        if self.n_initial is not None and self.n_initial < 1:
            raise ValueError(f"n_initial = {self.n_initial} must be at least one cell.")
        if self.start not in get_args(Start):
            raise ValueError(f"start = {self.start!r} is none of {', '.join(get_args(Start))}.")
        if self.prior_weight < 0:
            raise ValueError(f"prior_weight = {self.prior_weight} must not be negative.")

    @on_one_thread
    def propose(
        self, history: Sequence[Observation], pending: Sequence[Point] = ()
    ) -> dict[str, float]:
        """The next cell to press, inside the space, on its steps, obeying every rule.

        Args:
            history: cells so far, rig failures left out. A whole cell whose spectrum was refused
                says that it held, and that spectra may not be read there.
            pending: cells that are on a press or wait for their measurement.

        Raises:
            ValueError: an observation does not fit the space, or nothing obeys the constraints.
        """
        return self._point(self._next(self._turn(history, pending)))

    def rungs(self, history: Sequence[Observation], point: Point) -> list[dict[str, float]]:
        """The points at which the next cell is measured, in the order in which it sees them.

        Args:
            history: cells so far.
            point: what was proposed; the last rung.

        Returns:
            `[point]` without a series. Rungs that a fresh cell would hold with less than
            `least_p_intact` are left out, but for the last, which the proposal has weighed.
        """
        end = {name: float(point[name]) for name in self.space.names}
        if self.series is None:
            return [end]
        found = rungs_of(self.series, self.space, end, self._obeys)
        if len(found) == 1:
            return found
        holds = self.p_intact(history, found[:-1])
        safe = [rung for rung, p in zip(found, holds, strict=False) if p >= self._least_p_intact]
        return [*safe, found[-1]]

    def climbs(self, history: Sequence[Observation], rung: Point) -> bool:
        """Whether a cell that has held so far is pressed at its next rung.

        Args:
            history: cells so far, with the rungs of this one that were measured.
            rung: the next pressure.
        """
        return bool(self.p_intact(history, [rung])[0] >= self._least_p_intact)

    def _obeys(self, rows: Array) -> NDArray[np.bool_]:
        """Which rows of physical values (n, d) obey every rule."""
        return mask_of(self.constraints, self.space.columns(rows))

    @property
    def _least_p_intact(self) -> float:
        return 0.0 if self.series is None else self.series.least_p_intact

    @on_one_thread
    def predict(self, history: Sequence[Observation], points: Sequence[Point]) -> Prediction:
        """What one more cell at each point would measure (90 % interval) and whether it holds."""
        return forecast(self._turn(history).posterior, self.space.units(points))

    @on_one_thread
    def p_intact(
        self, history: Sequence[Observation], points: Sequence[Point], kappa: float = 0.0
    ) -> Array:
        """Probability (n,) that one more cell at each point stays whole; `predict` without ASR.

        Margins are read `kappa` of their doubt higher.
        """
        return self._turn(history).posterior.p_intact(self.space.units(points), kappa)

    @on_one_thread
    def p_holds(
        self, history: Sequence[Observation], points: Sequence[Point]
    ) -> Mapping[str, Array]:
        """Probability (n,) that one more cell holds against each mode of failure.

        "otherwise" is what no known limit explains. Where no knob is known, "damage" and "shorted".
        """
        return self._turn(history).posterior.integrity.at(self.space.units(points)).p_holds()

    @on_one_thread
    def p_intact_draws(
        self,
        history: Sequence[Observation],
        points: Sequence[Point],
        count: int,
        generator: np.random.Generator,
    ) -> Array:
        """What the share of whole cells may truly be at each point, drawn together (count, n)."""
        integrity = self._turn(history).posterior.integrity
        return integrity.draws(self.space.units(points), count, generator)

    @on_one_thread
    def explain(
        self, history: Sequence[Observation], point: Point, pending: Sequence[Point] = ()
    ) -> Explanation:
        """Why this point: what it promises, what it would teach, and how it compares."""
        state = self._turn(history, pending)
        chosen = self.space.units([self._point(self._next(state))])
        asked = self.space.units([point])
        found = explain(
            state.posterior,
            asked,
            chosen,
            state.score,
            state.generator(),
            role=self._role(state),
            beliefs=tuple(limit.sentence for limit in surprising(self._limits(state))),
            literature=state.known.weights,
        )
        return replace(found, time=self.cost.of(point))

    @on_one_thread
    def limits(self, history: Sequence[Observation]) -> tuple[LimitKnown, ...]:
        """What the cells say of each limit; none where no knob is known to break cells."""
        return self._limits(self._turn(history))

    def _limits(self, state: ProposalState) -> tuple[LimitKnown, ...]:
        return limits_known(self.knowledge.limits, state.integrity.limits())

    @on_one_thread
    def recommend(self, history: Sequence[Observation]) -> Recommendation:
        """The best protocol by the model, with what it rests on.

        Raises:
            TooFewCellsError: there is nothing to rest on yet.
        """
        state, cells = self._turn(history), one_per_cell(history).cells
        judged = state.reliability
        if judged is None:
            raise too_few_cells(state.posterior, state.cells.pressed)
        advice = recommend(
            state.rule,
            state.shapes,
            judged,
            cells,
            self._candidates,
            state.advised,
            state.starts,
            state.generator(),
        )
        taken = self.cost.of(advice.point).total_s
        return replace(advice, certificate=replace(advice.certificate, cell_s=taken))

    @on_one_thread
    def signed(self, history: Sequence[Observation]) -> Recommendation | None:
        """The advice where its certificate is signed; None where it is not, or nothing is advised.

        As `recommend` would tell, but most histories are turned down before they cost anything.
        """
        if not self._turn(history).signable:
            return None
        advice = self.recommend(history)
        return advice if advice.certificate.signed else None

    @on_one_thread
    def reliability(self, history: Sequence[Observation]) -> Reliability | None:
        """How far the model of the goal may be relied on; None with fewer cells than an advice."""
        return self._turn(history).reliability

    @on_one_thread
    def rule(self, history: Sequence[Observation]) -> AdviceRule:
        """By which protocols are compared: for advice, trade-off, box and an idea of one's own."""
        return self._turn(history).rule

    @on_one_thread
    def expected_shape(self, history: Sequence[Observation]) -> Trend | None:
        """What is expected of ln ASR before the cells say it, at the pressures they bear."""
        return self._turn(history).known.trend()

    @on_one_thread
    def fragility(self, history: Sequence[Observation]) -> Fragility:
        """Whether the advice survives without each cell, and with each failure counted as whole.

        Raises:
            TooFewCellsError: there is nothing to rest on yet.
        """
        state = self._turn(history)
        check_enough(state.posterior, state.cells.pressed)
        return fragility(
            state.posterior, self._candidates, state.advised, state.starts, state.generator()
        )

    @on_one_thread
    def noises(self, history: Sequence[Observation]) -> VarianceComponents | None:
        """Scatter of the same cell measured again, of another cell, of another lot."""
        return noises(self._turn(history).posterior, one_per_cell(history).std)

    @on_one_thread
    def front(self, history: Sequence[Observation]) -> Front | None:
        """What can be had at once; None where the goal is a single one.

        Raises:
            TooFewCellsError: there is nothing to rest on yet.
        """
        state = self._turn(history)
        check_enough(state.posterior, state.cells.pressed)
        if state.posterior.trade is None:
            return None
        return front(
            state.posterior,
            state.posterior.trade,
            self._candidates,
            state.starts,
            state.generator(),
        )

    @property
    def initial_cells(self) -> int:
        """Cells that are pressed by design before the models choose."""
        if self.start == "gentle":
            return self._opening
        return self._opening + (self.n_initial or min(3 + self.space.dimensions // 2, 6))

    @property
    def _opening(self) -> int:
        """Cells that try an earlier campaign's advice before the first design."""
        return 0 if self.earlier is None or self.earlier.first is None else 1

    @cached_property
    def _candidates(self) -> Candidates:
        return Candidates(self.space, self.constraints)

    @cached_property
    def _first_shares(self) -> Array:
        return first_shares(self.space.dimensions, self.initial_cells - self._opening, self.seed)

    @cached_property
    def _rules(self) -> Rules:
        return Rules(
            goal=goals.load(self.goal),
            learners=self.learners,
            candidates=self._candidates,
            known=SpaceKnowledge(self.space, self.knowledge, self.fixed, resistance=self.mean),
            risk=self.risk,
            cost=self.cost,
            rule=acquisitions.load(self.acquisition),
            rule_before_any=acquisitions.load("first_intact"),
            prior_weight=self.prior_weight,
            initial_cells=self.initial_cells,
            seed=self.seed,
            replicates=self.replicates,
        )

    @cached_property
    def _turns(self) -> dict[bytes, ProposalState]:
        """The last few turns: proposing, explaining and predicting ask the same models."""
        return {}

    def _turn(self, history: Sequence[Observation], pending: Sequence[Point] = ()) -> ProposalState:
        observed = one_per_cell(history).cells
        cells = tabulate(self.space, self._rules.goal, observed)
        waiting = np.empty((0, self.space.dimensions))
        if len(pending):
            waiting = self.space.units(pending)
        key = cells.fingerprint() + waiting.tobytes()
        if key not in self._turns:
            while len(self._turns) >= _REMEMBERED:
                del self._turns[next(iter(self._turns))]
            self._turns[key] = ProposalState(self._rules_for(cells), cells, waiting)
        return self._turns[key]

    def _rules_for(self, cells: Cells) -> Rules:
        """The rules, with earlier cells as far as the new ones bear them out."""
        if self.earlier is None:
            return self._rules
        trust = self.earlier.trust(cells, self._rules.known)
        designed = self._opening if trust.borne_out else self.initial_cells
        return replace(
            self._rules,
            learners=trust.learners,
            initial_cells=designed,
            told_before=trust.cells,
        )

    def _next(self, state: ProposalState) -> Array:
        """Coordinates (d,) of the next cell: by design first, then by the models."""
        first = None if self.earlier is None else self.earlier.first
        if first is not None and state.count < self._opening:
            return np.asarray(self._candidates.nearest(first[None], state.starts)[0])
        if state.count < state.rules.initial_cells:
            share = self._first_shares[state.count - self._opening]
            planned = first_cell(self._candidates, state.known, share)
            if state.may_follow_plan(planned):
                return np.asarray(planned)
        return state.choose()

    def _role(self, state: ProposalState) -> Role:
        """What the next cell is for."""
        if state.count < self._opening:
            return "earlier"
        if state.count < state.rules.initial_cells:
            return "design"
        if state.confirming is not None:
            return "confirmation"
        return "search" if state.again is None else "replicate"

    def _point(self, x: Array) -> dict[str, float]:
        return self.space.point(self.space.snap(self.space.from_unit(x[None, :]))[0])
