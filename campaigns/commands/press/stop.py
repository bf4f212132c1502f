"""`copress stop`: let the press finish and release, then stop."""

from __future__ import annotations

from pathlib import Path

import typer

from campaigns.commands._decision_options import show_decision
from campaigns.commands._options import CAMPAIGN, JSON, PERSON
from campaigns.config.load import load_settings
from campaigns.decisions.requests import ABORT, RESUME, STOP, request
from campaigns.store.author import who
from campaigns.store.open import open_campaign


def stop(
    campaign: Path = CAMPAIGN,
    why: str = typer.Option("", "--why", "--reason", help="Why; kept with the decision."),
    person: str = PERSON,
    json: bool = JSON,
) -> None:
    """Stop a running campaign after a safe release, from another terminal; copress run goes on.

    Example: copress stop my-cells.toml
    """
    settings, person = load_settings(campaign), person or who()
    with open_campaign(settings, create=False, person=person) as store:
        request(store, STOP, person, why)
    show_decision(json, STOP, person, why)


def abort(
    campaign: Path = CAMPAIGN,
    why: str = typer.Option(..., "--why", "--reason", help="Why; kept with the decision."),
    person: str = PERSON,
    json: bool = JSON,
) -> None:
    """Release the press of a running campaign now; nothing is pressed until somebody resumes.

    This is no emergency stop: that is the red button on the press.

    Example: copress abort my-cells.toml --why "smoke at the pump"
    """
    settings, person = load_settings(campaign), person or who()
    with open_campaign(settings, create=False, person=person) as store:
        request(store, ABORT, person, why)
    show_decision(json, ABORT, person, why)


def resume(
    campaign: Path = CAMPAIGN,
    why: str = typer.Option(..., "--why", "--reason", help="Why; kept with the decision."),
    person: str = PERSON,
    json: bool = JSON,
) -> None:
    """Take back an abort, with a reason; then copress run goes on.

    Example: copress resume my-cells.toml --why "pump repaired and tested"
    """
    settings, person = load_settings(campaign), person or who()
    with open_campaign(settings, create=False, person=person) as store:
        request(store, RESUME, person, why)
    show_decision(json, RESUME, person, why)


COMMANDS = (stop, abort, resume)
