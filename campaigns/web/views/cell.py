"""Page of one cell: what was wanted, what the press did, what was seen, what happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select
from starlette.responses import Response

from campaigns.records.load_trials import TrialRecord, read_journal, read_trial
from campaigns.records.predictions import read_bets
from campaigns.records.readings.photos import photos_by_trial
from campaigns.records.readings.rungs import at_rung
from campaigns.records.results import read_known
from campaigns.records.views import TrialView
from campaigns.store import schema
from campaigns.store.campaign_store import Store
from campaigns.trial.hand_press import PRESSED, HandPress
from campaigns.trial.outcome import Outcome
from campaigns.trial.rung_words import climbing_names
from campaigns.web.forms.result_form import WHAT, Kept, typed_of
from campaigns.web.request_context import RefusedRequestError, RequestContext
from doe.trials import FAILURE_MODES


def cell(context: RequestContext) -> Response:
    """The page."""
    return cell_page(context)


def cell_page(
    context: RequestContext,
    *,
    form: Mapping[str, str] | None = None,
    kept: Kept | None = None,
    series_wrong: Sequence[str] = (),
    status: int = 200,
) -> Response:
    """The page, with a form that was sent and not kept, if there is one.

    Args:
        context: Who asks, about which campaign.
        form: What was typed; by default what is known of the cell.
        kept: What is wrong with it.
        series_wrong: What is wrong with the form of all rungs.
        status: Of the answer.
    """
    number = context.number()
    (trial,) = context.campaign.detailed([number])
    record = record_of_cell(context, number)
    store = context.campaign.store
    numbers = [trial.number for trial in context.view.trials]
    reading = form if form is not None and form.get("again") else None
    known = form is None or reading is not None
    return context.show(
        "cells/cell.html.j2",
        status,
        trial=trial,
        typed=_typed(store, record, trial) if known else form,
        kept=Kept() if kept is None or reading is not None else kept,
        reading=reading or {},
        reading_kept=kept if kept is not None and reading is not None else Kept(),
        series_wrong=series_wrong,
        modes=FAILURE_MODES,
        sentence=_beyond_its_mark(record.sentence, record.outcome),
        names=tuple(n for n in trial.protocol if n not in context.view.settings.press.unset_rates),
        pressed=PRESSED,
        journal=read_journal(store, record),
        bets=read_bets(store).get(record.id, {}),
        before=number - 1 if number - 1 in numbers else None,
        after=number + 1 if number + 1 in numbers else None,
        photos=photos_by_trial(store).get(record.id, ()),
        line=last_line(store, record.id),
        what=WHAT,
        wanted=wants_a_result(trial),
        running=context.campaign.held(),
        rungs=_rungs(trial),
        climbing=climbing_names(trial.rungs),
        gauge=HandPress.of(context.view.settings),
    )


def _rungs(trial: TrialView) -> list[dict[str, object]]:
    """Each pressure of the cell, with what was seen there."""
    seen = {one.number: one for one in trial.climbed}
    return [{"point": point, "seen": seen.get(k)} for k, point in enumerate(trial.rungs, 1)]


def _beyond_its_mark(sentence: str, outcome: Outcome | None) -> str:
    """What a result's sentence says that the coloured mark before it has not said already."""
    if outcome == Outcome.RECIPE_FAILED:
        return sentence.partition(": ")[2]
    return sentence.removeprefix("intact, ")


def _typed(store: Store, record: TrialRecord, trial: TrialView) -> Mapping[str, str]:
    """All that is known of the cell; of a pressure series, at the rung that is to be recorded."""
    if trial.next_rung is not None:
        record = at_rung(record, trial.next_rung)
    elif record.climbed:
        record = at_rung(record, None)
    typed = typed_of(read_known(store, record).result, record.outcome)
    return typed if record.rung is None else {**typed, "rung": str(record.rung)}


def wants_a_result(trial: TrialView) -> bool:
    """Nothing is known of it that a person could not say now."""
    return trial.state != "closed" or trial.outcome == "measurement failed"


def record_of_cell(context: RequestContext, number: int) -> TrialRecord:
    """The store's own record of a trial.

    Raises:
        RefusedRequestError: there is none.
    """
    record = read_trial(context.campaign.store, number)
    if record is None:
        raise RefusedRequestError(404, f"{context.campaign.name} has no trial {number}")
    return record


def last_line(store: Store, trial_id: int) -> int:
    """Last line of a trial's journal: as long as it stays, its pictures do."""
    table = schema.journal
    query = select(func.max(table.c.id)).where(table.c.trial_id == trial_id)
    with store.connect() as connection:
        return int(connection.scalar(query) or 0)
