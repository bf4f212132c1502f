"""`copress export`: all of a campaign's records for other programs."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

import typer

from campaigns.commands._options import CAMPAIGN
from campaigns.config.load_campaign import load_settings
from campaigns.errors import WrongInputError
from campaigns.files.documents.put_in_place import whole_file
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
        None,
        help="By default what the ending of the file says. csv: opens everywhere; "
        "xlsx: a workbook; parquet: typed columns; crate: everything, for a stranger or another "
        "computer (copress import); "
        "eln: an archive that electronic lab notebooks import, each cell an experiment.",
    ),
) -> None:
    """Write one row for each cell: what was planned, achieved, seen and measured.

    A crate holds every record, spectrum and photo of the store, with a README and all versions.

    Example: copress export my-cells.toml --out cells.csv --format csv

    Example: copress export my-cells.toml --out my-cells.eln --format eln
    """
    format = _format_of(out, format)
    settings = load_settings(campaign)
    view = load_view(settings, advise=False, curves=format is Format.ELN)
    tables = {Format.CSV: write_csv, Format.XLSX: write_xlsx, Format.PARQUET: write_parquet}
    if format is Format.ELN:
        write_eln(view, out)
    elif format is Format.CRATE:
        write_crate(view, out)
    else:
        with whole_file(out) as part:
            tables[format](view, part)
    typer.echo(f"{out}: {len(view.trials)} trials", err=True)


def _format_of(out: Path, given: Format | None) -> Format:
    """The format that was asked for, or that the ending means; they must not contradict.

    Raises:
        WrongInputError: an ending of another format or of none, or no such folder.
    """
    if not out.absolute().parent.is_dir():
        raise WrongInputError(f"--out {out}: there is no folder {out.parent}. Make it first.")
    ending = out.suffix.lower().removeprefix(".")
    meant = Format(ending) if ending in _FILES else None
    if given is None and meant is None and ending:
        raise WrongInputError(
            f"--out {out}: which format? Name it {out.stem}.csv, .xlsx, .parquet or .eln, or give "
            "--format (crate: a folder)."
        )
    if given is not None and meant is not None and given is not meant:
        raise WrongInputError(f"--out {out} ends like {meant}, and --format says {given}: which?")
    return given or meant or Format.CSV


_FILES = ("csv", "parquet", "xlsx", "eln")
"""Formats whose files end so; a crate is a folder."""
