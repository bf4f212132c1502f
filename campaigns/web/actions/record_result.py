"""The first result of a cell, by the person who pressed it or measured it again by hand."""

from __future__ import annotations

import re

from starlette.responses import Response

from campaigns.errors import WrongInputError
from campaigns.records.views import TrialView
from campaigns.web.actions.result_form import NO_FILE, RESULT, File, keep_result, result_of
from campaigns.web.forms.fields import NEEDED_WHY, WHY, Field, Kind, takes
from campaigns.web.forms.parse import Form
from campaigns.web.request_context import RefusedError, RequestContext
from campaigns.web.security.request_guard import FILE_BYTES

_NAME = re.compile(r"\w[\w .()+-]{0,90}\.\w{1,10}")
ENTERED = (
    Field("spectrum", Kind.FILE),
    Field("ocv_v", Kind.NUMBER),
    Field("lot", longest=100),
    Field("note"),
    Field("achieved.", Kind.NUMBER),
)


def wants_a_result(trial: TrialView) -> bool:
    """Nothing is known of it that a person could not say now."""
    return trial.state != "closed" or trial.outcome == "measurement failed"


@takes(*RESULT, WHY, *ENTERED)
def enter(context: RequestContext, form: Form) -> Response:
    """Keep what became of a cell that has no result yet."""
    number = context.number()
    said = result_of(form)
    spectrum = _spectrum(form)
    if form.text("what") == "whole" and spectrum == NO_FILE and said["asr_ohm_cm2"] is None:
        raise WrongInputError(
            "a whole cell needs the analyser's file or its resistance, or a word why there is "
            "neither; nothing was kept"
        )
    said |= {
        "ocv_v": form.number("ocv_v", "voltage at rest"),
        "lot": form.text("lot") or None,
        "note": form.text("note"),
        "achieved": form.numbers("achieved"),
    }
    path, person, items = context.campaign.path, context.person, tuple(said.items())
    sentence = context.services.model_process.do(keep_result, path, number, person, items, spectrum)
    return context.back(f"cells/{number}", f"Kept: cell {number} is {sentence}")


def _spectrum(form: Form) -> File:
    """The file that was sent; whether it is a spectrum, its readers say."""
    if not form.content and not form.file_name:
        return NO_FILE
    if len(form.content) > FILE_BYTES:
        raise RefusedError(413, f"a file may have {FILE_BYTES // 1024**2} MB; nothing was kept")
    if not _NAME.fullmatch(form.file_name):
        raise WrongInputError(
            f"{form.file_name[:60]!r} is no plain name of a file (cell-0001.mpt); nothing was kept"
        )
    if not form.content:
        raise WrongInputError(f"{form.file_name} is empty; nothing was kept")
    return form.file_name, form.content


@takes(*RESULT, NEEDED_WHY)
def correct(context: RequestContext, form: Form) -> Response:
    """Keep what became of a cell instead of what was kept before."""
    number = context.number()
    why = form.text("why")
    if not why:
        raise WrongInputError("a result that replaces another needs a reason; nothing was kept")
    said = tuple({**result_of(form), "correct": True, "reason": why}.items())
    path, person = context.campaign.path, context.person
    sentence = context.services.model_process.do(keep_result, path, number, person, said)
    return context.back(f"cells/{number}", f"Kept: cell {number} is {sentence}")
