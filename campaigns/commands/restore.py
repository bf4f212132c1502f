"""`copress restore`: a backup becomes the campaign's memory again."""

from __future__ import annotations

from pathlib import Path

import typer


def restore(
    campaign: Path = typer.Argument(..., help="The campaign file."),
    source: Path = typer.Option(..., "--from", help="The file that copress backup wrote."),
) -> None:
    """Bring a backup back; the place must be empty, so that nothing newer is lost.

    Example: copress restore my-cells.toml --from /backups/my-cells-friday.db
    """
    from campaigns.campaign_file import load_settings
    from campaigns.lock import hold
    from campaigns.store_copy import restore as brought_back

    settings = load_settings(campaign)
    with hold(settings.place, settings.campaign.name):
        brought_back(source, settings.place)
    typer.echo(f"{settings.place}: restored from {source}", err=True)
