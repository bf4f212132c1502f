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

from campaigns.errors import WrongInputError
from campaigns.optimiser.strategy_from_settings import strategy_of
from campaigns.run.study.simulated_lab import VirtualLaboratory
from campaigns.run.study.study_schema import MODEL_LED, RANDOM, StudyStrategyTable
from doe.classical.catalogue import KINDS, DesignRequest
from doe.classical.run_plan import make_plan
from doe.domain.candidates import Candidates
from doe.domain.constraints import Mask
from doe.knobs.knob_values import Value
from doe.space import Space
from doe.strategy import Strategy
from doe.trials import Observation

_DRAWN = ("latin-hypercube", "sobol")
_REMEMBERED = 8  # chosen: the designs of one study
_PLANNED: dict[tuple[object, ...], tuple[Mapping[str, Value], ...]] = {}


class Contender(Protocol):
    """Something that says which cell to press next, or that it is done."""

    @property
    def strategy(self) -> Strategy:
        """Gives the advice at the end."""
        ...

    def propose(self, history: Sequence[Observation]) -> Mapping[str, Value] | None:
        """The next cell's values; None when nothing is left to press."""
        ...


@dataclass(frozen=True)
class ModelLed:
    """The models choose each cell."""

    strategy: Strategy

    def propose(self, history: Sequence[Observation]) -> Mapping[str, Value] | None:
        """What the strategy proposes."""
        return self.strategy.propose(history)


@dataclass(frozen=True)
class TableStrategy:
    """A table of cells, pressed in its order."""

    strategy: Strategy
    points: tuple[Mapping[str, Value], ...]

    def propose(self, history: Sequence[Observation]) -> Mapping[str, Value] | None:
        """The next line of the table."""
        return self.points[len(history)] if len(history) < len(self.points) else None


@dataclass(frozen=True)
class AtRandom:
    """Cells drawn evenly from what is allowed; the least that any strategy must beat."""

    strategy: Strategy
    candidates: Candidates
    seed: int

    @cached_property
    def _pool(self) -> tuple[Mapping[str, Value], ...]:
        space, chance = self.candidates.space, np.random.default_rng([self.seed, 72])
        X = self.candidates.everywhere(self.seed)
        rows = space.from_unit(X[chance.permutation(len(X))])
        return tuple(space.point(row) for row in space.snap(rows))

    def propose(self, history: Sequence[Observation]) -> Mapping[str, Value] | None:
        """The next draw."""
        return self._pool[len(history) % len(self._pool)]


def contender(table: StudyStrategyTable, laboratory: VirtualLaboratory) -> Contender:
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
        return TableStrategy(strategy, _designed(table, laboratory))
    except ValueError as error:
        raise WrongInputError(f"{laboratory.problem.name}, {table.kind}: {error}") from error


def _designed(
    table: StudyStrategyTable, laboratory: VirtualLaboratory
) -> tuple[Mapping[str, Value], ...]:
    """The table's cells; one that is not drawn by chance is the same for every seed."""
    settings = laboratory.problem.settings
    budget = settings.campaign.budget
    runs = table.runs or (budget if KINDS[table.kind].free_size else None)
    seed = laboratory.seed if table.kind in _DRAWN else settings.campaign.seed
    points = _planned(
        laboratory.candidates.space, laboratory.candidates.constraints, table.kind, runs, seed
    )
    if len(points) > budget:
        raise ValueError(
            f"the design has {len(points)} cells, the campaign {budget}. Give more trials, vary "
            "fewer knobs, or take a design of free size (i-optimal, sobol)."
        )
    return points


def _planned(
    space: Space, rules: tuple[Mask, ...], kind: str, runs: int | None, seed: int
) -> tuple[Mapping[str, Value], ...]:
    """The cells of a design; an optimal one takes seconds, so the last few are remembered."""
    key = (repr(space), repr(rules), kind, runs, seed)
    if key not in _PLANNED:
        while len(_PLANNED) >= _REMEMBERED:
            del _PLANNED[next(iter(_PLANNED))]
        request = DesignRequest(kind, runs=runs, seed=seed)
        _PLANNED[key] = tuple(make_plan(space, request, rules).points)
    return _PLANNED[key]


def _strategy(table: StudyStrategyTable, laboratory: VirtualLaboratory) -> Strategy:
    """The campaign file's own strategy under this seed, with what the table changes."""
    settings = laboratory.problem.settings
    campaign = settings.campaign.model_copy(update={"seed": laboratory.seed})
    strategy = strategy_of(settings.model_copy(update={"campaign": campaign}))
    named = ("acquisition", "knowledge", "prior_weight", "n_initial", "broken_budget")
    changes = {name: said for name in named if (said := getattr(table, name)) is not None}
    return strategy.with_settings(**changes)
