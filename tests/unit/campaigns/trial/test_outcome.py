"""What a cell teaches: the resistance of a cell that is not whole never enters."""

from dataclasses import replace

import numpy as np
import pytest

from campaigns.trial.outcome import (
    Outcome,
    PressedCell,
    in_todays_words,
    judge,
    judge_by_value,
    void,
)
from hardware.eis.result import Resistance
from hardware.inspection import Inspection

CELL = PressedCell(7, {"copress_mpa": 400.0}, {"copress_mpa": 402.0}, lot="A")
WHOLE = Inspection("cell-0007", 0, shorted=False)
NONE = np.empty(0)
GOOD = Resistance(
    asr_ohm_cm2=210.0,
    asr_std_ohm_cm2=0.7,
    resistance_ohm=267.0,
    resistance_std_ohm=0.9,
    verdict="good",
    reasons=(),
    contributions=(),
    cell="blocking",
    area_cm2=0.785,
    noise=0.01,
    valley_hz=1e4,
    valley_ohm=270.0,
    fitted_hz=NONE,
    fitted_ohm=NONE.astype(complex),
    kept=NONE.astype(bool),
    residual=NONE.astype(complex),
)


def test_a_whole_cell_with_a_good_spectrum_is_observed_at_its_achieved_point() -> None:
    judgement = judge(CELL, WHOLE, GOOD)
    assert judgement.outcome is Outcome.OBSERVED
    seen = judgement.observation
    assert seen is not None
    assert (seen.asr_ohm_cm2, seen.asr_std_ohm_cm2) == (210.0, 0.7)
    assert (seen.point, seen.planned) == ({"copress_mpa": 402.0}, {"copress_mpa": 400.0})
    assert (seen.trial, seen.lot, seen.intact) == (7, "A", True)


@pytest.mark.parametrize("damage", [1, 2, 3])
def test_a_damaged_cell_teaches_integrity_only(damage: int) -> None:
    judgement = judge(CELL, replace(WHOLE, damage=damage), GOOD)
    assert judgement.outcome is Outcome.RECIPE_FAILED
    assert judgement.observation is not None
    assert judgement.observation.damage == damage
    assert judgement.observation.asr_ohm_cm2 is None


@pytest.mark.parametrize(
    ("inspection", "verdict"), [(replace(WHOLE, shorted=True), "good"), (WHOLE, "short")]
)
def test_a_short_is_a_short_whoever_sees_it(inspection: Inspection, verdict: str) -> None:
    fit = replace(GOOD, verdict=verdict, asr_ohm_cm2=0.4)  # type: ignore[arg-type]
    judgement = judge(CELL, inspection, fit)
    assert judgement.outcome is Outcome.RECIPE_FAILED
    assert judgement.observation is not None
    assert judgement.observation.shorted
    assert judgement.observation.asr_ohm_cm2 is None


@pytest.mark.parametrize(
    "fit",
    [
        None,
        replace(GOOD, verdict="remeasure", reasons=("it drifts",)),
        replace(GOOD, verdict="open", reasons=("no contact",)),
    ],
)
def test_a_whole_cell_without_a_resistance_is_measured_again(fit: Resistance | None) -> None:
    judgement = judge(CELL, WHOLE, fit)
    assert judgement.outcome is Outcome.MEASUREMENT_FAILED
    assert "measure again" in judgement.sentence
    assert judgement.observation is not None
    assert judgement.observation.refused == (fit is not None and fit.verdict == "remeasure")
    assert judgement.observation.intact
    assert judgement.observation.asr_ohm_cm2 is None
    for reason in () if fit is None else fit.reasons:
        assert reason in judgement.sentence


def test_a_typed_resistance_obeys_the_same_law() -> None:
    assert judge_by_value(CELL, WHOLE, 190.0, None).outcome is Outcome.OBSERVED
    broken = judge_by_value(CELL, replace(WHOLE, damage=2), 3.0, 0.1)
    assert broken.observation is not None
    assert broken.observation.asr_ohm_cm2 is None


def test_a_void_trial_teaches_nothing() -> None:
    judgement = void(Outcome.RIG_FAILED, "the pump failed")
    assert (judgement.observation, judgement.sentence) == (None, "the pump failed")


@pytest.mark.parametrize(
    ("kept", "read"),
    [
        ("whole, 210 ohm cm2", "intact, 210 ohm cm2"),
        (
            "it should stay whole with probability 0.91",
            "it should stay intact with probability 0.91",
        ),
        ("cracked: counts for integrity", "cracked: counts for integrity"),
        ("whole", "whole"),
    ],
)
def test_a_sentence_of_an_earlier_version_is_read_in_the_words_of_now(kept: str, read: str) -> None:
    assert in_todays_words(kept) == read
