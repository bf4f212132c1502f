"""`copress report`: the report of a campaign as one HTML file or as a PDF."""

from pathlib import Path

import typer

from campaigns.commands._options import CAMPAIGN
from campaigns.errors import WrongInputError
from campaigns.explore.campaign_report import check_report, write_report


def report(
    campaign: Path = CAMPAIGN,
    out: Path | None = typer.Option(
        None, "--out", help="File to write: report.html or report.pdf."
    ),
    check: Path | None = typer.Option(
        None,
        "--check",
        help="Check an earlier report: is it unchanged, and does it show these cells?",
    ),
) -> None:
    """Write the report of a campaign: one file that opens offline, prints, and can be mailed.

    Example: copress report my-cells.toml --out my-cells.html

    Example: copress report my-cells.toml --check my-cells.html
    """
    if (out is None) == (check is None):
        raise WrongInputError("name either what to write (--out FILE) or what to check (--check).")
    if out is not None:
        size = write_report(campaign, out)
        where = "any viewer" if out.suffix.lower() == ".pdf" else "any browser"
        typer.echo(f"{out} is written ({size / 1e6:.1f} MB). Open it in {where}.")
    elif check is not None:
        wrong = check_report(campaign, check)
        for line in wrong:
            typer.echo(f"{check}: {line}.")
        if wrong:
            raise typer.Exit(1)
        typer.echo(f"{check} is as it was written, of the cells that the campaign has now.")
