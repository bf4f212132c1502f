"""`copress stop`: let the press finish and release, then stop."""

from __future__ import annotations

from pathlib import Path

import typer

from campaigns.commands._options import CAMPAIGN, JSON, PERSON
from campaigns.config.typed_name import typed_name


def stop(
    campaign: Path = CAMPAIGN,
    why: str = typer.Option("", "--why", "--reason", help="Reason; kept with the decision."),
    person: str = PERSON,
    json: bool = JSON,
) -> None:
    """Stop a running campaign after a safe release, from another terminal; copress run continues.

    Example: copress stop my-cells.toml
    """
    _request(campaign, "stop", person, why, json=json)


def abort(
    campaign: Path = CAMPAIGN,
    why: str = typer.Option(..., "--why", "--reason", help="Reason; kept with the decision."),
    person: str = PERSON,
    json: bool = JSON,
) -> None:
    """Release the press of a running campaign now; nothing is pressed until somebody resumes.

    This is no emergency stop: that is the red button on the press.

    Example: copress abort my-cells.toml --why "smoke at the pump"
    """
    _request(campaign, "abort", person, why, json=json)


def resume(
    campaign: Path = CAMPAIGN,
    why: str = typer.Option(..., "--why", "--reason", help="Reason; kept with the decision."),
    person: str = PERSON,
    json: bool = JSON,
) -> None:
    """Lift an abort, with a reason; copress run then continues.

    Example: copress resume my-cells.toml --why "pump repaired and tested"
    """
    _request(campaign, "resume", person, why, json=json)


def _request(campaign: Path, what: str, person: str, why: str, *, json: bool) -> None:
    """Keep a request for the process that runs the press, and say so."""
    # A person who asks how to abort gets the answer before a database library is loaded.
    from campaigns.commands._decision_options import show_decision
    from campaigns.config.load_campaign import load_settings
    from campaigns.decisions.requests import RESUME, request
    from campaigns.errors import WrongInputError
    from campaigns.store.audit_chain import who
    from campaigns.store.open_store import open_campaign

    settings, person = load_settings(campaign), person or who()
    if settings.by_hand and what != RESUME:
        raise WrongInputError(
            f"{campaign.name} is pressed by hand: there is no press that Copress could {what}. A "
            f"cell that shall not be pressed: copress reject {typed_name(campaign)} --trial N "
            f"--why TEXT"
        )
    with open_campaign(settings, create=False, person=person) as store:
        request(store, what, person, why)
    show_decision(json, what, person, why)


COMMANDS = (stop, abort, resume)
