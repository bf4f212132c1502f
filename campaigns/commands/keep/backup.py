"""`copress backup`: a copy of the campaign's memory, also while it runs."""

from __future__ import annotations

from pathlib import Path

import typer

from campaigns.commands._options import CAMPAIGN
from campaigns.config.load_campaign import load_settings
from campaigns.config.store_location import Place
from campaigns.store.copy_store import backup as copied
from campaigns.store.copy_store import restore as brought_back
from campaigns.store.run_lock import hold
from campaigns.store.verify_store import verify_place


def backup(
    campaign: Path = CAMPAIGN,
    out: Path = typer.Option(..., "--out", help="The file to write; it must not exist."),
) -> None:
    """Copy the campaign's memory into one file, also while a campaign runs.

    Example: copress backup my-cells.toml --out /backups/my-cells-friday.db
    """
    copied(load_settings(campaign).place, out)
    verdict = verify_place(Place.of(out))
    typer.echo(f"{out}: {verdict.rows} rows; head of the chain {verdict.head}", err=True)
    if not verdict.whole:
        typer.echo(f"{out}: NOT whole: {verdict.faults[0]}", err=True)
        raise typer.Exit(1)


def restore(
    campaign: Path = CAMPAIGN,
    source: Path = typer.Option(..., "--from", help="The file that copress backup wrote."),
) -> None:
    """Restore a backup; the place must be empty, so that nothing newer is lost.

    Example: copress restore my-cells.toml --from /backups/my-cells-friday.db
    """
    settings = load_settings(campaign)
    with hold(settings.place, settings.campaign.name):
        brought_back(source, settings.place)
    typer.echo(f"{settings.place}: restored from {source}", err=True)


COMMANDS = (backup, restore)
