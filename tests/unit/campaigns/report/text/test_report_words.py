"""The words of a report: protocols, lessons, certificate, numbers."""

from dataclasses import replace

import numpy as np
import pytest
from support.report import a_slice

from campaigns import make_strategy
from campaigns.config.campaign_schema import PROTOCOL_NAMES
from campaigns.files.documents.knob_labels import label_of, number_of, quantity_of, words_of
from campaigns.report.landscape import Axis, importance, map_axes
from campaigns.report.text.advice import certificate_sentences, question, setting_rows
from campaigns.report.text.lessons import lesson, lessons, safe_range
from campaigns.report.text.protocol_steps import protocol_in_words
from campaigns.trial.hand_press import HandPress
from doe.recommendation.recommendation import Certificate, Missing
from doe.space import Parameter, Space
from doe.trials import Observation
from hardware.press.protocol import Die

PROTOCOL = {
    "copress_mpa": 480.0,
    "copress_dwell_s": 150.0,
    "ramp_mpa_s": 10.0,
    "release_mpa_s": 0.5,
    "anode_mpa": 115.0,
    "anode_dwell_s": 60.0,
    "stack_mpa": 50.0,
}


def test_a_protocol_reads_like_a_bench_sheet() -> None:
    steps = protocol_in_words(PROTOCOL)

    assert [step.title for step in steps] == ["Co-press", "Attach the anode", "Fixture"]
    assert "10 MPa/s up to 480 MPa, hold for 150 s (2.5 min), release at 0.5 MPa/s" in (
        steps[0].sentence
    )
    assert "115 MPa, hold for 60 s" in steps[1].sentence
    assert "close the fixture at 50 MPa" in steps[2].sentence


def test_with_a_die_the_force_stands_next_to_the_pressure() -> None:
    die = Die("steel-10", diameter_mm=10.0, max_force_kn=63.0, max_mpa=800.0)

    assert "480 MPa (37.7 kN)" in protocol_in_words(PROTOCOL, die)[0].sentence


def test_by_hand_no_rate_is_asked_for_that_the_press_does_not_set() -> None:
    die = Die("steel-10", diameter_mm=10.0, max_force_kn=63.0, max_mpa=800.0)
    press = HandPress(die, None, None, tonnes=False, sets_ramp=False, sets_release=False)
    sentence = protocol_in_words(PROTOCOL, die, press)[0].sentence
    assert sentence.endswith(
        "up to 480 MPa (37.7 kN), hold for 150 s (2.5 min), open the valve slowly"
    )
    assert "MPa/s" not in sentence


def test_heat_and_pre_press_come_first() -> None:
    heated = PROTOCOL | {"die_degc": 80.0, "prepress_mpa": 100.0, "prepress_dwell_s": 10.0}

    titles = [step.title for step in protocol_in_words(heated)]

    assert titles == ["Heat", "Pre-press", "Co-press", "Attach the anode", "Fixture"]


@pytest.mark.parametrize("name", PROTOCOL_NAMES)
def test_every_value_of_a_protocol_has_words_and_a_unit(name: str) -> None:
    words, _, unit = label_of(name).partition(" / ")

    assert "_" not in words
    assert unit in ("MPa", "s", "MPa/s", "°C")


def test_a_knob_of_ones_own_is_labelled_by_its_suffix() -> None:
    assert label_of("binder_mass_mg") == "binder mass / mg"
    assert label_of("mixing_ratio") == "mixing ratio"


@pytest.mark.parametrize(
    ("figure", "text"),
    [(0.0, "0"), (0.5, "0.5"), (12.34, "12.3"), (480.0, "480"), (1234.5, "1234"), (-3.21, "-3.21")],
)
def test_numbers_are_written_as_people_write_them(figure: float, text: str) -> None:
    assert number_of(figure) == text


def test_a_quantity_has_its_unit() -> None:
    assert quantity_of("release_mpa_s", 2.5) == "2.5 MPa/s"


def test_a_lesson_says_where_cells_hold_and_what_is_gained() -> None:
    words = lesson(a_slice(), 0.9)

    assert words.startswith("Co-press pressure: intact with P >= 0.9 up to 550 MPa")
    assert "above it cells break" in words
    assert words.endswith("falls from 360 to 196 Ω cm² at 550 MPa, and further only beyond it.")


def test_what_is_gained_beyond_the_safe_range_is_no_gain() -> None:
    early = replace(a_slice(), asr_median=np.maximum(a_slice().asr_median, 220.0))

    assert "falls from 360 to 220 Ω cm², with little to gain beyond 320 MPa" in lesson(early, 0.9)


def test_a_knob_that_does_nothing_is_said_to_do_nothing() -> None:
    flat = replace(
        a_slice(),
        asr_median=np.full(61, 200.0),
        p_intact=np.full(61, 0.97),
    )

    assert lesson(flat, 0.9) == "Co-press pressure: hardly moves the resistance."


