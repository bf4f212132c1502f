"""`copress stop`: let the press finish and release, then stop."""

from __future__ import annotations

from pathlib import Path

import typer


def stop(
    campaign: Path = typer.Argument(..., help="The campaign file."),
    why: str = typer.Option("", "--why", "--reason", help="Why; kept beside the decision."),
    person: str = typer.Option(None, "--as", help="Your name, on a shared login."),
    json: bool = typer.Option(False, "--json", help="Print one JSON document."),
) -> None:
    """Stop a running campaign after a safe release, from another terminal; copress run goes on.

    Example: copress stop my-cells.toml
    """
    from campaigns.campaign_file import load_settings
    from campaigns.commands._deciding import show_decision
    from campaigns.deciding import STOP, request
    from campaigns.opening import open_campaign
    from campaigns.person import who

    settings, person = load_settings(campaign), person or who()
    with open_campaign(settings, create=False, person=person) as store:
        request(store, STOP, person, why)
    show_decision(json, STOP, person, why)
