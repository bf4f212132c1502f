"""`copress export`: all of a campaign's records for other programs."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

import typer


class Format(StrEnum):
    """Kinds of file."""

    CSV = "csv"
    XLSX = "xlsx"


def export(
    campaign: Path = typer.Argument(..., help="The campaign file."),
    out: Path = typer.Option(..., "--out", help="The file to write."),
    format: Format = typer.Option(Format.CSV, help="csv: opens everywhere; xlsx: a workbook."),
) -> None:
    """Write one row for each cell: what was planned, achieved, seen and measured.

    Example: copress export my-cells.toml --out cells.csv --format csv
    """
    from campaigns.campaign_file import load_settings
    from campaigns.export_table import write_csv, write_xlsx
    from campaigns.reading import load_view

    view = load_view(load_settings(campaign), advise=False, curves=False)
    (write_csv if format is Format.CSV else write_xlsx)(view, out)
    typer.echo(f"{out}: {len(view.trials)} trials", err=True)