def test_where_nothing_is_safe_no_range_is_claimed() -> None:
    risky = replace(a_slice(), p_intact=np.full(61, 0.6))

    assert safe_range(risky, 0.9) is None
    assert "nowhere intact with P >= 0.9 (P = 0.60 at best)" in lesson(risky, 0.9)


def test_what_is_true_of_every_knob_is_said_once() -> None:
    risky = replace(a_slice(), p_intact=np.full(61, 0.6))

    words = lessons([risky, risky], 0.9)

    assert words[0] == "No protocol near here is intact with P >= 0.9 yet (P = 0.60 at best)."
    assert not any("intact" in sentence for sentence in words[1:])
    assert len(words) == 3


def test_what_is_safe_is_what_the_advice_must_keep() -> None:
    nearly = replace(a_slice(), p_intact=np.full(61, 0.87))

    assert "P >= 0.9 yet (P = 0.87 at best)" in lessons([nearly], 0.9)[0]
    assert not any("intact with P" in sentence for sentence in lessons([nearly], 0.85))


def test_only_the_range_about_the_recommended_value_counts() -> None:
    two_islands = a_slice()
    two_islands.p_intact[20:30] = 0.2  # 300 to 390 MPa

    low, high = safe_range(two_islands, 0.9) or (0.0, 0.0)

    assert low == pytest.approx(400.0)
    assert high == pytest.approx(550.0)


def test_the_map_shows_copress_pressure_and_the_knob_that_matters_most() -> None:
    strong = replace(a_slice(), axis=Axis("stack_mpa", np.linspace(5, 250, 61), "linear"))
    weak = replace(
        a_slice(),
        axis=Axis("copress_dwell_s", np.geomspace(1, 600, 61), "log"),
        asr_median=np.full(61, 200.0),
    )
    copress = replace(a_slice(), asr_median=np.full(61, 200.0), p_intact=np.full(61, 0.9))

    assert importance(strong) > importance(weak) > importance(copress)
    assert map_axes([copress, weak, strong]) == ("copress_mpa", "stack_mpa")
    assert lessons([copress, weak, strong], 0.9)[0].startswith("Stack pressure")


def test_one_knob_makes_no_map() -> None:
    with pytest.raises(ValueError, match="a map needs two knobs"):
        map_axes([a_slice()])


@pytest.mark.parametrize(
    ("missing", "headline"),
    [
        ((), "The certificate is met: nothing better is likely, and the point is confirmed."),
        (
            ("confirmations",),
            "The certificate is not met yet: the recommended point needs confirmation.",
        ),
        (
            ("certainty",),
            "The certificate is not met yet: something better cannot be ruled out.",
        ),
        (
            ("safety", "cells", "certainty"),
            "The certificate is not met yet: the recommended protocol is not known to keep nine of "
            "ten cells intact, the cells are too few for so many knobs and something better "
            "cannot be ruled out.",
        ),
    ],
)
def test_the_certificate_says_what_is_missing_and_what_going_on_would_cost(
    missing: tuple[Missing, ...], headline: str
) -> None:
    to_go = 3 if missing and not set(missing) - {"certainty", "confirmations"} else None
    rival = {"copress_mpa": 480.0} if "certainty" in missing else None
    certificate = Certificate(
        5.5, 0.001, 0.7, 1, 2, not missing, missing, rival, to_go, cell_s=2520.0
    )

    first, rests = certificate_sentences(certificate)

    assert first == headline
    assert "better by more than 5.5 Ω cm² is less than 0.01" in rests
    assert "knowing the best one would gain 0.7 Ω cm² on average" in rests
    assert ("after 3 more cells as expected, about 42 min each" in rests) == (to_go is not None)
    assert ("Most often better: co-press pressure 480 MPa." in rests) == (rival is not None)
    assert "confirm the point: 1, wanted: 2" in rests


def test_every_goal_has_a_question() -> None:
    assert question("low_resistance").endswith("stays intact?")
    assert question("my_goal") == "Which pressing protocol is best for my goal?"


def test_the_window_is_printed_as_it_is_dialled() -> None:
    """Marks of a gauge 12.5 MPa apart: three digits would say 162 where the mark is 162.5."""
    space = Space((Parameter("copress_mpa", 100, 700, 12.5), Parameter("stack_mpa", 5, 95, 2.5)))
    chance = np.random.default_rng(3)
    cells = []
    for trial in range(1, 31):
        point = {"copress_mpa": chance.uniform(150, 650), "stack_mpa": chance.uniform(10, 90)}
        asr = 60 + ((point["copress_mpa"] - 420) / 60) ** 2 + chance.normal(0, 1)
        cells.append(Observation(point, asr_ohm_cm2=asr, trial=trial))
    advice = make_strategy(space, seed=2).recommend(cells)
    assert advice.window is not None
    rows = {row.words: row for row in setting_rows(advice, advice.point)}
    for name, step in (("copress_mpa", 12.5), ("stack_mpa", 2.5)):
        row = rows[words_of(name)]
        for text in (row.value, *row.window.split(" – ")):
            assert float(text) % step == 0.0
        assert tuple(map(float, row.window.split(" – "))) == advice.window.ranges[name]
