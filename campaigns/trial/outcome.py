"""The outcome: what a pressed, inspected and measured cell teaches; three failures kept apart.

| what failed | what is learned | what happens next |
|---|---|---|
| the recipe (cracked, shorted) | the integrity model learns; no resistance | the campaign goes on |
| the measurement | the cell is intact, its resistance unknown | measure again |
| nothing; the measurement was skipped | the cell is intact, its resistance unknown | goes on |
| the rig | nothing; the trial is void | a person looks at the press |

A shorted cell reads the lowest impedance of all: only the resistance of a cell that is whole, by
inspection and by its spectrum, enters the history.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from campaigns.trial.cell_result import CellResult
from doe.knobs.knob_values import Value, number_text
from doe.trials import FAILURE_MODES, Observation
from hardware.inspection import DAMAGE_GRADES, Inspection

if TYPE_CHECKING:  # its shape only: who judges a resistance does not fit it
    from hardware.eis.result import Resistance


class Outcome(StrEnum):
    """How a trial ended."""

    OBSERVED = "observed"
    RECIPE_FAILED = "recipe failed"
    MEASUREMENT_FAILED = "measurement failed"
    PARTIAL = "partly observed"
    RIG_FAILED = "rig failed"
    REJECTED = "rejected"


BROKEN = Outcome.RECIPE_FAILED
"""The outcome that counts against the campaign's `broken_budget`."""


@dataclass(frozen=True)
class Judgement:
    """A trial's end.

    Attributes:
        outcome: How it ended.
        observation: What the strategy learns; None when it learns nothing.
        sentence: For the person.
    """

    outcome: Outcome
    observation: Observation | None
    sentence: str


@dataclass(frozen=True)
class PressedCell:
    """A pressed cell, as far as the press knows it.

    Attributes:
        trial: Its trial's number.
        planned: The varied values as proposed.
        achieved: The varied values as the press trace shows them.
        unsure: Of these the ones that it shows only as an interval, with the interval.
    """

    trial: int
    planned: Mapping[str, Value]
    achieved: Mapping[str, Value]
    lot: str | None = None
    unsure: Mapping[str, tuple[float | None, float | None]] = field(default_factory=dict)


def judge(cell: PressedCell, inspection: Inspection, resistance: Resistance | None) -> Judgement:
    """Decide what a pressed cell teaches.

    Args:
        cell: What was pressed.
        inspection: Is it whole? Mandatory: no resistance stands without it.
        resistance: The fitted spectrum; None when there is no usable one.
    """
    shorted = inspection.shorted or (resistance is not None and resistance.verdict == "short")
    if shorted or inspection.damage > 0:
        return _broken(cell, inspection, shorted)
    if resistance is None or resistance.verdict != "good":
        why = "no spectrum" if resistance is None else "; ".join(resistance.reasons)
        sentence = f"intact, but its resistance is not known ({why or 'doubtful'}): measure again"
        refused = resistance is not None and resistance.verdict == "remeasure"  # not: no contact
        seen = replace(_observed(cell), refused=refused)
        return Judgement(Outcome.MEASUREMENT_FAILED, seen, sentence)
    return _whole(cell, resistance.asr_ohm_cm2, resistance.asr_std_ohm_cm2)


def judge_by_value(
    cell: PressedCell, inspection: Inspection, asr_ohm_cm2: float, asr_std_ohm_cm2: float | None
) -> Judgement:
    """The same for a resistance that a person brings without its spectrum."""
    if inspection.shorted or inspection.damage > 0:
        return _broken(cell, inspection, inspection.shorted)
    return _whole(cell, asr_ohm_cm2, asr_std_ohm_cm2)


def partly(cell: PressedCell, why: str) -> Judgement:
    """A whole cell that was not worth its measurement, for instance because it did not densify."""
    return Judgement(Outcome.PARTIAL, _observed(cell), f"intact, not measured: {why}")


def in_todays_words(sentence: str) -> str:
    """A sentence as an earlier version kept it: what is called intact now was called whole."""
    first, comma, rest = sentence.partition(", ")
    if comma and first == "whole":
        return f"intact, {rest}"
    return sentence.replace("it should stay whole with", "it should stay intact with")


def without_spectrum(cell: PressedCell, why: str) -> Judgement:
    """A whole cell whose measurement went wrong."""
    return Judgement(
        Outcome.MEASUREMENT_FAILED,
        _observed(cell),
        f"intact, but its resistance is not known ({why}): measure again",
    )


def void(outcome: Outcome, sentence: str) -> Judgement:
    """A trial that teaches nothing: the rig failed, or it was rejected."""
    return Judgement(outcome, None, sentence)


