"""`copress report`: the report of a campaign as one HTML file."""

from pathlib import Path

import typer


def report(
    campaign: Path = typer.Argument(..., help="The campaign file."),
    out: Path = typer.Option(..., "--out", help="The page to write, for example report.html."),
) -> None:
    """Write the report of a campaign: one HTML file that opens offline, prints, and can be mailed.

    Example: copress report my-cells.toml --out my-cells.html
    """
    from campaigns.campaign_file import load_settings
    from campaigns.fences import fence_of
    from campaigns.planning import strategy_of
    from campaigns.reading import load_view
    from campaigns.report.output import check_target, write_page
    from campaigns.report.page import report_html

    check_target(out)
    settings = load_settings(campaign)
    die = fence_of(settings).die
    page = report_html(load_view(settings), strategy_of(settings), die=die)
    write_page(out, page)
    typer.echo(f"{out} is written ({len(page.encode()) / 1e6:.1f} MB). Open it in any browser.")
