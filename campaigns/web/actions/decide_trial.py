"""What a person decides on the page, kept through `campaigns.decisions` as at the terminal.

Every form names the journal line that it was made from: a decision that somebody else took
meanwhile, or that is sent a second time, is refused.
"""

from __future__ import annotations

from starlette.responses import Response

from campaigns.config.typed_name import typed_name
from campaigns.decisions.decisions import (
    approve_envelope,
    approve_trials,
    edit_trial,
    place_bet,
    reject_trial,
    withdraw_envelope,
)
from campaigns.decisions.expiry import until_utc
from campaigns.errors import WrongInputError
from campaigns.records.approvals import StandingApproval
from campaigns.web.forms.fields import NEEDED_WHY, READ, SEEN, SEEN_OF, WHY, Field, FieldKind, takes
from campaigns.web.forms.parse import Form
from campaigns.web.request_context import RequestContext

UNTIL = Field("until")
VALUES = Field("value.")
LOW, HIGH = Field("low.", FieldKind.NUMBER), Field("high.", FieldKind.NUMBER)
CELLS, BROKEN = Field("cells", FieldKind.WHOLE), Field("broken", FieldKind.WHOLE)


@takes(READ, SEEN, WHY, UNTIL)
def approve(context: RequestContext, form: Form) -> Response:
    """Allow one trial to be pressed."""
    number = context.number()
    if form.text("read") != "yes":
        raise WrongInputError("tick that you have read the protocol; nothing was approved")
    until = until_utc(form.text("until") or None)
    approve_trials(
        context.campaign.store,
        context.campaign.settings,
        [number],
        context.person,
        form.text("why"),
        expires_utc=until,
        seen=_seen(form, number),
    )
    return context.back(
        "decide", f"{context.view.label_of(number)} is approved. {_goes_on(context)}"
    )


@takes(READ, SEEN_OF, WHY)
def approve_all(context: RequestContext, form: Form) -> Response:
    """Allow every trial that the form showed: the batch, all or none."""
    seen = {int(name): int(line) for name, line in form.numbers("seen").items()}
    if not seen:
        raise WrongInputError("the form names no cell; nothing was approved")
    if unknown := sorted(seen.keys() - {trial.number for trial in context.view.trials}):
        raise WrongInputError(f"there is no cell {unknown[0]}; nothing was approved")
    if form.text("read") != "yes":
        raise WrongInputError("tick that you have read all protocols; nothing was approved")
    numbers = sorted(seen)
    approve_trials(
        context.campaign.store,
        context.campaign.settings,
        numbers,
        context.person,
        form.text("why"),
        seen=seen,
    )
    cells = ", ".join(map(context.view.label_of, numbers))
    return context.back("decide", f"{cells} are approved. {_goes_on(context)}")


@takes(SEEN, WHY, VALUES)
def edit(context: RequestContext, form: Form) -> Response:
    """Give a trial other values."""
    number = context.number()
    settings = context.campaign.settings
    values, why = form.values("value", settings.choices), form.text("why")
    edit_trial(
        context.campaign.store,
        settings,
        number,
        values,
        context.person,
        why,
        seen=_seen(form, number),
    )
    return context.back(
        "decide", f"{context.view.label_of(number)} has your values; it must be approved again."
    )


@takes(SEEN, NEEDED_WHY)
def reject(context: RequestContext, form: Form) -> Response:
    """Never press a trial."""
    number = context.number()
    why = form.text("why")
    reject_trial(context.campaign.store, number, context.person, why, seen=_seen(form, number))
    return context.back(
        "decide", f"{context.view.label_of(number)} is rejected; its point is not proposed again."
    )


@takes(Field("asr_ohm_cm2", FieldKind.NUMBER, required=True))
def bet(context: RequestContext, form: Form) -> Response:
    """Note what a person expects of a cell."""
    number = context.number()
    asr_ohm_cm2 = form.number("asr_ohm_cm2", "your bet")
    if asr_ohm_cm2 is None:
        raise WrongInputError("a bet must be a number of ohm cm2; nothing was kept")
    place_bet(context.campaign.store, number, context.person, asr_ohm_cm2)
    return context.back("decide", f"Your bet on {context.view.label_of(number)} is kept.")


@takes(LOW, HIGH, CELLS, BROKEN, UNTIL, WHY)
def envelope(context: RequestContext, form: Form) -> Response:
    """Allow every cell inside limits."""
    low, high = form.numbers("low"), form.numbers("high")
    cells, broken = form.whole("cells", "cells"), form.whole("broken", "broken cells")
    if not (low or high or cells):
        raise WrongInputError("an envelope needs at least one limit; nothing was kept")
    known = context.campaign.settings.value_names
    if unknown := sorted({*low, *high} - known):
        raise WrongInputError(f"{unknown[0][:60]}: this campaign has no such value")
    if crossed := [name for name in low if name in high and low[name] > high[name]]:
        raise WrongInputError(f"{crossed[0]}: its lower limit is above its upper; nothing was kept")
    if (cells is not None and cells < 1) or (broken is not None and broken < 0):
        raise WrongInputError("cells are counted from 1, broken ones from 0; nothing was kept")
    until = until_utc(form.text("until") or None)
    limits = StandingApproval(low, high, cells, broken)
    approve_envelope(
        context.campaign.store, limits, context.person, form.text("why"), expires_utc=until
    )
    return context.back("decide", f"The envelope is approved. {_goes_on(context)}")


@takes(WHY)
def withdraw(context: RequestContext, form: Form) -> Response:
    """End the envelope."""
    withdraw_envelope(context.campaign.store, context.person, form.text("why"))
    return context.back("decide", "The envelope is withdrawn.")


def _seen(form: Form, number: int) -> dict[int, int]:
    """What the person had before them; without it the form is none of ours."""
    line = form.whole("seen", "the form's own line")
    if line is None:
        raise WrongInputError("the form does not say what it was made from; open the page again")
    return {number: line}


def _goes_on(context: RequestContext) -> str:
    if context.campaign.running():
        return "The running campaign takes it into account before its next cell."
    if context.campaign.settings.by_hand:
        return "Press it by hand and enter its result on its page."
    return f"To press it: copress run {typed_name(context.campaign.path.name)}"
