"""`copress reject`: a trial is not pressed, or an envelope ends."""

from __future__ import annotations

from pathlib import Path

import typer

from campaigns.commands._decision_options import show_decision, trials_meant
from campaigns.commands._options import CAMPAIGN, JSON, PERSON, trial_typed
from campaigns.config.load_campaign import load_settings
from campaigns.decisions.decisions import reject_trial, withdraw_envelope
from campaigns.store.audit_chain import who
from campaigns.store.open_store import open_campaign


def reject(
    campaign: Path = CAMPAIGN,
    trial: list[int] = typer.Option(
        [], parser=trial_typed, metavar="N", help="Number of a trial; repeatable."
    ),
    every: bool = typer.Option(False, "--all", help="All planned trials."),
    envelope: bool = typer.Option(False, "--envelope", help="Withdraw the approved envelope."),
    why: str = typer.Option(
        ..., "--why", "--reason", help="Reason; the next proposal takes the decision into account."
    ),
    person: str = PERSON,
    json: bool = JSON,
) -> None:
    """Reject a trial; its point is not proposed again.

    Example: copress reject my-cells.toml --trial 3 --why "die 2 is worn above 500 MPa"
    """
    settings, person = load_settings(campaign), person or who()
    with open_campaign(settings, create=False, person=person) as store:
        if envelope:
            withdraw_envelope(store, person, why)
            show_decision(json, "envelope withdrawn", person, why)
            return
        numbers = trials_meant(store, trial, every=every)
        for number in numbers:
            reject_trial(store, number, person, why)
        show_decision(json, "rejected", person, why, trials=numbers)
