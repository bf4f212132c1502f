"""What past cells tell, in words: one chapter a question; terminal and page print the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from campaigns.explore.analysis.exploration_results import MOST_FOR_FRAGILITY, Insight
from campaigns.explore.analysis.optimum import PROBABILITY
from campaigns.explore.text import parameter_text as knob_words
from campaigns.explore.text import trade_off_text as trade_words
from campaigns.files.documents.knob_labels import quantity_of, words_of
from campaigns.report.text.advice import certificate_sentences, protocol_line
from campaigns.report.text.noise import VERDICT, error_said
from campaigns.report.text.sensitivity import fragility_sentences
from doe.knobs.knob_values import Value
from doe.selection.explanation import Explanation
from doe.selection.strategy_settings import LITERATURE, NONE

_SAME_COST = 0.005  # less does not show in three printed digits


@dataclass(frozen=True)
class Chapter:
    """One question and its answer.

    Attributes:
        title: the question's name.
        sentences: the answer.
        pictures: names of the plots that show it.
    """

    title: str
    sentences: tuple[str, ...]
    pictures: tuple[str, ...] = ()


def chapters(insight: Insight) -> list[Chapter]:
    """All chapters that the cells have material for."""
    tell: tuple[tuple[str, Callable[[Insight], list[str]], tuple[str, ...]], ...] = (
        ("How good is this model", _quality, ("left-out",)),
        ("Which knob matters", knob_words.knobs, ("sensitivity", "slices")),
        ("Do knobs interact", knob_words.interactions, ("interaction", "map")),
        ("Does physics help", _physics, ()),
        ("Lots and drift", trade_words.steady, ("control-chart",)),
        ("Where the optimum lies", _optimum, ()),
        ("What to press next", _next, ()),
        ("Trade-offs", trade_words.trade, ("front",)),
    )
    found = [Chapter(title, tuple(say(insight)), shown) for title, say, shown in tell]
    return [chapter for chapter in found if chapter.sentences]


def _quality(insight: Insight) -> list[str]:
    judged, quantity = insight.models.calibration, insight.past.quantity
    low, high = judged.coverage_interval
    n, of_cell = len(judged.measured), insight.past.of_cell
    left_out, rows = f"{n} cells", "cells"
    if of_cell is not None:
        left_out = f"{len(np.unique(of_cell))} cells, all its rungs together,"
        rows = "readings"
    said = [
        f"Each of {left_out} was left out and predicted by the others: the typical error is "
        f"{np.expm1(judged.rmse):.1%} of the {quantity.words}, {max(judged.skill, 0.0):.0%} of the "
        f"variance is predicted, {judged.covered} of {n} {rows} fell into their 90 % band (the "
        f"true share lies between {low:.0%} and {high:.0%}).",
        f"May it be trusted yet? {insight.reliability.trust.capitalize()}.",
    ]
    return said + _polynomial(insight)


def _polynomial(insight: Insight) -> list[str]:
    fit = insight.polynomial
    if insight.past.of_cell is not None:
        return ["No response-surface polynomial is fitted: it would treat rungs as cells."]
    if fit is None:
        return [
            "A response-surface polynomial cannot be fitted to so few cells, or to cells at these "
            "settings."
        ]
    gp = insight.models.calibration.skill
    strong = [_effect(e.name, insight.past.space.names) for e in fit.effects[1:] if e.p < 0.05]
    predicted = f"{max(fit.r2_predicted, 0.0):.0%}"
    said = (
        f"Next to it the classical {fit.model} polynomial predicts {predicted} of cells left out "
        f"(Gaussian process {max(gp, 0.0):.0%}); effects beyond chance (p < 0.05): "
        f"{', '.join(strong) or 'none'}."
    )
    if (p := fit.lack_of_fit_p) is not None:
        verdict = "the polynomial bends too little (lack of fit" if p < 0.05 else "it fits ("
        said += f" Against the repeats {verdict}{' ' if p < 0.05 else ''}p = {p:.2g})."
    return [said]


def _effect(name: str, knobs: Sequence[str]) -> str:
    """`copress_mpa x stack_mpa` as a person says it."""
    for knob in knobs:
        name = name.replace(knob, words_of(knob))
    return name.replace(" x ", " × ").replace("^2", " squared")


def _physics(insight: Insight) -> list[str]:
    said = [
        f"{_shape(test.name)} as expectation {VERDICT[test.verdict]}: error on cells left out "
        f"{error_said(test.rmse)} with it, {error_said(test.rmse_without)} without "
        f"(gain in ln predictive density {test.gain:+.1f} ± {test.doubt:.1f})."
        for test in insight.models.means
    ]
    if said:
        used = insight.models.mean
        alone = used is None or used == NONE
        said.append(
            "Used here: none; the prediction rests on the cells alone."
            if alone
            else f"Used here: {used}."
        )
    return said


def _shape(mean: str) -> str:
    return "What the literature knows" if mean == LITERATURE else f"A {mean} curve"


def _optimum(insight: Insight) -> list[str]:
    quantity, box = insight.past.quantity, insight.optimum
    weighed = ", with the risk of a broken cell weighed as in the advice," * insight.past.looked_at
    volume = "less than 1%" if 0 < box.volume < 0.01 else f"{box.volume:.0%}"
    where = (
        f"By the model, with {PROBABILITY:.0%} probability, the {quantity.best} {quantity.words}"
        f"{weighed} lies within {_ranges(box.ranges)}: {volume} of the range looked at."
    )
    advice = insight.advice
    if advice is None:
        return [insight.no_advice, where]
    ends = sorted(quantity.value(v) for v in (advice.asr_ohm_cm2.low, advice.asr_ohm_cm2.high))
    holds = f"; it stays intact with probability {advice.p_intact:.2f}" * insight.past.looked_at
    said = [f"Warning: {insight.past.warning}"] if insight.past.warning else []
    said += list(advice.cautions)
    said += [
        f"Best by the model: {protocol_line(advice.point)}. Expected "
        f"{quantity.with_unit(quantity.value(advice.asr_ohm_cm2.median))}, 90 % of cells within "
        f"{ends[0]:.3g} to {quantity.with_unit(ends[1])}{holds}.",
        where,
        _window(insight),
    ]
    if not quantity.inverted:
        said += certificate_sentences(advice.certificate)
    return said + _firm(insight)


def _window(insight: Insight) -> str:
    window, quantity = (insight.advice.window if insight.advice else None), insight.past.quantity
    if window is None:
        return (
            "No operating window yet: not even at the best point is a good cell certain enough "
            "(9 of 10)."
        )
    target = quantity.with_unit(quantity.value(window.target_asr_ohm_cm2))
    side = "above" if quantity.inverted else "below"
    return (
        f"Operating window: anywhere within {_ranges(window.ranges)} a cell is "
        f"{'intact and ' * insight.past.looked_at}{side} {target} with probability "
        f"{window.probability:.2f} or more."
    )


def _ranges(ranges: Mapping[str, tuple[float, float]]) -> str:
    """`co-press pressure 340 MPa to 420 MPa; stack pressure 50 MPa`."""
    return "; ".join(
        f"{words_of(n)} " + " to ".join(dict.fromkeys((quantity_of(n, low), quantity_of(n, high))))
        for n, (low, high) in ranges.items()
    )


def _firm(insight: Insight) -> list[str]:
    if insight.fragility is None:
        return [
            "Whether the advice depends on a single cell was not tested: cells are left out one by "
            f"one in tables of up to {MOST_FOR_FRAGILITY}."
        ]
    said = fragility_sentences(insight.fragility, trusted=insight.reliability.trust != "not yet")
    if insight.past.quantity.inverted:
        said = said[:1]  # the rest speaks of resistances
    return [insight.past.in_words(sentence) for sentence in said]


def _next(insight: Insight) -> list[str]:
    line, why = protocol_line(insight.proposal), insight.why
    said = [
        f"Press next: {line}. {_promise(insight, why)} {_aim(insight, why)} "
        f"{_weighed(insight, insight.proposal)}"
    ]
    if insight.idea is not None and insight.idea_explained is not None:
        said.append(
            f"Your own idea, {protocol_line(insight.idea)}: "
            f"{_promise(insight, insight.idea_explained)} "
            f"{_weighed(insight, insight.idea)} "
            f"As a next cell it is worth {_worth(insight.idea_explained)} of the proposal's 1."
        )
    return said


def _weighed(insight: Insight, point: Mapping[str, Value]) -> str:
    """How a protocol compares with the recommended one, by the rule of the advice."""
    if insight.advice is None:
        return ""
    units, rule = insight.past.space.units([point, insight.advice.point]), insight.rule
    if not rule.allows(units)[0]:
        return (
            f"It may not be recommended: fewer than {rule.least_p_intact:.0%} of such cells are "
            "expected to stay intact."
        )
    cost = rule.cost(units)
    more = float(np.expm1(cost[0] - cost[1]))
    if abs(more) < _SAME_COST:
        return "Weighed as for the recommendation it is as good as the recommended protocol."
    return (
        f"Weighed as for the recommendation (resistance, cells that break) it is {abs(more):.1%} "
        f"{'worse' if more > 0 else 'better'} than the recommended protocol."
    )


def _worth(explanation: Explanation) -> str:
    score = explanation.relative_score
    return "less than 0.01" if score < 0.01 else f"{score:.2g}"


def _promise(insight: Insight, explanation: Explanation) -> str:
    quantity = insight.past.quantity
    if (
        explanation.asr_median is None
        or explanation.asr_low is None
        or explanation.asr_high is None
    ):
        return ""
    low, high = sorted(quantity.value(v) for v in (explanation.asr_low, explanation.asr_high))
    chance, least = explanation.p_intact, insight.rule.least_p_intact
    digits = 3 if chance < least <= round(chance, 2) else 2  # never equal to what it misses
    holds = f", intact with probability {chance:.{digits}f}" * insight.past.looked_at
    return (
        f"Expected {quantity.with_unit(quantity.value(explanation.asr_median))} (90 % of cells "
        f"{low:.3g} to {high:.3g}){holds}."
    )


def _aim(insight: Insight, explanation: Explanation) -> str:
    near = [neighbour.trial for neighbour in explanation.nearest]
    learn = explanation.explore_share
    aim = f"It is {learn:.0%} to learn and {1 - learn:.0%} to gain"
    if insight.past.label_of is not None:
        return f"{aim}; the nearest cells so far are {insight.past.named(near)}."
    return f"{aim}; the nearest cells so far stand in {insight.past.named(near)}."
