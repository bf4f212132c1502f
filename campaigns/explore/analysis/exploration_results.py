"""Everything that past cells tell, worked out once: for words, plots, page and JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from campaigns.errors import WrongInputError
from campaigns.explore.analysis.control_chart import ControlChart, steadiness
from campaigns.explore.analysis.optimum import OptimumBox, optimum_box
from campaigns.explore.analysis.trade_offs import TradeOffs, front
from campaigns.explore.dataset import Past
from campaigns.explore.models import Models
from doe.classical.response_surface import ResponseSurface, fit_response_surface
from doe.domain.candidates import Candidates
from doe.knobs.knob_values import Value
from doe.recommendation.advice_rule import AdviceRule
from doe.recommendation.recommendation import Recommendation, TooFewCellsError
from doe.recommendation.reliability import Reliability, reliability
from doe.recommendation.robustness import Fragility
from doe.selection.explanation import Explanation
from surrogate.sobol_indices import Sensitivity, sobol_indices

Array = NDArray[np.float64]

MOST_FOR_FRAGILITY = 300  # chosen: each cell is left out once, and more take minutes
MOST_KNOBS = 11  # as surrogate.sobol_indices: the quadrature of more does not fit in memory


@dataclass(frozen=True, eq=False)
class Insight:
    """What past cells tell.

    Attributes:
        models: the fits.
        reliability: how far they may be relied on: the judgement that goes with the advice.
        rule: by which protocols are compared.
        sensitivity: which knob matters; None with more than 11 knobs.
        polynomial: the response-surface model; None where the cells cannot bear one.
        steadiness: lots and drift.
        advice: the best protocol; None for a goal that cannot be advised on yet.
        no_advice: why there is none.
        optimum: the box in which the best lies.
        fragility: whether the advice hangs on single cells; None for very long tables.
        proposal: what to press next.
        why: what speaks for it.
        idea: a person's own idea; None without one.
        idea_explained: how it compares.
        front: trade-offs between goals; None where only one was looked at.
    """

    models: Models
    reliability: Reliability
    rule: AdviceRule
    sensitivity: Sensitivity | None
    polynomial: ResponseSurface | None
    steadiness: ControlChart
    advice: Recommendation | None
    no_advice: str
    optimum: OptimumBox
    fragility: Fragility | None
    proposal: Mapping[str, Value]
    why: Explanation
    idea: Mapping[str, Value] | None
    idea_explained: Explanation | None
    front: TradeOffs | None

    @property
    def past(self) -> Past:
        """The cells."""
        return self.models.past

    @property
    def best_point(self) -> Mapping[str, Value]:
        """What is recommended; before that, the best cell that was measured."""
        if self.advice is not None:
            return self.advice.point
        return self.past.measured[int(np.argmin(self.models.y))].point


def look_into(models: Models, *, idea: Mapping[str, Value] | None = None) -> Insight:
    """Ask the models everything.

    Args:
        models: of past cells.
        idea: a protocol of one's own, by knob; knobs left out stand as recommended.

    Raises:
        WrongInputError: the idea names no knob that was moved.
    """
    past, strategy = models.past, models.strategy
    history, seed = past.history, strategy.settings.seed
    advice, no_advice = _advised(models)
    base = advice.point if advice else past.measured[int(np.argmin(models.y))].point
    whole_idea = None if idea is None else _completed(past, idea, base)
    proposal = strategy.propose(history)
    d = past.space.dimensions
    return Insight(
        models=models,
        reliability=advice.reliability if advice else _of_surface(models),
        rule=strategy.rule(history),
        sensitivity=sobol_indices(models.surface, d, seed) if d <= MOST_KNOBS else None,
        polynomial=None
        if past.of_cell is not None
        else fit_response_surface(2.0 * models.X - 1.0, models.y, past.space.names),
        steadiness=steadiness(models),
        advice=advice,
        no_advice=no_advice,
        optimum=optimum_box(models, past.space.units([base]), seed),
        fragility=strategy.fragility(history)
        if advice is not None and len(history) <= MOST_FOR_FRAGILITY
        else None,
        proposal=proposal,
        why=strategy.explain(history, proposal),
        idea=whole_idea,
        idea_explained=None if whole_idea is None else strategy.explain(history, whole_idea),
        front=front(models, seed),
    )


def _advised(models: Models) -> tuple[Recommendation | None, str]:
    try:
        advice = models.strategy.recommend(models.past.history)
    except TooFewCellsError as error:
        return None, str(error)
    cautions = tuple(models.past.in_words(said) for said in advice.cautions)
    return replace(advice, cautions=cautions), ""


def _of_surface(models: Models) -> Reliability:
    """How far the surface of the measured values may be relied on, where nothing is advised."""
    past = models.past
    cover = Candidates(past.space, past.masks).everywhere(models.strategy.settings.seed)
    return reliability(models.surface, cover)


def _completed(
    past: Past, idea: Mapping[str, Value], base: Mapping[str, Value]
) -> dict[str, Value]:
    if unknown := [name for name in idea if name not in past.space.names]:
        raise WrongInputError(
            f"--instead {unknown[0]}: no knob that was moved has that name; there are "
            f"{', '.join(past.space.names)}."
        )
    for parameter in past.space.parameters:
        value = idea.get(parameter.name, parameter.value(parameter.low))
        if parameter.choices:
            parameter.code(value)
        elif isinstance(value, str):
            raise WrongInputError(f"--instead {parameter.name}={value}: a number is needed.")
        elif parameter.scale == "log" and value <= 0:
            raise WrongInputError(f"--instead {parameter.name}={value:g}: above zero is needed.")
    return {**base, **idea}
