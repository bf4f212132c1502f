"""`copress import`: an exported crate becomes a campaign again."""

from __future__ import annotations

from pathlib import Path

import typer


def import_(
    path: Path = typer.Argument(..., exists=True, help="The crate: a folder of copress export."),
    into: Path = typer.Option(..., help="The folder to make the campaign in."),
) -> None:
    """Make a campaign from an exported crate: same records, same next proposal.

    Example: copress import sodium-crate --into sodium
    """
    from campaigns.importing import import_crate

    file = import_crate(path, into)
    typer.echo(f"{file}: imported. Go on: copress propose {file}", err=True)
