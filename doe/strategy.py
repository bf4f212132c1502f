"""What to press next: a pure function of the history, the pending cells and the seed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from typing_extensions import override

from doe import goals
from doe.domain.arrays import Cells, tabulate
from doe.domain.candidates import Candidates
from doe.domain.constraints import Constraint, Mask, mask_of
from doe.domain.learners import Array, Learners, Trend
from doe.posterior.blas_threads import on_one_thread
from doe.posterior.limits_in_words import LimitKnown, surprising
from doe.posterior.posterior import Posterior
from doe.posterior.prediction import Prediction, forecast
from doe.posterior.variance_components import VarianceComponents, noises, one_per_cell
from doe.prior.compaction_laws import compaction_law
from doe.prior.earlier_campaign import Earlier
from doe.prior.prior import Knowledge, SpaceKnowledge
from doe.recommendation.advice_rule import AdviceRule
from doe.recommendation.best_protocol import check_enough, expected_at, recommend, too_few_cells
from doe.recommendation.pareto_front import ParetoFront, front
from doe.recommendation.recommendation import Advice, Recommendation, as_set
from doe.recommendation.reliability import Reliability
from doe.recommendation.robustness import Fragility, fragility
from doe.selection.explanation import Explanation, climbing_said, explain
from doe.selection.initial_design import FirstDesign
from doe.selection.next_cell import NextCell
from doe.selection.proposal_state import ProposalState
from doe.selection.series_plan import NONE_LEFT, SeriesPlan
from doe.selection.series_worth import SeriesWorth, confirms, raised
from doe.selection.strategy_settings import LITERATURE, NONE, StrategySettings
from doe.series import Climb
from doe.space import Point, Space, Value
from doe.trials import Observation

_REMEMBERED = 4  # chosen: the history, and it with a cell less or one waiting more


@dataclass(frozen=True)
class Strategy:
    """Proposes cells, predicts them, explains itself and recommends.

    It keeps nothing: whoever resumes a campaign calls it again with what the store remembers.

    Attributes:
        space: what may vary.
        learners: the models.
        settings: goal, seed, rules and all else that was settled beforehand.
        earlier: an earlier campaign whose advice is pressed first; None where there is none.
        set_to: what a person would set in place of a point of the space, which is recommended
            then; None where any point can be set.
    """

    space: Space
    learners: Learners
    settings: StrategySettings = field(default_factory=StrategySettings)
    earlier: Earlier | None = None
    set_to: Callable[[Point], Point] | None = None

    def __post_init__(self) -> None:
        """Refuse rules and means that do not fit the space before the first cell."""
        _ = self.masks, self.mean

    @override
    def __reduce__(self) -> tuple[Any, ...]:
        """To other processes go the choices alone, not what was worked out from them."""
        return Strategy, (self.space, self.learners, self.settings, self.earlier, self.set_to)

    def with_settings(self, **changes: Any) -> "Strategy":
        """The same strategy with some settings changed; see `StrategySettings`."""
        return replace(self, settings=replace(self.settings, **changes))

    @cached_property
    def masks(self) -> tuple[Mask, ...]:
        """The rules that every proposal obeys, as functions from columns to a mask."""
        return tuple(self._mask(rule) for rule in self.settings.constraints)

    def _mask(self, rule: str | Mask) -> Mask:
        if not isinstance(rule, str):
            return rule
        constraint = Constraint(rule, self.settings.fixed)
        constraint.check_names(self.space.names)
        constraint.check_numbers(p.name for p in self.space.parameters if p.choices)
        return constraint

    @cached_property
    def knowledge(self) -> Knowledge:
        """What is believed of pressing beforehand."""
        return self.settings.believed

    @cached_property
    def mean(self) -> Trend | None:
        """Expected shape of ln ASR in place of the knowledge's own; None for that."""
        if self.settings.mean in {LITERATURE, NONE}:
            return None
        return compaction_law(self.settings.mean, self.space).trend

    @on_one_thread
    def propose(
        self, history: Sequence[Observation], pending: Sequence[Point] = ()
    ) -> dict[str, Value]:
        """The next cell to press, inside the space, on its steps, obeying every rule.

        Args:
            history: cells so far, rig failures left out. An intact cell whose spectrum was refused
                says that it held, and that spectra may not be read there.
            pending: cells that are on a press or wait for their measurement.

        Raises:
            ValueError: an observation does not fit the space, or nothing obeys the constraints.
        """
        return self._end(self._state(history, pending))

    def _end(self, state: ProposalState) -> dict[str, Value]:
        """The next cell, or where its series ends."""
        point, series = self.space.dialled(self._next_cell(state).coordinates), self.settings.series
        if series is None or confirms(state, self.space.units([point])[0]):
            return point
        return raised(state, series, self.space, point, self._obeys)

    @on_one_thread
    def rungs(self, history: Sequence[Observation], point: Point) -> list[dict[str, Value]]:
        """The points at which the next cell is measured, in the order in which it sees them.

        Args:
            history: cells so far.
            point: what was proposed; the last rung.

        Returns:
            `[point]` without a series, and for a cell that confirms the advice. After each rung
            that held, `go_on` says which follow.
        """
        end = self.space.point(self.space.rows([point])[0])
        state = self._state(history)
        if self.settings.series is None or confirms(state, self.space.units([end])[0]):
            return [end]
        seen = SeriesWorth(state, self.settings.series)
        return SeriesPlan(seen, self.space, self._obeys).rungs(end)

    @on_one_thread
    def go_on(
        self,
        history: Sequence[Observation],
        cell: Sequence[Observation],
        rungs: Sequence[Point],
        number: int,
    ) -> Climb:
        """What a cell that has held so far does next: the rungs that are left, or why none is.

        No rung lies above the planned end.

        Args:
            history: all other cells so far.
            cell: what was seen of this one, rung by rung; empty where nothing could be learned.
            rungs: its rungs as planned.
            number: of the next one, counted from 1; those before it held.
        """
        series, left = self.settings.series, tuple(rungs[number - 1 :])
        if series is None or not left or not cell or series.stop == "failure":
            return Climb(bool(left), 1.0, "" if left else NONE_LEFT, left)
        before, now = self._state(history), self._state([*history, *cell])
        plan = SeriesPlan(SeriesWorth(now, series), self.space, self._obeys)
        borne = [seen.point for seen in cell]
        return plan.rest(SeriesWorth(before, series), rungs, number - 1, borne)

    def _obeys(self, rows: Array) -> NDArray[np.bool_]:
        """Which rows of physical values (n, d) obey every rule."""
        return mask_of(self.masks, self.space.columns(rows))

    @on_one_thread
    def predict(self, history: Sequence[Observation], points: Sequence[Point]) -> Prediction:
        """What one more cell at each point would measure (90 % interval) and whether it holds."""
        return forecast(self._state(history).posterior, self.space.units(points))

    @on_one_thread
    def p_intact(
        self, history: Sequence[Observation], points: Sequence[Point], kappa: float = 0.0
    ) -> Array:
        """Probability (n,) that one more cell at each point stays intact; `predict` without ASR.

        Margins are read `kappa` of their doubt higher.
        """
        return self._state(history).posterior.p_intact(self.space.units(points), kappa)

    @on_one_thread
    def p_holds(
        self, history: Sequence[Observation], points: Sequence[Point]
    ) -> Mapping[str, Array]:
        """Probability (n,) that one more cell holds against each mode of failure.

        "otherwise" is what no known limit explains. Where no knob is known, "damage" and "shorted".
        """
        return self._state(history).posterior.integrity.at(self.space.units(points)).p_holds()

    @on_one_thread
    def posterior(self, history: Sequence[Observation]) -> Posterior:
        """The fitted models, for those who ask them about many coordinates (n, d) many times."""
        return self._state(history).posterior

    @on_one_thread
    def explain(
        self, history: Sequence[Observation], point: Point, pending: Sequence[Point] = ()
    ) -> Explanation:
        """Why this point: what it promises, what it would teach, and how it compares."""
        state = self._state(history, pending)
        chosen = self.space.units([self._end(state)])
        asked = self.space.units([point])
        found = explain(
            state.posterior,
            asked,
            chosen,
            state.score,
            state.generator(),
            role=self._next_cell(state).role,
            beliefs=tuple(limit.sentence for limit in surprising(state.limits)),
            literature=state.known.weights,
        )
        rungs = self.rungs(history, point)
        if len(rungs) > 1:
            p_first = float(state.posterior.p_intact(self.space.units(rungs[:1]))[0])
            found = replace(found, why=found.why + climbing_said(p_first))
        before = pending[-1] if len(pending) else history[-1].point if history else None
        return replace(found, time=self.settings.cost.after(self.space, point, before))

    @on_one_thread
    def limits(self, history: Sequence[Observation]) -> tuple[LimitKnown, ...]:
        """What the cells say of each limit; none where no knob is known to break cells."""
        return self._state(history).limits

    @on_one_thread
    def recommend(self, history: Sequence[Observation]) -> Recommendation:
        """The best protocol by the model, with what it rests on.

        Raises:
            TooFewCellsError: there is nothing to rest on yet.
        """
        state, cells = self._state(history), one_per_cell(history).cells
        judged = state.reliability
        if judged is None:
            raise too_few_cells(state.posterior, state.cells.pressed)
        advice = recommend(
            state.rule,
            state.shapes,
            judged=judged,
            history=cells,
            candidates=self._candidates,
            x=state.advised,
            starts=state.starts,
            generator=state.generator(),
        )
        taken = self.settings.cost.of(advice.point).total_s
        certificate = replace(advice.certificate, cell_s=taken)
        return replace(
            advice, certificate=certificate, point=as_set(self.space, self.set_to, advice.point)
        )

    @on_one_thread
    def advice(self, history: Sequence[Observation]) -> Advice:
        """The point of `recommend` and what is said of it, without window and words.

        For thousands of simulated campaigns; draws are asked only where a certificate may be met.

        Raises:
            TooFewCellsError: there is nothing to rest on yet.
        """
        state = self._state(history)
        if state.reliability is None:
            raise too_few_cells(state.posterior, state.cells.pressed)
        asr, p_intact = expected_at(state.posterior, state.advised)
        point = as_set(self.space, self.set_to, self.space.dialled(state.advised[0]))
        return Advice(point, asr, p_intact, signed=state.signable and state.is_certain)

    @on_one_thread
    def signed(self, history: Sequence[Observation]) -> Recommendation | None:
        """The advice where its certificate is signed; None where it is not, or nothing is advised.

        As `recommend` would tell, but most histories are turned down before they cost anything.
        """
        if not self._state(history).signable:
            return None
        advice = self.recommend(history)
        return advice if advice.certificate.signed else None

    @on_one_thread
    def reliability(self, history: Sequence[Observation]) -> Reliability | None:
        """How far the model of the goal may be relied on; None with fewer cells than an advice."""
        return self._state(history).reliability

    @on_one_thread
    def rule(self, history: Sequence[Observation]) -> AdviceRule:
        """By which protocols are compared: for advice, trade-off, box and an idea of one's own."""
        return self._state(history).rule

    @on_one_thread
    def expected_shape(self, history: Sequence[Observation]) -> Trend | None:
        """What is expected of ln ASR before the cells say it, at the pressures they bear."""
        return self._state(history).known.trend()

    @on_one_thread
    def fragility(self, history: Sequence[Observation]) -> Fragility:
        """Whether the advice survives without each cell, and with each failure counted as intact.

        Raises:
            TooFewCellsError: there is nothing to rest on yet.
        """
        state = self._state(history)
        check_enough(state.posterior, state.cells.pressed)
        return fragility(
            state.posterior, self._candidates, state.advised, state.starts, state.generator()
        )

    @on_one_thread
    def noises(self, history: Sequence[Observation]) -> VarianceComponents | None:
        """Scatter of the same cell measured again, of another cell, of another lot."""
        return noises(self._state(history).posterior, one_per_cell(history).std)

    @on_one_thread
    def front(self, history: Sequence[Observation]) -> ParetoFront | None:
        """What can be had at once; None where the goal is a single one.

        Raises:
            TooFewCellsError: there is nothing to rest on yet.
        """
        state = self._state(history)
        posterior = state.posterior
        check_enough(posterior, state.cells.pressed)
        if posterior.trade is None:
            return None
        return front(posterior, posterior.trade, self._candidates, state.starts, state.generator())

    @property
    def initial_cells(self) -> int:
        """Cells that are pressed by design before the models choose."""
        return self._design.cells

    @cached_property
    def _design(self) -> FirstDesign:
        return FirstDesign(self.space, self.settings, self.earlier)

    @cached_property
    def _candidates(self) -> Candidates:
        return Candidates(self.space, self.masks)

    @cached_property
    def usually_known(self) -> SpaceKnowledge:
        """What is believed of pressing beforehand, in the coordinates of the space."""
        return SpaceKnowledge(self.space, self.knowledge, self.settings.fixed, resistance=self.mean)

    @cached_property
    def _states(self) -> dict[bytes, ProposalState]:
        """Of the last few histories: proposing, explaining and predicting ask the same models."""
        return {}

    def _state(
        self, history: Sequence[Observation], pending: Sequence[Point] = ()
    ) -> ProposalState:
        observed = one_per_cell(history).cells
        cells = tabulate(self.space, goals.load(self.settings.goal), observed)
        waiting = np.empty((0, self.space.dimensions))
        if len(pending):
            waiting = self.space.units(pending)
        key = cells.fingerprint() + waiting.tobytes()
        if key not in self._states:
            while len(self._states) >= _REMEMBERED:
                del self._states[next(iter(self._states))]
            self._states[key] = self._new_state(cells, waiting)
        return self._states[key]

    def _new_state(self, cells: Cells, waiting: Array) -> ProposalState:
        """What one proposal computes, with earlier cells as far as the new ones confirm them."""
        learners, designed, earlier_cells = self.learners, self.initial_cells, 0
        if self.earlier is not None:
            trust = self.earlier.trust(cells, self.usually_known)
            learners, earlier_cells = trust.learners, trust.cells
            designed = self._design.opening if trust.confirmed else designed
        return ProposalState(
            self.settings,
            learners,
            self._candidates,
            self.usually_known,
            cells,
            waiting,
            designed,
            earlier_cells,
            self.set_to,
        )

    def _next_cell(self, state: ProposalState) -> NextCell:
        return NextCell(state, self._design)
