"""The result of a cell, by the person who pressed it or measured it; the first, and later words."""

from __future__ import annotations

import re

from starlette.responses import Response

from campaigns.errors import WrongInputError
from campaigns.web.forms.fields import WHY, takes
from campaigns.web.forms.parse import FieldError, Form
from campaigns.web.forms.result_form import (
    FIELDS,
    Kept,
    Sent,
    field_of,
    keep_result,
    page_words,
    result_of,
)
from campaigns.web.request_context import RefusedRequestError, RequestContext
from campaigns.web.security.request_guard import FILE_BYTES, peer
from campaigns.web.views.cell import cell_page

_NAME = re.compile(r"\w[\w .()+-]{0,90}\.\w{1,10}")


@takes(*FIELDS, WHY)
def enter(context: RequestContext, form: Form) -> Response:
    """Keep what became of a cell."""
    number = context.number()
    try:
        kept = _kept(context, form, number)
    except FieldError as error:
        kept = Kept(refused={error.field: str(error)})
    except WrongInputError as error:  # a result that no cell can have, whoever brings it
        kept = Kept(refused={field_of(str(error)): page_words(str(error))})
    if kept.sentence:
        return context.back(
            f"cells/{number}", f"Kept: {context.view.label_of(number)} is {kept.sentence}"
        )
    _note_refusal(context, kept)
    return cell_page(context, form=form.fields, kept=kept, status=400)


def _kept(context: RequestContext, form: Form, number: int) -> Kept:
    said = result_of(form, context.campaign.settings)
    _check_file(form)
    again = form.text("again") == "yes"
    if again and said.asr_ohm_cm2 is None and not form.file_name:
        raise FieldError("again", "type its resistance or choose the file; nothing was kept")
    missing = said.intact and said.asr_ohm_cm2 is None and said.retention is None
    first = context.view.trial(number).state != "closed"
    if form.text("what") == "whole" and first and missing and not form.file_name:
        raise FieldError(
            "spectrum",
            "an intact cell needs the analyser's file or its resistance, or a word why there is "
            "neither; nothing was kept",
        )
    ocv_v = form.number("ocv_v", "voltage at rest")
    if ocv_v is not None and not form.file_name:
        raise FieldError("ocv_v", "the voltage goes with the analyser's file; nothing was kept")
    sure = form.text("sure") == "yes"
    sent = Sent(said, form.text("why"), sure, again, form.file_name, form.content, ocv_v)
    kept: Kept = context.services.model_process.do(
        keep_result, context.campaign.path, number, context.person, sent
    )
    return kept


def _note_refusal(context: RequestContext, kept: Kept) -> None:
    """The audit page lists what was refused, as for every other form."""
    why = "; ".join((*kept.refused.values(), *kept.doubts.values()))
    about = f"enter a result ({context.request.url.path[:80]}, from {peer(context.request)})"
    context.services.trail.refused(context.person, about, why, context.campaign.slug)


correct = enter
"""Later words come by the same form; the reason says that they may change what is known."""


def _check_file(form: Form) -> None:
    """The file that was sent may be one; whether it is a spectrum, its readers say."""
    if not form.content and not form.file_name:
        return
    if len(form.content) > FILE_BYTES:
        raise RefusedRequestError(
            413, f"a file may have {FILE_BYTES // 1024**2} MB; nothing was kept"
        )
    if not _NAME.fullmatch(form.file_name):
        raise FieldError(
            "spectrum",
            f"{form.file_name[:60]!r} is not a plain file name (cell-0001.mpt); nothing was kept",
        )
    if not form.content:
        raise FieldError("spectrum", f"{form.file_name} is empty; nothing was kept")
