"""What the cells so far and those on a press say about the next one, worked out once."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, partial
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import cdist

from doe import acquisitions, goals
from doe.domain.arrays import Cells, last_run
from doe.domain.candidates import Candidates, rows_of
from doe.domain.learners import Array, Integrity, Learners, Regression
from doe.posterior.limits_in_words import LimitKnown, limits_known
from doe.posterior.posterior import Posterior, fit_posterior, shapes_of, trading
from doe.prior.knob_scales import at_its_scales
from doe.prior.prior import SpaceKnowledge
from doe.recommendation.advice_rule import AdviceRule
from doe.recommendation.best_protocol import FEWEST_CELLS, best_allowed
from doe.recommendation.reliability import Reliability, reliability
from doe.recommendation.stopping_certificate import (
    CONFIRMATIONS_WANTED,
    MAY_HOLD,
    confirmations,
    is_certain,
    known_to_hold,
    may_be_confirmed,
    too_few,
)
from doe.scoring.candidate_predictions import CandidatePredictions, Rule
from doe.scoring.cost import CellCost
from doe.scoring.maximise_acquisition import Score, best_point
from doe.scoring.places_taken import broke_near, crowding, taken_before_any_holds
from doe.scoring.risk_budget import barrier
from doe.selection.after_failure import AfterFailure, after_failure
from doe.selection.last_cells import is_last, sharpest
from doe.selection.replication import worth_again
from doe.selection.search_starts import even_cover, search_starts
from doe.selection.strategy_settings import StrategySettings
from doe.space import Point

_CONFIRM_EVERY = 4  # chosen: a quarter of the cells repeats; with fewer an advice rests on one cell
_CONFIRM_LAST_EVERY = 2
"""Of the last cells of a budget: the advice moves while they sharpen it, and is to be confirmed."""
HOPELESS = 0.5  # more likely broken than whole: a cell there mostly tells nothing new
_PULL_BEFORE_ANY = 0.05  # the corridor decides between cells that hold as probably
_FEW_SETTINGS = 12
"""A dial with no more settings than this is tried setting by setting before one is repeated."""
_SAME = 1e-9  # cube widths: one point of a dial, not two


@dataclass(frozen=True, eq=False)
class ProposalState:
    """The models of one history and the choice that follows from them.

    Attributes:
        settings: what was settled beforehand.
        learners: the models, with earlier cells as far as they are relied on.
        candidates: what may be pressed.
        usually_known: what is believed of pressing beforehand.
        cells: the history.
        waiting: coordinates (m, d) of cells on a press or waiting for their measurement.
        initial_cells: cells that are pressed by design.
        earlier_cells: cells of an earlier campaign that are relied on; the corridor's pull has
            faded by so many.
        set_to: what a person would set in place of a point; None where any point can be set.
    """

    settings: StrategySettings
    learners: Learners
    candidates: Candidates
    usually_known: SpaceKnowledge
    cells: Cells
    waiting: Array
    initial_cells: int
    earlier_cells: int = 0
    set_to: Callable[[Point], Point] | None = None

    @property
    def count(self) -> int:
        """Cells pressed or on a press."""
        return self.cells.pressed + len(self.waiting)

    @cached_property
    def known(self) -> SpaceKnowledge:
        """What is believed of pressing, read at what this powder bears of each knob."""
        return at_its_scales(self.usually_known, self.integrity)

    @cached_property
    def integrity(self) -> Integrity:
        """What cells bear."""
        cells, limits = self.cells, self.usually_known.limits()
        return self.learners.integrity(cells.units, cells.failures, limits)

    @property
    def limits(self) -> tuple[LimitKnown, ...]:
        """Where each limit of failure is believed to lie, and how sure that is."""
        return limits_known(self.known.knowledge.limits, self.integrity.limits())

    @cached_property
    def posterior(self) -> Posterior:
        """The models, fitted to the history."""
        goal = goals.load(self.settings.goal)
        found = fit_posterior(self.cells, goal, self.learners, self.known, self.integrity)
        if not goal.several:
            return found
        time = partial(self._cost.log_time, self.candidates.space)
        return trading(found, self.learners, time, self.candidates.everywhere(self.settings.seed))

    @cached_property
    def _cost(self) -> CellCost:
        return self.settings.cost

    def on_a_press(self, X: Array) -> NDArray[np.bool_]:
        """Which of the points (n, d) are cells that wait for their press or their result."""
        if not len(self.waiting):
            return np.zeros(len(X), dtype=bool)
        return np.asarray(np.any(cdist(X, self.waiting, "chebyshev") < _SAME, axis=1))

    def generator(self) -> np.random.Generator:
        """Chance that depends on nothing but seed, history and pending cells."""
        seen = np.round(self._taken(), 9)
        return np.random.default_rng([self.settings.seed, len(seen), crc32(seen.tobytes())])

    @cached_property
    def starts(self) -> Array:
        """Where a search begins."""
        return search_starts(
            self.candidates,
            self._cover,
            known=self.known,
            cells=self.cells,
            integrity=self.integrity,
            after_failure=self.after_failure,
            generator=self.generator(),
        )

    @cached_property
    def _cover(self) -> Array:
        return even_cover(self.candidates, self.settings.seed, len(self.cells))

    @cached_property
    def after_failure(self) -> AfterFailure:
        """What the last cell rules out for the next one."""
        known = self.usually_known.limits()
        asked = after_failure(self.candidates.space, self.cells, self.integrity, known)
        if not asked.limits:
            return asked
        cover = self._cover
        gentler = asked.starts(self.cells.units[-1])
        return asked.within_reach(rows_of([cover, gentler], cover.shape[1]))

    @cached_property
    def rule(self) -> AdviceRule:
        """By which protocols are compared."""
        return AdviceRule.among(self.posterior, self.starts)

    @cached_property
    def shapes(self) -> tuple[Regression, ...]:
        """The target's model under each shape that is thought possible."""
        return shapes_of(self.posterior, self.learners)

    @cached_property
    def reliability(self) -> Reliability | None:
        """How far the target's model may be relied on; None with fewer cells than an advice."""
        target = self.posterior.target
        if target is None or not self._may_advise:
            return None
        return reliability(target, self.candidates.everywhere(self.settings.seed))

    @cached_property
    def advised(self) -> Array:
        """What would be recommended now (1, d): what can be set, where that is allowed as well."""
        best = best_allowed(self.rule, self.candidates, self.starts, self.generator())
        if self.set_to is None:
            return best
        space = self.candidates.space
        by_hand = self.candidates.allowed(space.units([self.set_to(space.dialled(best[0]))]))
        allowed = len(by_hand) and (self.rule.allows(by_hand)[0] or not self.rule.allows(best)[0])
        return by_hand if allowed else best

    @cached_property
    def signable(self) -> bool:
        """Whether a certificate may be signed; where it is not, the cheapest question tells.

        All that a certificate wants but certainty, which takes the whole advice.
        """
        cells = self.cells
        if too_few(cells) or not may_be_confirmed(cells.units, cells.intact):
            return False
        judged = self.reliability
        if self.posterior.resistance is None or judged is None or judged.trust == "not yet":
            return False
        return self.confirmed and known_to_hold(self.rule, self.advised)

    @cached_property
    def is_certain(self) -> bool:
        """Whether hardly any protocol that is as safe as the advised one may be better."""
        return is_certain(
            self.posterior,
            self.shapes,
            self.advised,
            candidates=self.candidates,
            starts=self.starts,
            generator=self.generator(),
        )

    @cached_property
    def confirming(self) -> Array | None:
        """Every fourth cell is what would be recommended: is it as good as thought, does it hold?

        None where it is not its turn, or where enough cells have confirmed that protocol, or one
        that does is on a press.
        """
        chosen = self.count - self.initial_cells
        last = is_last(self.count, self.settings.budget)
        every = _CONFIRM_LAST_EVERY if last else _CONFIRM_EVERY
        if chosen < 0 or chosen % every != every - 1:
            return None
        if not self._may_advise or self.confirmed:
            return None
        x = self.advised
        if self.on_a_press(x)[0]:
            return None
        if not self.after_failure.permits(x[0]) or self._risks_too_much(x):
            return None
        return np.asarray(x[0])

    def _risks_too_much(self, x: Array) -> bool:
        """Whether a person has set how many cells may break, and one at x (1, d) risks more."""
        asked = self.settings.risk_budget.risk is not None
        return asked and bool(self.posterior.p_intact(x)[0] < self.least_p_intact)

    def choose(self) -> Array:
        """Coordinates (d,) of the next cell by the models."""
        if self.confirming is not None:
            return self.confirming
        if self.sharpening is not None:
            return self.sharpening
        return self._new if self.again is None else self.again

    @cached_property
    def sharpening(self) -> Array | None:
        """What improves the final advice most, for the last cells of the budget."""
        last = is_last(self.count, self.settings.budget)
        if not last or not self._may_advise or len(self.untried):
            return None
        first = np.vstack([self.advised, self._new])
        return sharpest(self.rule, first, self.starts, self._permits)

    def _permits(self, X: Array) -> NDArray[np.bool_]:
        """Which of the points (n, d) may be pressed now, by the last failure and the risk budget.

        No riskier than that budget, or than what would be pressed else where it cannot be met.
        """
        wanted = min(self.least_p_intact, float(self.posterior.p_intact(self._new[None, :])[0]))
        safe = self.posterior.p_intact(X) >= wanted
        return np.asarray(safe & ~self.on_a_press(X) & (self.after_failure.loss(X) <= 0.0))

    @cached_property
    def _new(self) -> Array:
        """The best point by the score (d,); none that is on a press, where there is another."""
        if len(untried := self.untried):
            return np.asarray(untried[np.argmax(self._free(untried))])
        return best_point(self._free, self.candidates, self.starts, self.generator())

    def _free(self, X: Array) -> Array:
        """The score (n,) after what the last cells forbid; points on a press are none."""
        broken = self.cells.units[~self.cells.intact]
        score = self.score(X) - self.after_failure.loss(X) - broke_near(X, broken)
        return np.where(self.on_a_press(X), -np.inf, score)

    @cached_property
    def untried(self) -> Array:
        """Settings (n, d) of a dial with few of them that were never pressed and may hold.

        A model of few cells can rule out the neighbour of a setting that was pressed; one cell
        there costs less than the error.
        """
        dimensions = self.waiting.shape[1]
        settings = self.candidates.everywhere(self.settings.seed)
        if len(settings) > _FEW_SETTINGS:
            return np.empty((0, dimensions))
        apart = np.max(np.abs(settings[:, None, :] - self._pressed[None, :, :]), axis=2)
        untried = settings[np.all(apart > _SAME, axis=1)]
        least = MAY_HOLD if self.confirmed else HOPELESS
        safe = self.posterior.p_intact(untried) >= least
        allowed = np.array([self.after_failure.permits(x) for x in untried], dtype=bool)
        return np.asarray(untried[safe & allowed])

    @cached_property
    def confirmed(self) -> bool:
        """Whether enough cells were pressed at what would be recommended now."""
        if not self._may_advise:
            return False
        return confirmations(self.posterior, self.advised) >= CONFIRMATIONS_WANTED

    @property
    def _may_advise(self) -> bool:
        """Whether there are cells enough for an advice."""
        return len(self.cells.target.rows) >= FEWEST_CELLS

    @cached_property
    def _pressed(self) -> Array:
        """Dial settings (n, d) of all cells pressed or on a press."""
        space = self.candidates.space
        taken = np.clip(self._taken(), 0.0, 1.0)
        return space.to_unit(space.snap(space.from_unit(taken)))

    @cached_property
    def again(self) -> Array | None:
        """A tested point whose replicate is worth more than any new one, where that is asked."""
        if not self.settings.replicates or self.confirming is not None:
            return None
        found = worth_again(self.posterior.expecting(self.waiting), self._new, self.starts)
        if found is None:
            return None
        nearest = self.candidates.nearest(found[None], self.starts)
        if self.on_a_press(nearest)[0] or not self.after_failure.permits(nearest[0]):
            return None
        return np.asarray(nearest[0])

    @cached_property
    def score(self) -> Score:
        """Acquisition + ln P(read) + barrier of the risk budget + fading pull of the corridor."""
        candidates_seen, rule, threshold, taken = self._acquisition
        pull, steepness = self._pull(), self.settings.risk_budget.steepness

        def score(X: Array) -> Array:
            seen = candidates_seen(X)
            value = rule(seen) + np.log(self.posterior.p_read(X))
            value += barrier(seen.p_intact, threshold, steepness) - crowding(X, taken)
            minded = self._cost.penalty(self.candidates.space, X)
            if len(self._pressed):
                minded += self._cost.change_penalty(self.candidates.space, X, self._pressed[-1])
            return value + pull * self.known.log_prior(X) - minded

        return score

    def promise(self, X: Array, p_intact: Array | None = None) -> Array:
        """The acquisition alone (n,): ln of what cells at X (n, d) promise, for what they risk.

        Args:
            X: points.
            p_intact: probability (n,) to hold of a cell of which more is known; of a fresh one by
                default.
        """
        candidates_seen, rule, _, _ = self._acquisition
        seen = candidates_seen(X)
        if p_intact is not None:
            hopeful = np.maximum(seen.p_hopeful, p_intact)
            seen = replace(seen, p_intact=p_intact, hope=lambda: hopeful)
        return np.asarray(rule(seen))

    @cached_property
    def _acquisition(self) -> tuple[Callable[[Array], CandidatePredictions], Rule, float, Array]:
        """How candidates are seen and scored, the risk threshold, and points that are taken."""
        posterior = self.posterior.leaning(self.count)
        if posterior.target is None:
            nothing = np.zeros(1)
            known = len(self.integrity.limits()) > 0
            taken = taken_before_any_holds(self.cells, self.waiting, limits_known=known)
            return (
                partial(posterior.candidates_seen, incumbents=nothing),
                acquisitions.load("first_intact"),
                0.0,
                taken,
            )
        incumbents = posterior.incumbents(self.generator())
        expecting = posterior.expecting(self.waiting)
        return (
            partial(expecting.candidates_seen, incumbents=incumbents),
            acquisitions.load(self.settings.acquisition),
            self.least_p_intact,
            self.waiting,
        )

    @cached_property
    def least_p_intact(self) -> float:
        """Least P(intact) of the next cell by the budget of risk."""
        intact = self.cells.ended_intact
        known = len(self.integrity.limits()) > 0
        budget, broken = self.settings.risk_budget, int(np.sum(~intact))
        return budget.threshold(len(intact), broken, last_run(intact), limits_known=known)

    def _pull(self) -> float:
        """Weight of the corridor, read at the pressures that this powder bears."""
        if self.posterior.target is None and self.integrity.limits():
            return _PULL_BEFORE_ANY
        known = self.count + self.earlier_cells
        return min(1.0, self.settings.prior_weight / max(known, 1))

    def _taken(self) -> Array:
        return rows_of([self.cells.units, self.waiting], self.waiting.shape[1])
