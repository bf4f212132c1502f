"""A proposal: the next point to try, the whole protocol, and what the strategy expects of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from campaigns.errors import WrongInputError
from campaigns.trial.hand_press import in_hand, in_hand_rungs
from campaigns.trial.recipe import protocol_values
from doe.knobs.knob_values import Value

if TYPE_CHECKING:
    from campaigns.config.campaign_schema import Settings
    from doe.selection.explanation import Explanation
    from doe.strategy import Strategy
    from doe.trials import Observation


@dataclass(frozen=True)
class Proposal:
    """What to try next, and why.

    Attributes:
        point: What is varied.
        protocol: Every value, varied and fixed.
        expected: The strategy's expectation, JSON-ready; empty while there is no model.
        why: One sentence.
        rungs: The points at which the cell is measured, in their order, the last one `point`; empty
            where it has one measurement.
    """

    point: Mapping[str, Value]
    protocol: Mapping[str, Value]
    expected: Mapping[str, object]
    why: str
    rungs: tuple[Mapping[str, Value], ...] = ()


def propose(
    strategy: Strategy,
    settings: Settings,
    history: Sequence[Observation],
    pending: Sequence[Mapping[str, Value]],
) -> Proposal:
    """Ask the strategy for the next point; the same history gives the same proposal.

    Args:
        strategy: Stateless.
        settings: The campaign.
        history: What was observed, in order of the trials.
        pending: Points planned or on the way, not to be proposed again.

    Raises:
        WrongInputError: the rules of the file leave no point.
    """
    try:
        point = in_hand(settings, strategy.propose(history, pending), pending)
    except ValueError as error:  # rules that leave no point
        raise WrongInputError(f"{settings.path.name}: {error}") from error
    explanation = strategy.explain(history, point, pending)
    return Proposal(
        point=point,
        protocol=protocol_values(settings, point),
        expected=expectation(explanation),
        why=explanation.why,
        rungs=rungs_of_proposal(strategy, settings, history, point),
    )


def rungs_of_proposal(
    strategy: Strategy,
    settings: Settings,
    history: Sequence[Observation],
    point: Mapping[str, Value],
) -> tuple[Mapping[str, Value], ...]:
    """The rungs of the cell at `point` with numbers that a person would set; () without a series.

    Rounding by hand may lead two rungs to one: then there is one.
    """
    if settings.series is None:
        return ()
    *lower, _ = strategy.rungs(history, point)
    return (*in_hand_rungs(settings, lower, [point]), dict(point))


def expectation(explanation: Explanation) -> dict[str, object]:
    """What the strategy expects of one more cell, in the keys of the outer contract."""
    expected: dict[str, object] = {
        "p_intact": explanation.p_intact,
        "explore_share": explanation.explore_share,
        "nearest": [
            {"trial": near.trial, "distance": near.distance} for near in explanation.nearest
        ],
    }
    if explanation.p_holds and explanation.nearest:  # before any cell nothing is claimed
        expected["p_holds"] = dict(explanation.p_holds)
        expected["holds_in_words"] = explanation.holds_in_words
    if explanation.literature:
        expected["literature"] = dict(explanation.literature)
    if explanation.beliefs:
        expected["beliefs"] = list(explanation.beliefs)
    if explanation.time is not None:
        times = {"press_s": explanation.time.press_s, "bench_s": explanation.time.bench_s}
        if explanation.time.changed:
            times["change_s"] = explanation.time.change_s
        expected["cost"] = {
            **times,
            "total_s": explanation.time.total_s,
            "in_words": explanation.time.in_words,
        }
    if explanation.asr_median is not None:
        interval = {
            "median": explanation.asr_median,
            "low": explanation.asr_low,
            "high": explanation.asr_high,
        }
        expected["asr_ohm_cm2"] = interval
    return expected
