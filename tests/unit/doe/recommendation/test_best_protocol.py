"""The final advice."""

import json
from dataclasses import replace

import numpy as np
import pytest

from campaigns import make_strategy
from doe.domain.learners import Learners
from doe.recommendation.recommendation import TooFewCellsError
from doe.space import Parameter, Space
from doe.trials import Observation

SPACE = Space((Parameter("copress_mpa", 100, 750, step=5), Parameter("stack_mpa", 1, 200, step=1)))


def _history(cells: int = 40, seed: int = 0) -> list[Observation]:
    """Best at 500 MPa and 100 MPa; breaks more and more above 600 MPa."""
    chance, history = np.random.default_rng(seed), list[Observation]()
    for trial in range(cells):
        copress, stack = chance.uniform(150, 720), chance.uniform(5, 195)
        bowl = ((copress - 500) / 300) ** 2 + ((stack - 100) / 90) ** 2
        asr = 50 * float(np.exp(0.5 * bowl + 0.05 * chance.standard_normal()))
        broken = (640 - copress) / 30 + chance.standard_normal() < 0
        point = {"copress_mpa": copress, "stack_mpa": stack}
        history.append(
            Observation(point, damage=2, trial=trial + 1)
            if broken
            else Observation(point, asr_ohm_cm2=asr, asr_std_ohm_cm2=0.02 * asr, trial=trial + 1)
        )
    return history


def test_the_models_best_is_advised_not_the_lowest_cell() -> None:
    history = _history()
    lucky = Observation({"copress_mpa": 350, "stack_mpa": 60}, asr_ohm_cm2=46.0, trial=99)
    advice = make_strategy(SPACE, seed=1).recommend([*history, lucky])
    assert abs(advice.point["copress_mpa"] - 500) < 80
    assert abs(advice.point["stack_mpa"] - 100) < 30
    assert advice.best_tested is not None
    assert advice.best_tested.trial == 99
    assert advice.p_intact >= 0.9


def test_the_interval_is_that_of_one_more_cell() -> None:
    advice = make_strategy(SPACE, seed=1).recommend(_history())
    asr = advice.asr_ohm_cm2
    assert asr.low < 50 < asr.high
    assert 0.06 < np.log(asr.high / asr.low) / 2 < 0.25


def test_the_window_holds_the_point_and_keeps_away_from_the_edge() -> None:
    advice = make_strategy(SPACE, seed=1).recommend(_history())
    assert advice.window is not None
    low, high = advice.window.ranges["copress_mpa"]
    assert low <= advice.point["copress_mpa"] <= high < 680
    assert advice.window.probability >= 0.9


def test_the_window_ends_at_settings_of_the_dial() -> None:
    """A gauge of a hand press has marks 7.07 MPa apart; no end of the window lies between two."""
    mark = 7.0685834706
    dial = Parameter("copress_mpa", 15 * mark, 106 * mark, mark)
    advice = make_strategy(Space((dial, SPACE.parameters[1])), seed=1).recommend(_history())
    assert advice.window is not None
    low, high = advice.window.ranges["copress_mpa"]
    assert low < high
    assert [end / mark for end in (low, high)] == pytest.approx(
        [round(end / mark) for end in (low, high)], abs=1e-9
    )
    assert low <= advice.point["copress_mpa"] <= high


def test_the_certificate_is_signed_when_the_best_is_known_and_confirmed() -> None:
    strategy, history = make_strategy(SPACE, seed=1, knowledge=False), _history(60)
    early = strategy.recommend(history[:8]).certificate
    advice = strategy.recommend(history)
    again = [
        Observation(advice.point, asr_ohm_cm2=advice.asr_ohm_cm2.median, trial=100 + k)
        for k in range(3)
    ]
    late = strategy.recommend([*history, *again]).certificate
    assert not early.signed
    assert late.probability_better < early.probability_better
    assert late.expected_gain_ohm_cm2 < early.expected_gain_ohm_cm2
    assert late.confirmations >= 2


