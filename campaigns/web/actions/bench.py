"""At the bench: the next cells, and the sheet to print."""

from __future__ import annotations

from starlette.responses import HTMLResponse, Response

from campaigns.by_hand.proposal_sheet import proposal_rows
from campaigns.by_hand.sheet_html import sheet_html
from campaigns.errors import NotEnoughError
from campaigns.store.journal import OPEN
from campaigns.web.background.bench_tasks import plan_cells
from campaigns.web.forms.fields import Field, Kind, takes
from campaigns.web.forms.parse import FieldError, Form
from campaigns.web.request_context import RequestContext
from campaigns.web.security.request_guard import DRAWING_POLICY

MOST = 20
"""Cells that one asks for at once on the page; each takes the models a moment."""


@takes(Field("more", Kind.WHOLE))
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
    which = ", ".join(map(str, numbers))
    cells = "Cell" if len(numbers) == 1 else "Cells"
    waits = "waits" if len(numbers) == 1 else "wait"
    context.session.said += said
    return context.back("now", f"{cells} {which} {waits} to be pressed.")


def sheet(context: RequestContext) -> Response:
    """The run sheet of the cells that wait, to print and to write on."""
    view = context.view
    trials = [trial for trial in view.trials if trial.state in OPEN]
    if not trials:
        raise NotEnoughError("no cell waits to be pressed; propose one first")
    settings = context.campaign.settings
    page = sheet_html("", settings, proposal_rows(settings, trials))
    return HTMLResponse(page, headers={"content-security-policy": DRAWING_POLICY})
