"""Page Audit: who did what, newest first; what was refused stands among it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import or_, select
from starlette.responses import Response

from campaigns.store import schema
from campaigns.web.forms.fields import Field, takes
from campaigns.web.request_context import RequestContext
from campaigns.web.security.refusal_log import REFUSED

AT_ONCE = 200  # lines; chosen: a page that is quick to load


@dataclass(frozen=True)
class AuditLine:
    """One decision, request or refusal."""

    at_utc: str
    person: str
    action: str
    trial: int | None
    reason: str

    @property
    def refused(self) -> bool:
        """It was not done."""
        return self.action == REFUSED


@takes(Field("person"))
def audit(context: RequestContext) -> Response:
    """The page."""
    lines, more = _lines(context)
    return context.show("audit.html.j2", lines=lines, more=more, head=_head(context))


def _lines(context: RequestContext) -> tuple[list[AuditLine], bool]:
    decision, trial = schema.decision, schema.trial
    asked = context.request.query_params.get("person", "")
    of_campaign = context.campaign.store.campaign_id
    query = (
        select(decision, trial.c.number)
        .outerjoin(trial, trial.c.id == decision.c.trial_id)
        .where(or_(decision.c.campaign_id == of_campaign, trial.c.campaign_id == of_campaign))
        .order_by(decision.c.id.desc())
        .limit(AT_ONCE + 1)
    )
    if asked:
        query = query.where(decision.c.person == asked)
    with context.campaign.store.connect() as connection:
        rows = connection.execute(query).all()
    lines = [AuditLine(row.at_utc, row.person, row.action, row.number, row.reason) for row in rows]
    return lines[:AT_ONCE], len(lines) > AT_ONCE


def _head(context: RequestContext) -> tuple[int, str]:
    """Number and hash of the chain's last line."""
    table = schema.audit
    query = select(table.c.id, table.c.sha256).order_by(table.c.id.desc()).limit(1)
    with context.campaign.store.connect() as connection:
        row = connection.execute(query).first()
    return (0, "") if row is None else (row.id, row.sha256)