def test_what_is_signed_is_asked_for_quickly_and_stated_alike() -> None:
    strategy, history = make_strategy(SPACE, seed=1, knowledge=False), _history(60)
    advice = strategy.recommend(history)
    again = [
        Observation(advice.point, asr_ohm_cm2=advice.asr_ohm_cm2.median, trial=100 + k)
        for k in range(3)
    ]
    seen = []
    for cells in (history[:8], history[:30], history, [*history, *again[:1]], [*history, *again]):
        whole = strategy.recommend(cells)
        assert strategy.signed(cells) == (whole if whole.certificate.signed else None)
        seen.append(whole.certificate.signed)
    assert {True, False} == set(seen)


def test_a_history_that_nothing_can_sign_is_turned_down_without_a_model() -> None:
    strategy = replace(make_strategy(SPACE, seed=1), learners=Learners(None, None, None))
    assert strategy.signed([]) is None
    assert strategy.signed(_history(5)) is None
    apart = [replace(cell, trial=k + 1) for k, cell in enumerate(_history(60)[::10])]
    assert len([cell for cell in apart if cell.intact]) >= 4
    assert strategy.signed(apart) is None


def test_the_evidence_names_trials() -> None:
    advice = make_strategy(SPACE, seed=1).recommend(_history())
    assert set(advice.evidence) <= set(range(1, 41))
    assert advice.evidence


def test_the_document_is_json() -> None:
    document = make_strategy(SPACE, seed=1).recommend(_history()).as_document()
    back = json.loads(json.dumps(document))
    assert {"point", "asr_ohm_cm2", "p_intact", "window", "evidence", "certificate", "goal"} <= set(
        back
    )
    assert set(back["asr_ohm_cm2"]) == {"median", "low", "high"}


def test_an_unsafe_best_says_so() -> None:
    broken = [
        Observation({"copress_mpa": 150 + 60 * k, "stack_mpa": 50 + 10 * k}, damage=2)
        for k in range(9)
    ]
    held = [Observation({"copress_mpa": 400, "stack_mpa": 90}, asr_ohm_cm2=50.0)] * 2
    advice = make_strategy(SPACE).recommend(broken + held)
    assert advice.p_intact < 0.9
    assert any("intact" in caution for caution in advice.cautions)


@pytest.mark.parametrize(
    "history",
    [
        [],
        [Observation({"copress_mpa": 300, "stack_mpa": 50}, damage=3)] * 5,
        [Observation({"copress_mpa": 300, "stack_mpa": 50}, asr_ohm_cm2=50.0)],
        [Observation({"copress_mpa": 300, "stack_mpa": 50})] * 6,
    ],
)
def test_too_few_cells_are_said_to_be_too_few(history: list[Observation]) -> None:
    with pytest.raises(TooFewCellsError, match="at least 2 are needed"):
        make_strategy(SPACE).recommend(history)


def test_integrity_prefers_the_safer_and_cycle_life_the_longer_lived() -> None:
    chance, history = np.random.default_rng(4), list[Observation]()
    for _ in range(40):
        copress, stack = chance.uniform(150, 720), chance.uniform(5, 195)
        kept = 0.95 - 0.3 * ((stack - 50) / 150) ** 2 + 0.005 * chance.standard_normal()
        broken = (500 - copress) / 60 + chance.standard_normal() < 0
        asr = 50 * float(np.exp(0.002 * (500 - copress) + 0.03 * chance.standard_normal()))
        point = {"copress_mpa": copress, "stack_mpa": stack}
        history.append(
            Observation(point, damage=2)
            if broken
            else Observation(point, asr_ohm_cm2=asr, retention=kept)
        )
    advice = {
        goal: make_strategy(SPACE, goal=goal, seed=0).recommend(history)
        for goal in ("low_resistance", "integrity", "cycle_life")
    }
    pressed = {goal: a.point["copress_mpa"] for goal, a in advice.items()}
    assert pressed["integrity"] < pressed["low_resistance"]
    assert abs(advice["cycle_life"].point["stack_mpa"] - 50) < 35
    kept = advice["cycle_life"].retention
    assert kept is not None
    assert 0.93 < kept.low < kept.median < kept.high < 0.98
    assert advice["integrity"].retention is None
    assert advice["low_resistance"].retention is None
