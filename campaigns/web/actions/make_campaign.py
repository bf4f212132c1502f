"""What the start page makes: a campaign of what was answered, the demonstration."""

from __future__ import annotations

from pathlib import Path

from starlette.responses import RedirectResponse, Response

from campaigns.config.load_campaign import check_text
from campaigns.config.template import HandGauge, campaign_text
from campaigns.config.template_questions import Question, Value, answered, groups
from campaigns.config.typed_name import typed_name
from campaigns.errors import WrongInputError
from campaigns.trial.press_limits import limits_of, refuse_outside
from campaigns.web.background.simulated_runs import DEMO_FOLDER, run_demo, write_demo
from campaigns.web.forms.fields import Field, takes
from campaigns.web.forms.parse import FieldError, Form
from campaigns.web.request_context import HouseContext
from campaigns.web.shelf.campaign_folder import CampaignFolder
from campaigns.web.views.new_campaign import (
    NOT_ASKED,
    START,
    Typed,
    Wanted,
    ask_first,
    ask_rest,
    campaign_path,
    check,
    maps,
    template,
)

ANSWER = Field("say.")
_TRUE, _FALSE = "true", "false"


@takes(*START, ANSWER)
def make_campaign(context: HouseContext, form: Form) -> Response:
    """Write the campaign file of what was answered."""
    wanted = Wanted.of(form.fields)
    try:
        check(context, wanted)
    except WrongInputError as error:
        return ask_first(context, wanted, str(error), 400)
    typed = {
        name.removeprefix("say."): text
        for name, text in form.fields.items()
        if name.startswith("say.")
    }
    asked = {
        one.name: one for group in groups(template(context, wanted)) for one in group.questions
    }
    if unknown := [name for name in typed if name not in asked or name in NOT_ASKED]:
        raise WrongInputError(f"{unknown[0][:60]!r} is not a key of this form; nothing was written")
    answers, wrong = _answers(form, [one for name, one in asked.items() if name in typed])
    if wrong:
        return ask_rest(context, wanted, Typed(typed, wrong), 400)
    path = campaign_path(context, wanted.name)
    try:
        text = _text(context, wanted, asked, answers)
        settings = check_text(text, path)
        refuse_outside(settings, limits_of(settings))
    except WrongInputError as error:
        return ask_rest(context, wanted, Typed(typed, {"": str(error)}), 400)
    with path.open("x", encoding="utf-8") as file:
        file.write(text)
    shelf = context.services.open_campaigns
    assert isinstance(shelf, CampaignFolder)  # noqa: S101  `start_of` lets nobody else in
    made = next(one for one in shelf.files() if one.path == path)
    upcoming = {
        "manual": "propose the first cell",
        "simulated": "press simulated cells",
    }.get(wanted.press, f"copress run {typed_name(path.name)}, at the computer of the press")
    context.session.said.append(f"{path.name} is written. Next: {upcoming}.")
    return RedirectResponse(f"/c/{made.slug}/now", 303)


def _answers(form: Form, asked: list[Question]) -> tuple[dict[str, Value], dict[str, str]]:
    """What was typed as values, and what cannot be one."""
    answers: dict[str, Value] = {}
    wrong: dict[str, str] = {}
    for question in asked:
        name = f"say.{question.name}"
        try:
            answers[question.name] = _answer(form, name, question)
        except FieldError as error:
            wrong[question.name] = str(error)
    return answers, wrong


def _answer(form: Form, name: str, question: Question) -> Value:
    text = form.text(name)
    if not text:
        return None
    if isinstance(question.value, bool):
        if text not in (_TRUE, _FALSE):
            raise FieldError(name, f"{question.key}: say true or false")
        return text == _TRUE
    if isinstance(question.value, str):
        if question.choices and text not in question.choices:
            raise FieldError(name, f"{question.key}: one of {', '.join(question.choices)}")
        return text
    return form.number(name, question.key)


def _text(
    context: HouseContext, wanted: Wanted, asked: dict[str, Question], answers: dict[str, Value]
) -> str:
    """The campaign file; what the gauge can be read to takes the place of a step of the dial."""
    gauge = _gauge(answers)
    text = campaign_text(
        wanted.file_name,
        name=wanted.name,
        goal=wanted.goal,
        press=wanted.press,
        reach=maps(context).get(wanted.press),
        gauge=gauge,
        series=wanted.series or None,
    )
    there = {one.name for group in groups(text) for one in group.questions}
    said = {
        name: answer
        for name, answer in answers.items()
        if name in there or answer != asked[name].value
    }
    return answered(text, said)


def _gauge(answers: dict[str, Value]) -> HandGauge | None:
    ram_mm, step_bar = answers.get("press.ram_mm"), answers.get("press.gauge_step_bar")
    if not isinstance(ram_mm, int | float) or isinstance(step_bar, str):
        return None
    return HandGauge(ram_mm, step_bar)


@takes()
def begin_demo(context: HouseContext, form: Form) -> Response:
    """Start the demonstration, and look at it."""
    folder = context.services.open_campaigns.folder
    assert folder is not None  # noqa: S101  `start_of` has refused otherwise
    runs = context.services.simulated_runs
    if any(one.alive for one in runs.values() if one.file.parent == folder / DEMO_FOLDER):
        raise WrongInputError("the demonstration is already running; nothing was started")
    path = Path(context.services.model_process.do(write_demo, folder))
    shelf = context.services.open_campaigns
    assert isinstance(shelf, CampaignFolder)  # noqa: S101  `start_of` lets nobody else in
    made = next(one for one in shelf.files() if one.path == path)
    runs[path] = run_demo(path, shelf.opened(made).head(), context.person)
    context.session.said.append(
        "The demonstration has started, on a simulated press; its first cell appears in a moment. "
        "It goes on when this page is closed."
    )
    return RedirectResponse(f"/c/{made.slug}/now", 303)
