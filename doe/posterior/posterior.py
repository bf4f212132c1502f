"""What the models make of the cells so far; the one place where doe asks them."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from doe.domain.arrays import Cells, TargetColumn
from doe.domain.goal import Goal, log_resistance
from doe.domain.learners import Integrity, Learners, Regression, Trend
from doe.posterior.scalarisation import Trade, equal_weights
from doe.prior.prior import SpaceKnowledge
from doe.scoring.candidate_predictions import CandidatePredictions

Array = NDArray[np.float64]

SOUND = 0.85  # share of intact cells that a protocol must reach to be worth finding
_LEAST_P = 1e-12  # keeps the logarithm finite
_DRAWS = 16  # chosen: draws of the best value that the choice is averaged over
_WORTH_BOXING = 0.7  # where limits are known: next to one that is not boxed in yet
_WORTH_HAVING = 0.8  # a cell that breaks more often is no incumbent: nobody would recommend it
_TIME_THAT_DIFFERS = 0.05  # ln of the time; chosen: less than five per cent is no goal to trade
_NO_WORSE = 0.01  # one per cent: less is not distinguished


@dataclass(frozen=True, eq=False)
class Posterior:
    """Fitted models of one history.

    Attributes:
        cells: what they were fitted to.
        goal: what is to be made small.
        integrity: probability of staying intact.
        resistance: ln ASR; None before any intact cell was measured.
        target: the goal's value; None likewise.
        trade: how several goals become one; None for a single goal, or before the first value.
        reading: whether a whole cell's spectrum can be used; None while all could.
    """

    cells: Cells
    goal: Goal
    integrity: Integrity
    resistance: Regression | None
    target: Regression | None
    trade: Trade | None = None
    reading: Integrity | None = None
    _drawn: dict[bytes, tuple[Array, Array]] = field(init=False, repr=False, default_factory=dict)

    @property
    def limits_known(self) -> bool:
        """Whether the loads that break cells are known."""
        return len(self.integrity.limits()) > 0

    def p_read(self, X: Array) -> Array:
        """Probability (n,) that the spectrum of a whole cell can be used, never quite zero."""
        if self.reading is None:
            return np.ones(len(X))
        return np.maximum(self.reading.at(X).p_intact(), _LEAST_P)

    def p_intact(self, X: Array, kappa: float = 0.0) -> Array:
        """Probability (n,) of staying intact, never quite zero; `kappa` as in `Safety.p_intact`."""
        return np.maximum(self.integrity.at(X).p_intact(kappa), _LEAST_P)

    def objective(self, X: Array) -> tuple[Array, Array]:
        """Mean and doubt (n,) of what the goal makes small."""
        if self.trade is not None:
            return self.trade.blended(self.traded(self.trade, X))
        mean, std = np.zeros(len(X)), np.zeros(len(X))
        if self.target is not None:
            mean, std = (self.goal.weight * part for part in self.target.predict(X))
        if self.goal.integrity_weight:
            risk, doubt = self._risk(X)
            mean = mean + self.goal.integrity_weight * risk
            std = std + self.goal.integrity_weight * doubt
        return mean, np.maximum(std, 1e-6)

    def traded(self, trade: Trade, X: Array) -> Array:
        """Expectation and doubt (2, k, n) of every goal that is traded."""
        measured = (np.zeros(len(X)), np.ones(len(X)))
        if self.target is not None:
            measured = self.target.predict(X)
        return trade.parts(measured, self._risk(X), X)

    def leaning(self, turn: int) -> "Posterior":
        """The same, looking at another part of the front; of a single goal, itself."""
        return self if self.trade is None else replace(self, trade=self.trade.leaning(turn))

    def no_worse(self, X: Array, x: Array) -> NDArray[np.bool_]:
        """Whether X (n, d) are no worse than x (1, d) in all goals other than resistance."""
        if self.trade is None:
            return np.ones(len(X), dtype=bool)
        here, there = (self.traded(self.trade, at)[0, 1:] for at in (x, X))
        return np.asarray(np.all(there <= here + _NO_WORSE, axis=0))

    def _risk(self, X: Array) -> tuple[Array, Array]:
        """Mean and doubt (n,) of -ln P(intact)."""
        safety = self.integrity.at(X)
        p = np.maximum(safety.p_intact(), _LEAST_P)
        hope = np.log(np.maximum(safety.p_intact(1.0), _LEAST_P)) - np.log(p)
        return -np.log(p), np.maximum(hope, 0.0)

    def _drawn_at(self, X: Array) -> tuple[Array, Array]:
        """Mean (n,) and root (n, n) of draws at X (n, d); the last ones are remembered.

        Choice and explanation ask about the same cells: of 1,700 it takes half a second.
        """
        assert self.target is not None  # noqa: S101  asked by the caller
        key = X.tobytes()
        if key not in self._drawn:
            mean, covariance = self.target.joint(X)
            root = np.linalg.cholesky(covariance + 1e-9 * np.eye(len(X)))
            self._drawn.clear()
            self._drawn[key] = mean, np.asarray(root)
        return self._drawn[key]

    def incumbents(self, generator: np.random.Generator) -> Array:
        """Draws (s,) of the best objective among the intact cells so far: noisy, so uncertain."""
        X = self.cells.units[self.cells.intact & ~self.cells.unread]
        least = _WORTH_BOXING if self.limits_known else _WORTH_HAVING
        worth = self.p_intact(X) >= least
        X = X[worth] if np.any(worth) else X
        if self.target is None or self.goal.integrity_weight or self.trade is not None:
            return np.array([np.min(self.objective(X)[0])])
        mean, root = self._drawn_at(X)
        draws = mean + generator.standard_normal((_DRAWS, len(X))) @ root.T
        return np.asarray(self.goal.weight * np.min(draws, axis=1))

    def expecting(self, X: Array) -> "Posterior":
        """The same as if cells at X (m, d), which are on the press, had met the expectation."""
        if self.target is None or len(X) == 0:
            return self
        return replace(self, target=self.target.believing(X))

    def candidates_seen(self, X: Array, incumbents: Array) -> CandidatePredictions:
        """Candidates (n, d) as an acquisition rule sees them."""
        mean, std = self.objective(X)
        safety = self.integrity.at(X)
        return CandidatePredictions(
            mean,
            std,
            p_intact=np.maximum(safety.p_intact(), _LEAST_P),
            hope=lambda: np.maximum(safety.p_intact(1.0), _LEAST_P),
            p_sound=np.maximum(safety.p_sound(SOUND), _LEAST_P),
            incumbents=incumbents,
            noise_std=0.0 if self.target is None else self.goal.weight * self.target.noise_std,
            limits_known=self.limits_known,
        )


def fit_posterior(
    cells: Cells, goal: Goal, learners: Learners, knowledge: SpaceKnowledge, integrity: Integrity
) -> Posterior:
    """Fit the models to the cells; the one of integrity is fitted before, see `ProposalState`."""
    trend = knowledge.trend()
    resistance = _regress(cells, cells.resistance, learners, trend)
    shared = goal.measure is log_resistance
    target = resistance if shared else _regress(cells, cells.target, learners, None)
    return Posterior(cells, goal, integrity, resistance, target, reading=_reading(cells, learners))


def shapes_of(posterior: Posterior, learners: Learners) -> tuple[Regression, ...]:
    """The target's model as fitted and, where shapes were expected of it, without any.

    What is expected rules out places that no cell has seen; whoever asks what may be better there
    asks without it too.
    """
    if posterior.target is None:
        return ()
    shared = posterior.target is posterior.resistance
    cells = posterior.cells
    alone = _regress(cells, cells.resistance, learners, None) if shared else None
    return (posterior.target,) if alone is None else (posterior.target, alone)


def _reading(cells: Cells, learners: Learners) -> Integrity | None:
    """Where spectra can be read, learnt from intact cells as breaking is from all of them.

    A cell whose spectrum was refused says nothing of the resistance there. Without this model the
    same would be asked for again at once, and again.
    """
    if not np.any(cells.unread):
        return None
    tried = cells.unread.copy()
    tried[cells.resistance.rows] = True
    return learners.reading(cells.units[tried], cells.damage[tried], cells.unread[tried])


def trading(
    posterior: Posterior, learners: Learners, log_time: Callable[[Array], Array], cover: Array
) -> Posterior:
    """The same for several goals: those that this campaign can tell apart.

    Args:
        posterior: models of resistance and integrity.
        learners: the models.
        log_time: X (n, d) to ln of the time that a cell takes (n,).
        cover: points (n, d) all over the space; a time that is the same everywhere is no goal.
    """
    cells = posterior.cells
    if posterior.target is None:
        return posterior
    loss = _regress(cells, cells.loss, learners, None)
    names = ["asr_ohm_cm2", "p_intact"]
    if loss is not None:
        names.append("retention")
    if np.ptp(log_time(cover)) > _TIME_THAT_DIFFERS:
        names.append("total_s")
    none = np.zeros(len(names))
    trade = Trade(tuple(names), loss, log_time, equal_weights(len(names)), none, none + 1)
    whole = cells.units[cells.intact]
    return replace(posterior, trade=trade.measured_by(posterior.traded(trade, whole)))


def _regress(
    cells: Cells, column: TargetColumn, learners: Learners, trend: Trend | None
) -> Regression | None:
    if len(column.rows) == 0:
        return None
    return learners.regression(
        cells.units[column.rows],
        column.values,
        column.variance,
        trend=trend,
        lots=cells.lots[column.rows],
        of_cell=None if np.all(cells.fresh) else cells.of_cell[column.rows],
    )
