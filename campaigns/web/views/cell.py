"""Page of one cell: what was wanted, what the press did, what was seen, what happened."""

from __future__ import annotations

from sqlalchemy import func, select
from starlette.responses import Response

from campaigns.records.predictions import read_bets
from campaigns.records.trials import TrialRecord, read_journal, read_trial
from campaigns.store import schema
from campaigns.store.campaign_store import Store
from campaigns.web.actions.photos import photos_of
from campaigns.web.actions.record_result import wants_a_result
from campaigns.web.actions.result_form import WHAT
from campaigns.web.request_context import RefusedError, RequestContext


def cell(context: RequestContext) -> Response:
    """The page."""
    number = context.number()
    (trial,) = context.campaign.detailed([number])
    record = record_of_cell(context, number)
    store = context.campaign.store
    numbers = [trial.number for trial in context.view.trials]
    return context.show(
        "cell.html.j2",
        trial=trial,
        sentence=record.sentence,
        names=tuple(trial.protocol),
        journal=read_journal(store, record),
        bets=read_bets(store).get(record.id, {}),
        before=number - 1 if number - 1 in numbers else None,
        after=number + 1 if number + 1 in numbers else None,
        photos=photos_of(store, record.id),
        line=last_line(store, record.id),
        what=WHAT,
        wanted=wants_a_result(trial),
        running=context.campaign.held(),
    )


def record_of_cell(context: RequestContext, number: int) -> TrialRecord:
    """The store's own record of a trial.

    Raises:
        RefusedError: there is none.
    """
    record = read_trial(context.campaign.store, number)
    if record is None:
        raise RefusedError(404, f"{context.campaign.name} has no trial {number}")
    return record


def last_line(store: Store, trial_id: int) -> int:
    """Last line of a trial's journal: as long as it stays, its pictures do."""
    table = schema.journal
    query = select(func.max(table.c.id)).where(table.c.trial_id == trial_id)
    with store.connect() as connection:
        return int(connection.scalar(query) or 0)
