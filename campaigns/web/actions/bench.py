"""At the bench: the next cells, their sheet, the filled sheet; simulated cells are pressed."""

from __future__ import annotations

from dataclasses import replace

from starlette.responses import HTMLResponse, Response

from campaigns.errors import CampaignBusyError, NotEnoughError, WrongInputError
from campaigns.run.by_hand.sheet_html import sheet_html
from campaigns.run.by_hand.sheet_write import SheetRow, proposal_rows, run_sheet_text
from campaigns.store.journal import OPEN
from campaigns.trial.cell_labels import sample_label
from campaigns.web.background.bench_tasks import plan_cells, record_filled_sheet
from campaigns.web.background.simulated_runs import run_simulated
from campaigns.web.forms.fields import Field, FieldKind, takes
from campaigns.web.forms.parse import FieldError, Form
from campaigns.web.request_context import RefusedRequestError, RequestContext
from campaigns.web.security.request_guard import DRAWING_POLICY, FILE_BYTES
from campaigns.web.security.sessions import DroppedTable
from campaigns.web.views.now import now_page

MOST = 20
"""Cells that one asks for at once on the page; each takes the models a moment."""
_SAID = 12
"""Rows of a sheet that one message names."""


@takes(Field("more", FieldKind.WHOLE))
def propose(context: RequestContext, form: Form) -> Response:
    """Plan the next cells."""
    more = form.whole("more", "how many more cells")
    more = 1 if more is None else more
    if not 1 <= more <= MOST:
        raise FieldError("more", f"ask for 1 to {MOST} cells at once; nothing was planned")
    count = more + sum(trial.state in OPEN for trial in context.view.trials)
    numbers, said = context.services.model_process.do(
        plan_cells, context.campaign.path, count, context.person
    )
    which = ", ".join(map(sample_label, numbers))
    waits = "waits" if len(numbers) == 1 else "wait"
    context.session.said += said
    return context.back("now", f"{which} {waits} to be pressed.")


def sheet(context: RequestContext) -> Response:
    """The run sheet of the cells that wait, to print and to write on."""
    page = sheet_html("", context.campaign.settings, _rows(context))
    return HTMLResponse(page, headers={"content-security-policy": DRAWING_POLICY})


def sheet_table(context: RequestContext) -> Response:
    """The same as a table, to fill in with a spreadsheet."""
    text = run_sheet_text(_rows(context), list(context.campaign.settings.space))
    name = f"{context.slug}-sheet.csv"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(text.encode("utf-8-sig"), media_type="text/csv", headers=headers)


def _rows(context: RequestContext) -> list[SheetRow]:
    trials = [trial for trial in context.view.trials if trial.state in OPEN]
    if not trials:
        raise NotEnoughError("no cell waits to be pressed; propose one first")
    return proposal_rows(context.campaign.settings, trials)


@takes(Field("sheet", FieldKind.FILE), Field("sure", FieldKind.TICK))
def upload_sheet(context: RequestContext, form: Form) -> Response:
    """Record the results of a filled run sheet: one that is sent, or the last one again."""
    table = context.session.table
    if form.content:
        if len(form.content) > FILE_BYTES:
            raise RefusedRequestError(
                413, f"a sheet may have {FILE_BYTES // 1024**2} MB; nothing was kept"
            )
        table = DroppedTable(form.file_name[:120] or "sheet.csv", form.content)
    if table is None:
        raise WrongInputError("no sheet was sent; choose the file")
    sure = form.text("sure") == "yes"
    said, wrong = context.services.model_process.do(
        record_filled_sheet, context.campaign.path, table.name, table.content, context.person, sure
    )
    if wrong:
        context.session.table = replace(table, seen=(("run_sheet", context.campaign.name),))
        context.services.trail.refused(
            context.person, f"record the sheet {table.name}", "; ".join(wrong), context.slug
        )
        return now_page(context, {"name": table.name, "wrong": wrong}, status=400)
    context.session.table = None
    more = f"; and {len(said) - _SAID} more" if len(said) > _SAID else ""
    return context.back("now", f"{table.name} is recorded. {'; '.join(said[:_SAID])}{more}.")


@takes(Field("more", FieldKind.WHOLE, required=True))
def press_simulated(context: RequestContext, form: Form) -> Response:
    """Press simulated cells, in a process of its own."""
    settings, name = context.campaign.settings, context.campaign.name
    if not settings.simulated:
        raise WrongInputError(
            f"{name} has a real press: start the run at its computer, copress run "
            f"{settings.path.name}. Nothing was started."
        )
    more = form.whole("more", "how many cells")
    if more is None or not 1 <= more <= settings.campaign.budget:
        raise FieldError("more", f"press 1 to {settings.campaign.budget} cells; none was started")
    runs, path = context.services.simulated_runs, context.campaign.path
    if context.campaign.held() or (path in runs and runs[path].alive):
        raise CampaignBusyError(f"{name} is already running; nothing was started")
    runs[path] = run_simulated(path, context.campaign.head(), context.person, more)
    return context.back("now", "The simulated press has started; it goes on without this page.")
