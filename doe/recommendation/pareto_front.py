"""The front: protocols of which none is better in one goal without being worse in another."""

from dataclasses import asdict, dataclass, replace

import numpy as np
from numpy.typing import NDArray

from doe.domain.candidates import Candidates, rows_of
from doe.posterior.posterior import Posterior
from doe.posterior.scalarisation import Trade, hypervolume, non_dominated
from doe.scoring.maximise_acquisition import Score, best_point
from doe.scoring.risk_budget import barrier
from doe.space import Point

Array = NDArray[np.float64]

LEAST_P_INTACT = 0.7
"""Protocols that break more cells are on no front: nobody would press them twice."""
MOST_SHOWN = 10  # chosen: a table that is read at once
_WALKS = 12  # chosen: searches with other weights, of which the front is made
_GRAIN = 0.03  # three per cent: goals that differ by less count as equal


@dataclass(frozen=True)
class FrontPoint:
    """One protocol of the front, as the models expect it.

    Attributes:
        point: what to press.
        asr_ohm_cm2: expected ASR.
        p_intact: probability of staying intact.
        retention: expected share of capacity kept; None where none was measured.
        total_s: time that one cell takes.
    """

    point: Point
    asr_ohm_cm2: float
    p_intact: float
    retention: float | None
    total_s: float


@dataclass(frozen=True)
class ParetoFront:
    """What can be had at once.

    Attributes:
        goals: what is traded, by the names of the results.
        points: up to ten protocols spread over the front, lowest resistance first.
        hypervolume: of the front: share of the box between the best and the worst of each goal
            (0 to 1) that something on it is better than.
        hypervolume_tested: the same of the intact cells that were pressed, in the same box, read
            by the models, not by luck.
    """

    goals: tuple[str, ...]
    points: tuple[FrontPoint, ...]
    hypervolume: float
    hypervolume_tested: float

    def as_document(self) -> dict[str, object]:
        """Ready for JSON."""
        points = [{**asdict(p), "point": dict(p.point)} for p in self.points]
        return {**asdict(self), "goals": list(self.goals), "points": points}


def front(
    posterior: Posterior,
    trade: Trade,
    candidates: Candidates,
    starts: Array,
    generator: np.random.Generator,
) -> ParetoFront:
    """The front by models that trade.

    Args:
        posterior: models of the history.
        trade: what they trade.
        candidates: what may be pressed.
        starts: allowed coordinates (n, d).
        generator: source of chance of the search along the front.
    """
    found = [
        best_point(_score(replace(posterior, trade=leaning)), candidates, starts, generator)[
            None, :
        ]
        for leaning in (trade.leaning(state) for state in range(_WALKS))
    ]
    pool = rows_of([*found, starts], starts.shape[1])
    pool = pool[posterior.p_intact(pool) >= LEAST_P_INTACT]
    tested = posterior.cells.units[posterior.cells.intact]
    if len(pool) == 0:
        return ParetoFront(trade.names, (), 0.0, 0.0)
    values, reached = (posterior.traded(trade, X)[0].T for X in (pool, tested))
    kept = non_dominated(np.round(values / _GRAIN))
    pool, values = pool[kept], values[kept]
    shown = _spread(values)
    shown = shown[np.argsort(values[shown, 0], kind="stable")]
    low, high = _box(np.vstack([values, reached]))
    volumes = [hypervolume((v - low) / (high - low), np.ones(len(low))) for v in (values, reached)]
    return ParetoFront(trade.names, _described(posterior, trade, candidates, pool[shown]), *volumes)


def _score(posterior: Posterior) -> Score:
    def score(X: Array) -> Array:
        return barrier(posterior.p_intact(X), LEAST_P_INTACT) - posterior.objective(X)[0]

    return score


def _spread(values: Array) -> NDArray[np.int64]:
    """Rows of values (n, k) far from each other: the best of each goal, then the farthest left."""
    low, high = _box(values)
    scaled = (values - low) / (high - low)
    chosen = list(dict.fromkeys(np.argmin(scaled, axis=0).tolist()))
    while len(chosen) < min(MOST_SHOWN, len(values)):
        apart = np.min(np.sum((scaled[:, None] - scaled[None, chosen]) ** 2, axis=2), axis=1)
        if np.max(apart) <= 0:
            break
        chosen.append(int(np.argmax(apart)))
    return np.array(chosen, dtype=np.int64)


def _box(values: Array) -> tuple[Array, Array]:
    """Best and worst of each goal (k,), a little apart where all are equal."""
    low = np.min(values, axis=0)
    return low, np.maximum(np.max(values, axis=0), low + _GRAIN)


def _described(
    posterior: Posterior, trade: Trade, candidates: Candidates, X: Array
) -> tuple[FrontPoint, ...]:
    space, traded = candidates.space, posterior.traded(trade, X)[0]
    of = dict(zip(trade.names, traded, strict=True))
    lost = of.get("retention")
    rows = space.snap(space.from_unit(X))
    return tuple(
        FrontPoint(
            space.point(rows[n]),
            float(np.exp(of["asr_ohm_cm2"][n])),
            float(np.exp(-of["p_intact"][n])),
            None if lost is None else float(1.0 - min(np.exp(lost[n]), 1.0)),
            float(np.exp(trade.log_time(X[n : n + 1])[0])),
        )
        for n in range(len(X))
    )
