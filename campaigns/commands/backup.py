"""`copress backup`: a copy of the campaign's memory, also while it runs."""

from __future__ import annotations

from pathlib import Path

import typer


def backup(
    campaign: Path = typer.Argument(..., help="The campaign file."),
    out: Path = typer.Option(..., "--out", help="The file to write; must not be there."),
) -> None:
    """Copy the memory into one file; a running campaign goes on.

    Example: copress backup my-cells.toml --out /backups/my-cells-friday.db
    """
    from campaigns.campaign_file import load_settings
    from campaigns.place import Place
    from campaigns.store_copy import backup as copied
    from campaigns.verifying import verify_place

    copied(load_settings(campaign).place, out)
    verdict = verify_place(Place.of(out))
    typer.echo(f"{out}: {verdict.rows} rows; head of the chain {verdict.head}", err=True)
    if not verdict.whole:
        typer.echo(f"{out}: NOT whole: {verdict.faults[0]}", err=True)
        raise typer.Exit(1)
