"""The front as a table and a sentence."""

from campaigns.report.text.trade_off_table import front_sentence, front_table
from doe.recommendation.pareto_front import FrontPoint, ParetoFront

POINTS = (
    FrontPoint({"copress_mpa": 480.0}, 41.2, 0.93, 0.81, 2520.0),
    FrontPoint({"copress_mpa": 390.0}, 55.0, 0.97, None, 2400.0),
)


def test_one_line_a_protocol_with_its_settings() -> None:
    found = front_table(
        ParetoFront(("asr_ohm_cm2", "p_intact", "retention", "total_s"), POINTS, 0.8, 0.5)
    )

    assert found.goals == ("Ω cm²", "intact", "capacity kept", "min per cell")
    assert found.knobs == ("co-press pressure",)
    assert found.rows[0] == ("41.2", "0.93", "0.81", "42", "480 MPa")
    assert found.rows[1] == ("55", "0.97", "–", "40", "390 MPa")


def test_the_sentence_names_what_is_traded_and_the_volumes() -> None:
    words = front_sentence(ParetoFront(("asr_ohm_cm2", "p_intact", "total_s"), POINTS, 0.8, 0.5))

    assert "better in one of resistance, cells intact and time per cell without" in words
    assert "Hypervolume of the front 0.8, of the cells pressed so far 0.5" in words


def test_where_nothing_holds_there_is_no_front() -> None:
    nothing = ParetoFront(("asr_ohm_cm2", "p_intact"), (), 0.0, 0.0)

    assert front_table(nothing).rows == ()
    assert "there is no front" in front_sentence(nothing)
