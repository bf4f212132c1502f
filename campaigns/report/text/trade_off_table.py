"""The front of several goals as a table and a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from campaigns.files.documents.knob_labels import number_of, quantity_of, words_of

if TYPE_CHECKING:  # the shape only: words need no model
    from doe.recommendation.pareto_front import FrontPoint, ParetoFront

GOAL_WORDS = {
    "asr_ohm_cm2": "resistance",
    "p_intact": "cells intact",
    "retention": "capacity kept",
    "total_s": "time per cell",
}
_HEADS = {
    "asr_ohm_cm2": "Ω cm²",
    "p_intact": "intact",
    "retention": "capacity kept",
    "total_s": "min per cell",
}


@dataclass(frozen=True)
class FrontTable:
    """The front, ready to be printed.

    Attributes:
        goals: heads of the goals' columns.
        knobs: heads of the settings' columns.
        rows: one line a protocol: the goals' cells, then the settings'.
    """

    goals: tuple[str, ...]
    knobs: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def front_table(found: ParetoFront) -> FrontTable:
    """One line a protocol, lowest resistance first."""
    names = tuple(found.points[0].point) if found.points else ()
    rows = tuple(
        (
            *(_sentence(point, goal) for goal in found.goals),
            *(quantity_of(name, point.point[name]) for name in names),
        )
        for point in found.points
    )
    return FrontTable(
        tuple(_HEADS[goal] for goal in found.goals), tuple(words_of(n) for n in names), rows
    )


def front_sentence(found: ParetoFront) -> str:
    """What is traded and how much of it was pressed already."""
    goals = [GOAL_WORDS[goal] for goal in found.goals]
    if not found.points:
        return "No protocol is known yet that keeps seven of ten cells intact: there is no front."
    return (
        f"None of these is better in one of {', '.join(goals[:-1])} and {goals[-1]} without being "
        f"worse in another. Hypervolume of the front {number_of(found.hypervolume, 2)}, of the "
        f"cells pressed so far {number_of(found.hypervolume_tested, 2)} (shares of the box between "
        "the best and the worst of each goal)."
    )


def _sentence(point: FrontPoint, goal: str) -> str:
    value = getattr(point, goal)
    if value is None:
        return "–"
    if goal in ("p_intact", "retention"):
        return f"{value:.2f}"
    return number_of(value / 60 if goal == "total_s" else value)
