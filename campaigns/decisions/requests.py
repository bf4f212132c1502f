"""Requests to a running campaign: stop after a safe release, abort, resume."""

from __future__ import annotations

from sqlalchemy import select

from campaigns.errors import WrongInputError
from campaigns.store import schema
from campaigns.store.campaign_store import Store

ABORT, STOP, RESUME = "abort", "stop", "resume"
"""Requests to a running campaign; an abort stands until somebody resumes."""


def request(store: Store, what: str, person: str, why: str) -> None:
    """Ask the running campaign to `stop` (after a safe release), to `abort`, or `resume` it.

    An abort is a controlled release; it stands until a named person resumes with a reason.

    Raises:
        WrongInputError: no reason for an abort or resume.
    """
    if what != STOP and not why.strip():
        raise WrongInputError(f"{what} needs a reason: those who come later must know why")
    store.decide(None, person, what, why)


def standing_request(
    store: Store, *, patience_s: float | None = None
) -> tuple[int, str, str, str] | None:
    """The last request: its row, kind, person, reason; None when there was none or all is well.

    Args:
        store: Of the campaign.
        patience_s: As `campaigns.store.campaign_store.Store.connect`.
    """
    table = schema.decision
    query = (
        select(table.c.id, table.c.action, table.c.person, table.c.reason)
        .where(table.c.campaign_id == store.campaign_id)
        .where(table.c.trial_id.is_(None), table.c.action.in_((ABORT, STOP, RESUME)))
        .order_by(table.c.id.desc())
        .limit(1)
    )
    with store.connect(patience_s) as connection:
        row = connection.execute(query).first()
    return None if row is None or row.action == RESUME else (row[0], row[1], row[2], row[3])
