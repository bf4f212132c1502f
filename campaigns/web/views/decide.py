"""Page Decide: the next experiments, why each, and a person's word on them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from campaigns.decisions.decisions import lines_seen
from campaigns.decisions.known_then import outdated
from campaigns.errors import WrongInputError
from campaigns.files.documents.knob_labels import words_of
from campaigns.records.approvals import permit_of, read_permits, standing_envelope
from campaigns.records.load_trials import last_end, read_trials
from campaigns.records.messages import ALLOWED_AGAIN, aside_reason
from campaigns.records.predictions import read_bets, scores
from campaigns.records.views import TrialView
from campaigns.report.text.protocol_steps import protocol_in_words
from campaigns.store.journal import OPEN, SET_ASIDE
from campaigns.trial.hand_press import HandPress
from campaigns.trial.press_limits import limits_of
from campaigns.trial.typed_entry import typed_choice, typed_number
from campaigns.web.background import model_tasks as thoughts
from campaigns.web.forms.fields import Field, takes
from campaigns.web.request_context import RequestContext
from doe.knobs.knob_values import Value


def decide(context: RequestContext) -> Response:
    """The page."""
    store, settings = context.campaign.store, context.campaign.settings
    waiting = [trial for trial in context.view.trials if trial.state in (*OPEN, SET_ASIDE)]
    permits = read_permits(store)
    bets = {trial.number: trial.bets for trial in context.view.trials if trial.bets}
    records, since = (
        read_trials(store, {*bets, *(trial.number for trial in waiting)}),
        last_end(store),
    )
    return context.show(
        "decide/decide.html.j2",
        waiting=waiting,
        outdated={one.number for one in records if outdated(one, since)},
        aside={
            trial.number: aside_reason(settings, trial)
            for trial in waiting
            if trial.state == SET_ASIDE
        },
        allowed_again=ALLOWED_AGAIN,
        steps={trial.number: steps_of(context, trial.protocol) for trial in waiting},
        changed={trial.number: _changed(trial) for trial in waiting},
        seen=lines_seen(store, [trial.number for trial in waiting]),
        permits={trial.number: permit_of(permits, trial.number) for trial in waiting},
        envelope=standing_envelope(permits),
        bets=bets,
        scores=scores(records, read_bets(store)) if bets else [],
        autonomy=settings.campaign.autonomy,
        names=tuple(settings.space) + tuple(settings.fixed),
        running=context.campaign.running(),
    )


def stale(context: RequestContext) -> Response:
    """Whether another point would be proposed now in place of a cell that waits; both scores."""
    number, campaign = context.number(), context.campaign
    card = context.services.model_process.ask(
        thoughts.card, campaign.path, campaign.head(), number, ()
    )
    about = {
        "number": number,
        "trial": context.view.trial(number),
        "stale": card["stale"],
        "seen": lines_seen(campaign.store, [number]),
    }
    if "hx-request" in context.request.headers:
        return context.piece("decide/stale_piece.html.j2", **about)
    return context.show("decide/stale.html.j2", **about)


@takes(Field("trial"), Field("value."))
def try_point(context: RequestContext) -> Response:
    """How a person's own point would score in the place of a trial, or of the next one."""
    asked = context.request.query_params
    named = asked.get("trial", "")
    number = int(named) if named.isdecimal() and len(named) < 9 else None
    instead = _values(context, asked)
    campaign = context.campaign
    card = context.services.model_process.ask(
        thoughts.card, campaign.path, campaign.head(), number, tuple(sorted(instead.items()))
    )
    trial = context.view.trial(number) if number is not None else None
    about = {
        "card": card,
        "trial": trial,
        "own": card["instead"],
        "steps": steps_of(context, (card["instead"] or card)["protocol"]),
        "seen": lines_seen(campaign.store, [number]) if number is not None else {},
    }
    if "hx-request" in context.request.headers:
        return context.piece("decide/try_result.html.j2", **about)
    return context.show("decide/try.html.j2", **about)


def steps_of(context: RequestContext, protocol: Mapping[str, Value]) -> Any:
    """A protocol step by step, with forces where the die is known."""
    settings = context.campaign.settings
    return protocol_in_words(protocol, limits_of(settings).die, HandPress.of(settings))


def _values(context: RequestContext, asked: Mapping[str, str]) -> dict[str, Value]:
    """The varied values that were typed.

    Raises:
        WrongInputError: one of them is not a number.
    """
    found: dict[str, Value] = {}
    choices = context.campaign.settings.choices
    for name in context.campaign.settings.space:
        text = asked.get(f"value.{name}", "").strip()
        if text and name in choices:
            try:
                found[name] = typed_choice(choices[name], text)
            except WrongInputError as error:
                raise WrongInputError(f"{name}: {error}") from error
            continue
        try:
            value = typed_number(text) if text else None
        except WrongInputError as error:
            raise WrongInputError(f"{words_of(name)}: {error}") from error
        if value is not None:
            if not abs(value) < 1e12:
                raise WrongInputError(f"{words_of(name)}: {text[:40]!r} is no number to press with")
            found[name] = value
    return found


def _changed(trial: TrialView) -> dict[str, tuple[Value, Value]]:
    """What a person has edited: proposed and planned, by name."""
    return {
        name: (trial.proposed[name], value)
        for name, value in trial.planned.items()
        if trial.proposed.get(name) != value
    }
