"""A cell whose pressing is known only as an interval teaches integrity, and no resistance."""

from campaigns.trial.outcome import Outcome, PressedCell, judge_by_value
from campaigns.trial.recipe import unsure_values
from hardware.inspection import Inspection

POINT = {"copress_mpa": 300.0, "copress_dwell_s": 6.2}
WHOLE = Inspection("cell-0001", 0, False, "", ())


def test_the_names_are_those_of_the_protocol() -> None:
    steps = [
        {"name": "copress", "between": {"dwell_s": [4.1, 8.3], "release_mpa_s": [9.6, None]}},
        {"name": "anode", "between": {"dwell_s": [1.0, 2.0], "release_mpa_s": [5.0, 9.0]}},
        {"name": "prepress"},
    ]
    assert unsure_values(steps) == {
        "copress_dwell_s": (4.1, 8.3),
        "release_mpa_s": (9.6, None),
        "anode_dwell_s": (1.0, 2.0),
    }


def test_no_resistance_is_learned_at_a_point_that_nobody_knows() -> None:
    cell = PressedCell(1, POINT, POINT, unsure={"copress_dwell_s": (4.1, 8.3)})
    judgement = judge_by_value(cell, WHOLE, 42.0, 0.5)
    assert judgement.outcome is Outcome.PARTIAL
    assert judgement.observation is not None
    assert judgement.observation.asr_ohm_cm2 is None
    assert judgement.observation.damage == 0
    assert "copress_dwell_s lies between 4.1 and 8.3" in judgement.sentence
    assert "counts for integrity, not for resistance" in judgement.sentence


def test_what_the_campaign_does_not_vary_costs_no_resistance() -> None:
    cell = PressedCell(1, POINT, POINT, unsure={"release_mpa_s": (9.6, None)})
    judgement = judge_by_value(cell, WHOLE, 42.0, 0.5)
    assert judgement.observation is not None
    assert judgement.observation.asr_ohm_cm2 == 42.0
