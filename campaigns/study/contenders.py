"""Strategies of a study by name: each proposes cells, all advise through the same models.

A designed campaign presses its table and then asks the models for advice, as `copress explore`
does with its results; so what differs is where the cells were put.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np

from campaigns.faults import WrongInputError
from campaigns.strategies import Settings as StrategySettings
from campaigns.strategies import make_strategy
from campaigns.study.laboratory import VirtualLaboratory
from campaigns.study.settings import MODEL_LED, RANDOM, StrategyTable
from doe.candidates import Candidates
from doe.classical.kinds import KINDS, Request
from doe.classical.plan import make_plan
from doe.strategy import Strategy
from doe.trials import Observation


class Contender(Protocol):
    """Something that says which cell to press next, or that it is done."""

    @property
    def strategy(self) -> Strategy:
        """Gives the advice at the end."""
        ...

    def propose(self, history: Sequence[Observation]) -> Mapping[str, float] | None:
        """The next cell's values; None when nothing is left to press."""
        ...


@dataclass(frozen=True)
class ModelLed:
    """The models choose each cell."""

    strategy: Strategy

    def propose(self, history: Sequence[Observation]) -> Mapping[str, float] | None:
        """What the strategy proposes."""
        return self.strategy.propose(history)


@dataclass(frozen=True)
class Listed:
    """A table of cells, pressed in its order."""

    strategy: Strategy
    points: tuple[Mapping[str, float], ...]

    def propose(self, history: Sequence[Observation]) -> Mapping[str, float] | None:
        """The next line of the table."""
        return self.points[len(history)] if len(history) < len(self.points) else None


@dataclass(frozen=True)
class AtRandom:
    """Cells drawn evenly from what is allowed; the least that any strategy must beat."""

    strategy: Strategy
    candidates: Candidates
    seed: int

    @cached_property
    def _pool(self) -> tuple[Mapping[str, float], ...]:
        space, chance = self.candidates.space, np.random.default_rng([self.seed, 72])
        X = self.candidates.everywhere(self.seed)
        rows = space.from_unit(X[chance.permutation(len(X))])
        return tuple(space.point(row) for row in space.snap(rows))

    def propose(self, history: Sequence[Observation]) -> Mapping[str, float] | None:
        """The next draw."""
        return self._pool[len(history) % len(self._pool)]


def contender(table: StrategyTable, laboratory: VirtualLaboratory) -> Contender:
    """The strategy of a table for one run.

    Raises:
        WrongInputError: it does not fit the problem; says why.
    """
    try:
        strategy = _strategy(table, laboratory)
        if table.kind == MODEL_LED:
            return ModelLed(strategy)
        if table.kind == RANDOM:
            return AtRandom(strategy, laboratory.candidates, laboratory.seed)
        return Listed(strategy, _designed(table, laboratory))
    except ValueError as error:
        raise WrongInputError(f"{laboratory.problem.name}, {table.kind}: {error}") from error


def _designed(
    table: StrategyTable, laboratory: VirtualLaboratory
) -> tuple[Mapping[str, float], ...]:
    budget = laboratory.problem.settings.campaign.budget
    runs = table.runs or (budget if KINDS[table.kind].free_size else None)
    candidates = laboratory.candidates
    request = Request(table.kind, runs=runs, seed=laboratory.seed)
    points = make_plan(candidates.space, request, candidates.constraints).points
    if len(points) > budget:
        raise ValueError(
            f"the design has {len(points)} cells, the campaign {budget}. Give more trials, vary "
            "fewer knobs, or take a design of free size (i-optimal, sobol)."
        )
    return tuple(points)


def _strategy(table: StrategyTable, laboratory: VirtualLaboratory) -> Strategy:
    settings = laboratory.problem.settings
    campaign = settings.campaign
    further: StrategySettings = {
        "fixed": settings.fixed,
        "budget": campaign.budget,
        "broken_budget": campaign.broken_budget
        if table.broken_budget is None
        else table.broken_budget,
        "knowledge": settings.design.kind == "corridor"
        if table.knowledge is None
        else table.knowledge,
    }
    if table.acquisition is not None:
        further["acquisition"] = table.acquisition
    if table.prior_weight is not None:
        further["prior_weight"] = table.prior_weight
    return make_strategy(
        laboratory.candidates.space,
        campaign.goal,
        laboratory.seed,
        table.n_initial or settings.design.runs,
        settings.constraints,
        **further,
    )
