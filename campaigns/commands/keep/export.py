"""`copress export`: all of a campaign's records for other programs."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

import typer

from campaigns.commands._options import CAMPAIGN
from campaigns.config.load_campaign import load_settings
from campaigns.records.exchange.eln_archive import write_eln
from campaigns.records.exchange.ro_crate import write_crate
from campaigns.records.exchange.table_export import write_csv, write_parquet, write_xlsx
from campaigns.records.load_views import load_view


class Format(StrEnum):
    """Kinds of file."""

    CSV = "csv"
    PARQUET = "parquet"
    XLSX = "xlsx"
    CRATE = "crate"
    ELN = "eln"


def export(
    campaign: Path = CAMPAIGN,
    out: Path = typer.Option(..., "--out", help="The file to write; for a crate, the folder."),
    format: Format = typer.Option(
        Format.CSV,
        help="csv: opens everywhere; xlsx: a workbook; parquet: typed columns; "
        "crate: everything, for a stranger or another computer (copress import); "
        "eln: an archive that electronic lab notebooks import, each cell an experiment.",
    ),
) -> None:
    """Write one row for each cell: what was planned, achieved, seen and measured.

    A crate holds every record, spectrum and photo of the store, with a README and all versions.

    Example: copress export my-cells.toml --out cells.csv --format csv

    Example: copress export my-cells.toml --out my-cells.eln --format eln
    """
    settings = load_settings(campaign)
    view = load_view(settings, advise=False, curves=format is Format.ELN)
    writers = {
        "csv": write_csv,
        "xlsx": write_xlsx,
        "parquet": write_parquet,
        "crate": write_crate,
        "eln": write_eln,
    }
    writers[format](view, out)
    typer.echo(f"{out}: {len(view.trials)} trials", err=True)