def judge_result(cell: PressedCell, result: CellResult, resistance: Resistance | None) -> Judgement:
    """Decide what a cell teaches by all that was said of it.

    Args:
        cell: What was pressed, with what was achieved.
        result: All that is known, completed.
        resistance: The fit of its spectrum, where the result names one.
    """
    if result.void is not None:
        return void(Outcome.RIG_FAILED, result.void)
    if result.damage is None and not result.broken:
        return void(Outcome.MEASUREMENT_FAILED, _unseen(result.asr_ohm_cm2))
    judgement = _judged(replace(cell, lot=result.lot), result, resistance)
    seen = judgement.observation
    if seen is None or result.retention is None:
        return judgement
    return replace(judgement, observation=replace(seen, retention=result.retention))


def _unseen(asr_ohm_cm2: float | None) -> str:
    """What is said of a cell that nobody looked at: its resistance means nothing yet."""
    read = "" if asr_ohm_cm2 is None else f"; {number_text(asr_ohm_cm2)} ohm cm2 stand in the table"
    return f"nobody noted whether the cell is intact{read}; record it with its damage"


def _judged(cell: PressedCell, result: CellResult, resistance: Resistance | None) -> Judgement:
    inspection = inspection_of(f"cell {cell.trial}", result)
    if result.broken:
        return judge(cell, inspection, None)
    if result.skipped:
        return partly(cell, result.skipped)
    if result.unmeasured:
        return without_spectrum(cell, result.unmeasured)
    if result.asr_ohm_cm2 is not None:
        return judge_by_value(cell, inspection, result.asr_ohm_cm2, result.asr_std_ohm_cm2)
    if result.spectrum is None and result.retention is not None:
        return partly(cell, "its retention is known, its resistance is not")
    return judge(cell, inspection, resistance)


def inspection_of(label: str, result: CellResult) -> Inspection:
    """What was seen of the cell, as the store keeps it."""
    failure = tuple(result.failure or ())
    return Inspection(label, result.damage or 0, bool(result.shorted), result.note or "", failure)


def _whole(cell: PressedCell, asr_ohm_cm2: float, asr_std_ohm_cm2: float | None) -> Judgement:
    observation = replace(_observed(cell), asr_ohm_cm2=asr_ohm_cm2, asr_std_ohm_cm2=asr_std_ohm_cm2)
    doubt = "" if asr_std_ohm_cm2 is None else f" ± {number_text(asr_std_ohm_cm2, 2)}"
    unsure = {name: ends for name, ends in cell.unsure.items() if name in cell.achieved}
    if unsure:  # a resistance at nobody knows which point teaches a model something false
        start = f"intact, {number_text(asr_ohm_cm2)}{doubt} ohm cm2, but {_unsure_words(unsure)}"
        sentence = f"{start}: counts for integrity, not for resistance"
        return Judgement(Outcome.PARTIAL, _observed(cell), sentence)
    return Judgement(
        Outcome.OBSERVED, observation, f"intact, {number_text(asr_ohm_cm2)}{doubt} ohm cm2"
    )


def _unsure_words(unsure: Mapping[str, tuple[float | None, float | None]]) -> str:
    """Which values are not known well, and why."""
    words = []
    for name, (low, high) in unsure.items():
        ends = [f"{'' if end is None else format(end, '.3g')}" for end in (low, high)]
        words.append(f"{name} lies between {ends[0] or '0'} and {ends[1] or 'any value'}")
    return f"{'; '.join(words)} (the line to the press was slow or interrupted)"


def _broken(cell: PressedCell, inspection: Inspection, shorted: bool) -> Judgement:
    damage, failure = inspection.damage, inspection.failure
    modes = tuple(mode for mode in FAILURE_MODES if mode in failure)
    observation = replace(_observed(cell), damage=damage, shorted=shorted, failure=modes)
    seen: list[str] = [mode for mode in modes if mode not in ("shorted", "unknown")]
    if damage == 1 and seen:
        seen = [f"hairline ({', '.join(seen)})"]
    words = (seen or [DAMAGE_GRADES[damage]]) * (damage > 0) + ["shorted"] * shorted
    sentence = f"{' and '.join(words)}: counts for integrity, not for resistance"
    return Judgement(Outcome.RECIPE_FAILED, observation, sentence)


def _observed(cell: PressedCell) -> Observation:
    """A whole cell without a resistance."""
    return Observation(
        point=dict(cell.achieved), planned=dict(cell.planned), lot=cell.lot, trial=cell.trial
    )
