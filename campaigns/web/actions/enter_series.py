"""The rungs of one cell, entered together as a run sheet has them; a series that ends early."""

from __future__ import annotations

import csv
import io

from starlette.responses import Response

from campaigns.records.views import TrialView
from campaigns.run.by_hand.sheet_write import RUNG, proposal_rows, run_sheet_text
from campaigns.trial.rung_words import climbing_names
from campaigns.web.background.bench_tasks import end_by_hand, record_rungs
from campaigns.web.forms.fields import NEEDED_WHY, Field, FieldKind, takes
from campaigns.web.forms.parse import FieldError, Form
from campaigns.web.request_context import RequestContext
from campaigns.web.views.cell import cell_page
from doe.trials import FAILURE_MODES

HELD = "held"
_ABOUT = ("lot", "operator", "made_on", "note")


@takes(
    Field("state."),
    Field("asr.", longest=40),
    Field("reached.", longest=40),
    *(Field(name) for name in _ABOUT),
    Field("sure", FieldKind.TICK),
)
def enter_series(context: RequestContext, form: Form) -> Response:
    """Keep the results of all rungs that are filled in, or of none."""
    number = context.number()
    trial = context.view.trial(number)
    try:
        content = _sheet(context, trial, form)
    except FieldError as error:
        return cell_page(context, form=form.fields, series_wrong=(str(error),), status=400)
    upcoming, wrong = context.services.model_process.do(
        record_rungs,
        context.campaign.path,
        number,
        content,
        context.person,
        form.text("sure") == "yes",
    )
    if wrong:
        context.services.trail.refused(
            context.person, f"enter rungs of cell {number}", "; ".join(wrong), context.slug
        )
        return cell_page(context, form=form.fields, series_wrong=wrong, status=400)
    return context.back(f"cells/{number}", f"The rungs are kept. {upcoming}".strip())


def _sheet(context: RequestContext, trial: TrialView, form: Form) -> bytes:
    """The form as a filled run sheet.

    Raises:
        FieldError: a rung has a value but no word on what became of the cell, or none has any.
    """
    settings = context.campaign.settings
    text = run_sheet_text(proposal_rows(settings, [trial]), list(settings.space))
    rows = list(csv.DictReader(io.StringIO(text)))
    (name,) = climbing_names(trial.rungs)
    for row in rows:
        k = row[RUNG]
        state, asr, reached = (form.text(f"{one}.{k}") for one in ("state", "asr", "reached"))
        if not state:
            if asr or reached:
                raise FieldError(f"state.{k}", f"rung {k}: say whether the cell held")
            continue
        if state != HELD and state not in FAILURE_MODES:
            raise FieldError(f"state.{k}", f"rung {k}: {state[:40]!r} is not a failure mode")
        row.update({one: form.text(one) for one in _ABOUT}, asr_ohm_cm2=asr)
        row[name] = reached
        row.update({"damage": "0"} if state == HELD else {"failure": state})
    if not any(form.text(f"state.{row[RUNG]}") for row in rows):
        raise FieldError("state.", "no rung is filled in; nothing was kept")
    sheet = io.StringIO(newline="")
    writer = csv.DictWriter(sheet, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    return sheet.getvalue().encode()


@takes(NEEDED_WHY)
def leave_series(context: RequestContext, form: Form) -> Response:
    """End the series of a cell at the last rung that it held."""
    number, why = context.number(), form.text("why")
    if not why:
        raise FieldError("why", "say why the cell is pressed no further; nothing was done")
    sentence = context.services.model_process.do(
        end_by_hand, context.campaign.path, number, why, context.person
    )
    return context.back(f"cells/{number}", f"{context.view.label_of(number)}: {sentence}.")
