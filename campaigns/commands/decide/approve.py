"""`copress approve`: allow trials, or an envelope of them, to be pressed."""

from __future__ import annotations

from pathlib import Path

import typer

from campaigns.commands._decision_options import envelope_of, show_decision, trials_meant
from campaigns.commands._options import CAMPAIGN, JSON, PERSON, trial_typed
from campaigns.commands.terminal.output import named_texts
from campaigns.config.load_campaign import load_settings
from campaigns.decisions.decisions import approve_envelope, approve_trials, edit_trial
from campaigns.decisions.expiry import until_utc
from campaigns.errors import WrongInputError
from campaigns.store.audit_chain import who
from campaigns.store.open_store import open_campaign
from campaigns.trial.typed_values import typed_values


def approve(
    campaign: Path = CAMPAIGN,
    trial: list[int] = typer.Option(
        [], parser=trial_typed, metavar="N", help="Number of a trial; repeatable."
    ),
    every: bool = typer.Option(False, "--all", help="All planned trials, as a batch."),
    envelope: bool = typer.Option(
        False, "--envelope", help="Approve an envelope instead of single trials."
    ),
    below: list[str] = typer.Option([], help="Upper limit of an envelope: NAME=VALUE; repeatable."),
    above: list[str] = typer.Option([], help="Lower limit of an envelope: NAME=VALUE; repeatable."),
    cells: int = typer.Option(None, min=1, help="Most cells in an envelope."),
    broken: int = typer.Option(None, min=0, help="Most broken cells in an envelope."),
    values: list[str] = typer.Option([], "--set", help="Change the trial first: NAME=VALUE."),
    until: str = typer.Option(None, help="When it expires: 30min, 8h, 2d or 2026-11-27T18:00."),
    why: str = typer.Option("", "--why", "--reason", help="Reason; kept with the decision."),
    person: str = PERSON,
    json: bool = JSON,
) -> None:
    """Allow one trial, a batch, or everything inside an envelope to be pressed.

    Example: copress approve my-cells.toml --trial 3 --until 8h

    Example: copress approve my-cells.toml --envelope --below copress_mpa=450
    --below copress_dwell_s=600 --cells 6 --broken 2 --until 2026-11-27T18:00
    """
    settings, person, expires = load_settings(campaign), person or who(), until_utc(until)
    with open_campaign(settings, create=envelope, person=person) as store:
        if envelope:
            limits = envelope_of(settings, below, above, cells, broken)
            approve_envelope(store, limits, person, why, expires_utc=expires)
            show_decision(json, "envelope approved", person, why, expires_utc=expires)
            return
        numbers = trials_meant(store, trial, every=every)
        if values and len(numbers) != 1:
            raise WrongInputError("--set changes one trial: name it with --trial")
        if values:
            edit_trial(
                store,
                settings,
                numbers[0],
                typed_values(settings, named_texts(values, "--set"), "--set"),
                person,
                why,
            )
        approve_trials(store, settings, numbers, person, why, expires_utc=expires)
        show_decision(json, "approved", person, why, trials=numbers, expires_utc=expires)
