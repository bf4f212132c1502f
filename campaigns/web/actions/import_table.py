"""A table that was looked at becomes past cells of a campaign."""

from __future__ import annotations

from starlette.responses import RedirectResponse, Response

from campaigns.errors import WrongInputError
from campaigns.web.background.bench_tasks import import_cells
from campaigns.web.forms.fields import Field, takes
from campaigns.web.forms.parse import Form
from campaigns.web.request_context import HouseContext
from campaigns.web.shelf.open_campaigns import OpenCampaign

_STATED = 5
"""Rows and notes that the next page lists."""


@takes(Field("campaign"))
def import_table(context: HouseContext, form: Form) -> Response:
    """Teach a campaign with the cells of the table."""
    table = context.session.table
    if table is None or dict(table.seen).get("question", "?"):
        raise WrongInputError("answer the question about the table first; nothing was imported")
    campaign = _campaign(context, form.text("campaign"))
    made, known, notes = context.services.model_process.do(
        import_cells, campaign.path, table.name, table.content, table.answers, context.person
    )
    context.session.said.append(
        f"{made} past cells of {table.name} are in {campaign.name}; {known} were known already."
    )
    context.session.said += notes[:_STATED]
    if len(notes) > _STATED:
        context.session.said.append(f"And {len(notes) - _STATED} more remarks: see the page Cells.")
    return RedirectResponse(f"/c/{campaign.slug}/cells", 303)


def _campaign(context: HouseContext, slug: str) -> OpenCampaign:
    """The campaign of the page, or the one that was chosen.

    Raises:
        WrongInputError: none was.
    """
    found = context.services.open_campaigns.find(context.slug or slug)
    if found is None:
        raise WrongInputError("choose the campaign that learns; nothing was imported")
    return found
