"""Page Table: a spreadsheet of past cells is dropped, looked at, asked about and explored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from starlette.responses import HTMLResponse, RedirectResponse, Response

from campaigns.errors import WrongInputError
from campaigns.web.background.table_tasks import explore_table, look_at_table
from campaigns.web.forms.fields import Field, FieldKind, takes
from campaigns.web.forms.parse import Form
from campaigns.web.forms.table_question import (
    AS_WRITTEN,
    COMPLETE,
    GEOMETRY,
    MEANINGS,
    question_form,
)
from campaigns.web.request_context import HouseContext, RefusedRequestError
from campaigns.web.security.request_guard import DRAWING_POLICY, FILE_BYTES
from campaigns.web.security.sessions import DroppedTable
from campaigns.web.shelf.campaign_folder import CampaignFolder

SAID = (
    Field("die_mm", FieldKind.NUMBER), Field("ram_mm", FieldKind.NUMBER),
    Field("area_cm2", FieldKind.NUMBER),
    Field("column"), Field("word"), Field("sheet"), Field("as_written"),
    Field("fill_down", FieldKind.TICK),
)  # fmt: skip


def table_page(context: HouseContext) -> Response:
    """Where a table is dropped; below, what it was taken for."""
    table = context.session.table
    seen: dict[str, Any] = {} if table is None else dict(table.seen)
    said = {} if table is None else dict(table.answers)
    return context.show(
        "house/table.html.j2",
        table=table,
        seen=seen,
        answered=said,
        asked=question_form(seen.get("answers", ())),
        meanings=MEANINGS,
        geometry=GEOMETRY,
        campaigns=_learners(context),
        sheet_of=_of_sheet(context, seen.get("run_sheet")),
    )


@takes(Field("table", FieldKind.FILE), Field("answer"), Field("means."), *SAID)
def look(context: HouseContext, form: Form) -> Response:
    """Look at a table that was sent, or again at the last one with what was said of it."""
    table = context.session.table
    if form.content:
        if len(form.content) > FILE_BYTES:
            raise RefusedRequestError(
                413, f"a table may have {FILE_BYTES // 1024**2} MB; nothing was kept"
            )
        table = DroppedTable(form.file_name[:120] or "table", form.content)
    if table is None:
        raise WrongInputError("no table was sent; choose a file or drop one")
    answers = tuple((one.name, form.text(one.name)) for one in SAID if form.text(one.name))
    answers = _with_answer(_with_words(answers, form.texts("means")), form.text("answer"))
    seen = context.services.model_process.do(look_at_table, table.name, table.content, answers)
    context.session.table = replace(table, answers=answers, seen=tuple(seen.items()), explored="")
    return RedirectResponse(f"{context.where}/table", 303)


@takes()
def explore(context: HouseContext, form: Form) -> Response:
    """Learn from the table that was looked at."""
    table = context.session.table
    if table is None or dict(table.seen).get("question", "?"):
        raise WrongInputError("answer the question about the table first; nothing was explored")
    html = context.services.model_process.do(
        explore_table, table.name, table.content, table.answers
    )
    context.session.table = replace(table, explored=html)
    return RedirectResponse(f"{context.where}/table/explored", 303)


def explored(context: HouseContext) -> Response:
    """The exploration: a page of its own that runs nothing."""
    table = context.session.table
    if table is None or not table.explored:
        raise RefusedRequestError(404, "no table was explored here yet")
    return HTMLResponse(table.explored, headers={"content-security-policy": DRAWING_POLICY})


def _learners(context: HouseContext) -> dict[str, str]:
    """Slug and name of the campaigns that may learn from the table."""
    shelf = context.services.open_campaigns
    if context.slug or not isinstance(shelf, CampaignFolder):
        return {}
    return {file.slug: file.within.as_posix() for file in shelf.files()}


def _of_sheet(context: HouseContext, name: str | None) -> str:
    """The address of the campaign of a run sheet; empty where it is not here."""
    if name is None or context.slug:
        return context.where
    every = context.services.open_campaigns.all
    return next((f"/c/{one.slug}" for one in every if one.name == name), "")


def _with_words(
    answers: tuple[tuple[str, str], ...], means: Mapping[str, str]
) -> tuple[tuple[str, str], ...]:
    """What was typed, and what the words mean that were asked about."""
    typed = dict(answers)
    lines = [typed.get("word", ""), *(f"{word}={meaning}" for word, meaning in means.items())]
    typed["word"] = "\n".join(filter(None, lines))
    return tuple((name, text) for name, text in typed.items() if text)


def _with_answer(answers: tuple[tuple[str, str], ...], answer: str) -> tuple[tuple[str, str], ...]:
    """What was typed, and an answer that was pressed: `--column 'TITLE=NAME:UNIT'`."""
    if answer == "--fill-down":
        return (*((n, v) for n, v in answers if n != "fill_down"), ("fill_down", "yes"))
    if rows := AS_WRITTEN.match(answer):
        known = dict(answers).get("as_written", "")
        both = ",".join(filter(None, (known, rows["rows"])))
        return (*((n, v) for n, v in answers if n != "as_written"), ("as_written", both))
    found = COMPLETE.match(answer)
    if found is None:
        return answers
    typed = dict(answers)
    typed["column"] = f"{typed.get('column', '')}\n{found['said']}".strip()
    return tuple(typed.items())
