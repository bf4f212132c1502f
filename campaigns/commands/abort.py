"""`copress abort`: release the press now, in a controlled way."""

from __future__ import annotations

from pathlib import Path

import typer


def abort(
    campaign: Path = typer.Argument(..., help="The campaign file."),
    why: str = typer.Option(..., "--why", "--reason", help="Why; kept beside the decision."),
    person: str = typer.Option(None, "--as", help="Your name, on a shared login."),
    json: bool = typer.Option(False, "--json", help="Print one JSON document."),
) -> None:
    """Release the press of a running campaign now; nothing is pressed until somebody resumes.

    This is no emergency stop: that is the red button on the press.

    Example: copress abort my-cells.toml --why "smoke at the pump"
    """
    from campaigns.campaign_file import load_settings
    from campaigns.commands._deciding import show_decision
    from campaigns.deciding import ABORT, request
    from campaigns.opening import open_campaign
    from campaigns.person import who

    settings, person = load_settings(campaign), person or who()
    with open_campaign(settings, create=False, person=person) as store:
        request(store, ABORT, person, why)
    show_decision(json, ABORT, person, why)
