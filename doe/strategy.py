"""What to press next: a pure function of the history, the pending cells and the seed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from zlib import crc32

import numpy as np

from doe import acquisitions, goals
from doe.belief import Belief, believe, discouraged
from doe.candidates import Candidates, rows_of
from doe.cells import Cells, tabulate
from doe.certificate import CONFIRMATIONS_WANTED, confirmations
from doe.constraints import Mask
from doe.designs import first_design
from doe.explain import Explanation, Role, explain
from doe.forecast import Prediction, forecast
from doe.knowledge import Knowledge, SpaceKnowledge
from doe.models import Array, Learners
from doe.recommend import FEWEST_CELLS, Advice, recommend, safest_best
from doe.risk import RiskBudget, barrier
from doe.search import Score, best_point
from doe.space import Point, Space
from doe.trials import Observation

PRIOR_WEIGHT = 5.0
_CONFIRM_EVERY = 5
_CORRIDOR_DRAWS = 256
_NEAR_BEST = 6
_CLOUD = 24
_HOPELESS = 0.5
_CROWD_WIDTH = 0.12
_CROWD_PENALTY = 3.0


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
        fixed: values of the protocol that do not vary.
        risk: how many cells may break.
        acquisition: name of the rule for choosing.
        prior_weight: beta of the corridor's pull beta / n on the choice.
    """

    space: Space
    learners: Learners
    goal: str = "low_resistance"
    seed: int = 0
    n_initial: int | None = None
    constraints: tuple[Mask, ...] = ()
    knowledge: Knowledge = field(default_factory=Knowledge)
    fixed: Mapping[str, float] = field(default_factory=dict)
    risk: RiskBudget = field(default_factory=RiskBudget)
    acquisition: str = "log_expected_improvement"
    prior_weight: float = PRIOR_WEIGHT

    def __post_init__(self) -> None:
        """Refuse unknown names and impossible numbers before the first cell."""
        goals.load(self.goal)
        acquisitions.load(self.acquisition)
        if self.n_initial is not None and self.n_initial < 1:
            raise ValueError(f"n_initial = {self.n_initial} must be at least one cell.")
        if self.prior_weight < 0:
            raise ValueError(f"prior_weight = {self.prior_weight} must not be negative.")

    def propose(
        self, history: Sequence[Observation], pending: Sequence[Point] = ()
    ) -> dict[str, float]:
        """The next cell to press, inside the space, on its steps, obeying every rule.

        Args:
            history: cells so far, rig failures and refused spectra left out.
            pending: cells that are on a press or wait for their measurement.

        Raises:
            ValueError: an observation does not fit the space, or nothing obeys the constraints.
        """
        cells, waiting = self._cells(history), self._waiting(pending)
        count = len(cells) + len(waiting)
        if count < self.initial_cells:
            planned = self._first_cells[count]
            if not self._is_hopeless(cells, planned):
                return self._point(planned)
        return self._point(self._choose(cells, waiting))

    def predict(self, history: Sequence[Observation], points: Sequence[Point]) -> Prediction:
        """What one more cell at each point would measure (90 % interval) and whether it holds."""
        return forecast(self._belief(self._cells(history)), self.space.units(points))

    def explain(
        self, history: Sequence[Observation], point: Point, pending: Sequence[Point] = ()
    ) -> Explanation:
        """Why this point: what it promises, what it would teach, and how it compares."""
        cells, waiting = self._cells(history), self._waiting(pending)
        belief, score = self._belief(cells), self._score(cells, waiting)
        chosen = self.space.units([self.propose(history, pending)])
        asked = self.space.units([point])
        generator = self._generator(cells, waiting)
        return explain(belief, asked, chosen, score, generator, role=self._role(cells, waiting))

    def recommend(self, history: Sequence[Observation]) -> Advice:
        """The best protocol by the model, with what it rests on.

        Raises:
            TooFewCellsError: there is nothing to rest on yet.
        """
        cells = self._cells(history)
        generator = self._generator(cells, self._waiting(()))
        starts = self._starts(cells, generator)
        return recommend(self._belief(cells), history, self._candidates, starts, generator)

    @property
    def initial_cells(self) -> int:
        """Cells that are pressed by design before the models choose."""
        return self.n_initial or min(3 + self.space.dimensions // 2, 6)

    @cached_property
    def _candidates(self) -> Candidates:
        return Candidates(self.space, self.constraints)

    @cached_property
    def _known(self) -> SpaceKnowledge:
        return SpaceKnowledge(self.space, self.knowledge, self.fixed)

    @cached_property
    def _first_cells(self) -> Array:
        return first_design(self._candidates, self._known, self.initial_cells, self.seed)

    def _cells(self, history: Sequence[Observation]) -> Cells:
        return tabulate(self.space, goals.load(self.goal), history)

    def _waiting(self, pending: Sequence[Point]) -> Array:
        return self.space.units(pending) if len(pending) else np.empty((0, self.space.dimensions))

    def _belief(self, cells: Cells) -> Belief:
        return believe(cells, goals.load(self.goal), self.learners, self._known)

    def _role(self, cells: Cells, waiting: Array) -> Role:
        """What the next cell is for."""
        if len(cells) + len(waiting) < self.initial_cells:
            return "design"
        return "search" if self._to_confirm(cells, waiting) is None else "confirmation"

    def _generator(self, cells: Cells, waiting: Array) -> np.random.Generator:
        """Chance that depends on nothing but seed, history and pending cells."""
        seen = np.round(rows_of([cells.units, waiting], self.space.dimensions), 9)
        return np.random.default_rng([self.seed, len(seen), crc32(seen.tobytes())])

    def _is_hopeless(self, cells: Cells, x: Array) -> bool:
        """Whether the cells so far say that a planned cell would break."""
        if np.all(cells.intact):
            return False
        return bool(self._belief(cells).p_intact(x[None, :])[0] < _HOPELESS)

    def _choose(self, cells: Cells, waiting: Array) -> Array:
        generator = self._generator(cells, waiting)
        starts = self._starts(cells, generator)
        if (confirming := self._to_confirm(cells, waiting)) is not None:
            return confirming
        return best_point(self._score(cells, waiting), self._candidates, starts, generator)

    def _to_confirm(self, cells: Cells, waiting: Array) -> Array | None:
        """Every fifth cell is what would be recommended: is it as good as thought, does it hold?

        None where it is not its turn, or where enough cells have confirmed that protocol.
        """
        turn = len(cells) + len(waiting) - self.initial_cells
        if turn % _CONFIRM_EVERY != _CONFIRM_EVERY - 1 or len(cells.target.rows) < FEWEST_CELLS:
            return None
        generator, belief = self._generator(cells, waiting), self._belief(cells)
        starts = self._starts(cells, generator)
        x, _ = safest_best(belief, self._candidates, starts, generator)
        if confirmations(belief, x) >= CONFIRMATIONS_WANTED:
            return None
        return np.asarray(x[0])

    def _starts(self, cells: Cells, generator: np.random.Generator) -> Array:
        """Even cover, draws from the corridor, clouds about the best cells, the cells."""
        corridor = self._known.quantiles(generator.random((_CORRIDOR_DRAWS, self.space.dimensions)))
        best = cells.units[cells.target.rows[np.argsort(cells.target.values)[:_NEAR_BEST]]]
        near = self._candidates.around(best, 0.1, _CLOUD, generator)
        pool = [corridor, near, cells.units]
        allowed = self._candidates.allowed(rows_of(pool, self.space.dimensions))
        return rows_of(
            [self._candidates.everywhere(self.seed + len(cells)), allowed], self.space.dimensions
        )

    def _score(self, cells: Cells, waiting: Array) -> Score:
        """Acquisition + barrier of the risk budget + fading pull of the corridor."""
        belief = discouraged(self._belief(cells), self.learners, self._known)
        pull = self.prior_weight / max(len(cells) + len(waiting), 1)
        taken = waiting
        if belief.target is None:
            rule, threshold = acquisitions.load("first_intact"), 0.0
            pull = pull if np.any(cells.intact) else 0.0  # there the literature has just been wrong
            taken = rows_of([cells.units, waiting], self.space.dimensions)
        else:
            rule = acquisitions.load(self.acquisition)
            threshold = self.risk.threshold(len(cells), int(np.sum(~cells.intact)))
        incumbents = (
            np.zeros(1)
            if belief.target is None
            else belief.incumbents(self._generator(cells, waiting))
        )
        expecting = belief.expecting(waiting)

        def score(X: Array) -> Array:
            situation = expecting.situation(X, incumbents)
            value = rule(situation) + barrier(situation.p_intact, threshold)
            value = value - _crowding(X, taken)
            return value + pull * self._known.log_prior(X)

        return score

    def _point(self, x: Array) -> dict[str, float]:
        return self.space.point(self.space.snap(self.space.from_unit(x[None, :]))[0])


def _crowding(X: Array, taken: Array) -> Array:
    """Loss (n,) near points that are taken: on a press, or pressed without telling the target."""
    squared = np.sum((X[:, None, :] - taken[None, :, :]) ** 2, axis=2)
    width = _CROWD_WIDTH * np.sqrt(X.shape[1])
    return np.asarray(_CROWD_PENALTY * np.sum(np.exp(-0.5 * squared / width**2), axis=1))
