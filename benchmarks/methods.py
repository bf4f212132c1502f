"""What is compared: Copress, Copress with an ingredient left out, and its peers."""

from importlib import import_module
from typing import Protocol

import numpy as np
from ablations import ABLATIONS
from numpy.typing import NDArray
from problem import Problem

from campaigns import make_strategy
from doe.recommendation.recommendation import TooFewCellsError
from doe.trials import Observation

Array = NDArray[np.float64]


class Method(Protocol):
    """Something that proposes and recommends points of a problem."""

    def propose(self) -> dict[str, float]: ...

    def learn(self, cell: Observation) -> None: ...

    def p_intact(self, point: dict[str, float]) -> float:
        """P(intact) of a cell about to be pressed, as said; NaN where nothing is said."""
        ...

    def recommend(self) -> tuple[dict[str, float], float, tuple[float, float]]:
        """Point, P(intact) as said, 90 % interval as said."""
        ...

    def signed(self) -> dict[str, float] | None:
        """The protocol that a stop certificate is signed for, if there is one now."""
        ...


class Copress:
    """Copress as `campaign.toml` sets it up, or with settings changed for an ablation."""

    def __init__(self, problem: Problem, seed: int, **settings: object) -> None:
        self.strategy = make_strategy(
            problem.space,
            goal=problem.goal,
            seed=seed,
            constraints=problem.constraints,
            fixed=problem.fixed,
            **settings,  # type: ignore[arg-type]
        )
        self.history: list[Observation] = []

    def propose(self) -> dict[str, float]:
        return self.strategy.propose(self.history)

    def learn(self, cell: Observation) -> None:
        self.history.append(cell)

    def p_intact(self, point: dict[str, float]) -> float:
        if len(self.history) < self.strategy.initial_cells:
            return np.nan
        return float(self.strategy.predict(self.history, [point]).p_intact[0])

    def recommend(self) -> tuple[dict[str, float], float, tuple[float, float]]:
        try:
            advice = self.strategy.recommend(self.history)
        except TooFewCellsError:
            return self.propose(), np.nan, (np.nan, np.nan)
        span = (advice.asr_ohm_cm2.low, advice.asr_ohm_cm2.high)
        return dict(advice.point), advice.p_intact, span

    def signed(self) -> dict[str, float] | None:
        if len(self.history) <= self.strategy.initial_cells:
            return None
        try:
            advice = self.strategy.recommend(self.history)
        except TooFewCellsError:
            return None
        return dict(advice.point) if advice.certificate.signed else None


class AskTell:
    """A peer of `benchmarks/peers`; it does not get known rules and may break them unpunished."""

    def __init__(self, name: str, problem: Problem, seed: int) -> None:
        self.problem, self.space = problem, problem.space
        self.peer = import_module(f"peers.{name}").make(problem.space.dimensions, seed)
        self.asked: Array = np.empty(0)

    def propose(self) -> dict[str, float]:
        self.asked = np.asarray(self.peer.ask(), dtype=float)
        return self._point(self.asked)

    def learn(self, cell: Observation) -> None:
        self.peer.tell(self.asked, self.problem.target(cell))

    def p_intact(self, point: dict[str, float]) -> float:
        return np.nan

    def recommend(self) -> tuple[dict[str, float], float, tuple[float, float]]:
        return self._point(np.asarray(self.peer.recommend())), np.nan, (np.nan, np.nan)

    def signed(self) -> dict[str, float] | None:
        return None

    def _point(self, unit: Array) -> dict[str, float]:
        return self.space.point(self.space.snap(self.space.from_unit(unit[None, :]))[0])


def method_of(name: str, problem: Problem, seed: int) -> Method:
    """Copress, one of its ablations, or a peer."""
    if name in ABLATIONS:
        return Copress(problem, seed, **ABLATIONS[name].settings)
    return AskTell(name, problem, seed)
