"""The template as questions: what it says of a key is the help, an answer changes one line."""

from pathlib import Path

import pytest

from campaigns.config.load_campaign import check_text
from campaigns.config.template import HandGauge, campaign_text
from campaigns.config.template_questions import Question, answered, groups
from campaigns.errors import WrongInputError

TEXTS = {
    "manual": campaign_text("a.toml", name="a", press="manual"),
    "with a gauge": campaign_text("a.toml", name="a", press="manual", gauge=HandGauge(50, 5)),
    "simulated": campaign_text("a.toml", name="a"),
}


def asked(text: str) -> dict[str, Question]:
    return {one.name: one for group in groups(text) for one in group.questions}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_the_template_with_its_own_answers_is_the_template(text: str) -> None:
    answers = {name: one.value for name, one in asked(text).items() if not one.optional}
    assert answered(text, answers) == text


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_every_question_that_is_stated_has_a_help_or_stands_in_a_table_that_has(text: str) -> None:
    help_of = {group.table: group.help for group in groups(text)}
    assert {
        name for name, one in asked(text).items() if not (one.help or help_of[one.table])
    } == set()  # fmt: skip


def test_help_that_goes_on_in_the_next_line_is_one_help() -> None:
    autonomy = asked(TEXTS["manual"])["campaign.autonomy"]
    assert autonomy.help.startswith("suggest: never press")
    assert autonomy.help.endswith("free")
    assert autonomy.choices == ("suggest", "approve", "batch", "envelope", "free")


def test_an_answer_changes_its_line_and_no_other() -> None:
    text = TEXTS["manual"]
    answers = {
        "campaign.budget": 12.0,
        "press.ram_mm": 45.5,
        "space.copress_mpa.step": None,
        "press.sets_ramp": True,
        "campaign.start": "gentle",
        "press.die": 'our "old" die',
    }
    made = answered(text, answers)
    settings = check_text(made, Path("a.toml"))
    assert settings.campaign.budget == 12
    assert settings.press.ram_mm == 45.5
    assert settings.space["copress_mpa"].step is None
    assert settings.press.sets_ramp is True
    assert settings.campaign.start == "gentle"
    assert settings.press.die == 'our "old" die'
    changed = [new for old, new in zip(text.splitlines(), made.splitlines(), strict=True)
               if old != new]  # fmt: skip
    assert len(changed) == len(answers)
    assert "budget = 12                  # cells to press" in changed


@pytest.mark.parametrize(
    "answers", [{"campaign.colour": 1.0}, {"campaign.budget": "many"}, {"press.sets_ramp": 1.0}]
)
def test_what_is_no_answer_is_refused(answers: dict[str, str | float]) -> None:
    with pytest.raises(WrongInputError):
        answered(TEXTS["manual"], answers)
