"""`copress resume`: an abort is taken back by a named person."""

from __future__ import annotations

from pathlib import Path

import typer


def resume(
    campaign: Path = typer.Argument(..., help="The campaign file."),
    why: str = typer.Option(..., "--why", "--reason", help="Why; kept beside the decision."),
    person: str = typer.Option(None, "--as", help="Your name, on a shared login."),
    json: bool = typer.Option(False, "--json", help="Print one JSON document."),
) -> None:
    """Take back an abort, with a reason; then copress run goes on.

    Example: copress resume my-cells.toml --why "pump repaired and tested"
    """
    from campaigns.campaign_file import load_settings
    from campaigns.commands._deciding import show_decision
    from campaigns.deciding import RESUME, request
    from campaigns.opening import open_campaign
    from campaigns.person import who

    settings, person = load_settings(campaign), person or who()
    with open_campaign(settings, create=False, person=person) as store:
        request(store, RESUME, person, why)
    show_decision(json, RESUME, person, why)
