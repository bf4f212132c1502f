"""Until when, as people type it; and what the terminal asks about a cell."""

from datetime import UTC, datetime

import pytest

from campaigns.decisions.expiry import until_utc
from campaigns.errors import WrongInputError
from campaigns.run.by_hand.result_prompt import ask_result, nothing_said
from campaigns.trial.cell_result import CellResult

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("8h", "2026-11-26T20:00:00+00:00"),
        ("30min", "2026-11-26T12:30:00+00:00"),
        ("2d", "2026-11-28T12:00:00+00:00"),
        ("2026-11-27T18:00+01:00", "2026-11-27T17:00:00+00:00"),
        (None, None),
    ],
)
def test_a_moment_as_people_type_it(text: str | None, moment: str | None) -> None:
    assert until_utc(text, now=NOW) == moment


@pytest.mark.parametrize("text", ["someday", "8 fortnights", "2026-11-25T18:00+00:00", "", "-8h"])
def test_what_is_no_moment_or_has_passed(text: str) -> None:
    with pytest.raises(WrongInputError):
        until_utc(text, now=NOW)


@pytest.mark.parametrize(
    ("answers", "report"),
    [
        (["1", "210.5"], CellResult(damage=0, asr_ohm_cm2=210.5)),
        (["2", "2", "n", "cracked stuck"], CellResult(damage=2, failure=("cracked", "stuck"))),
        (["2", "0", "y", "-"], CellResult(damage=0, shorted=True)),
        (["3", "the pump stood still"], CellResult(void="the pump stood still")),
        (["4", "the clip fell off"], CellResult(damage=0, unmeasured="the clip fell off")),
        (["5", "not densified"], CellResult(damage=0, skipped="not densified")),
    ],
)
def test_three_failures_are_asked_in_plain_words(answers: list[str], report: CellResult) -> None:
    given = iter(answers)
    assert nothing_said(CellResult())
    assert ask_result(CellResult(), lambda question: next(given)) == report


@pytest.mark.parametrize(
    ("answers", "said", "report"),
    [
        (["6", "", "3", "pump"], "a number from 1 to 5", CellResult(void="pump")),
        (["2", "5", "1", "n", "-"], "The damage is 0, 1, 2 or 3", CellResult(damage=1)),
        (["2", "1", "x", "n", "-"], "the answer is y or n", CellResult(damage=1)),
        (["2", "2", "n", "212", "stuck"], "no such failure mode",
         CellResult(damage=2, failure=("stuck",))),
        (["1", "no/such/file.mpt", "212,5"], "neither a resistance nor a file",
         CellResult(damage=0, asr_ohm_cm2=212.5)),
        (["1", "1,234", "1.234"], "can be read in two ways",
         CellResult(damage=0, asr_ohm_cm2=1.234)),
        (["3", "", "the pump"], "Say it in a few words", CellResult(void="the pump")),
    ],
)  # fmt: skip
def test_an_answer_that_is_not_understood_is_asked_again(
    answers: list[str], said: str, report: CellResult
) -> None:
    given, questions = iter(answers), []

    def ask(question: str) -> str:
        questions.append(question)
        return next(given)

    assert ask_result(CellResult(), ask) == report
    assert any(said in question for question in questions)
    assert next(given, None) is None, "every answer was heard"
