"""`copress import`: an exported crate, a table of past cells, or a run sheet filled in."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path

import typer

from campaigns.commands._options import JSON
from campaigns.commands.begin.record import record_sheet_file
from campaigns.commands.terminal.output import console, show_json
from campaigns.commands.terminal.table_options import (
    AREA_CM2,
    AS_WRITTEN,
    COLUMN,
    DIE_MM,
    FILL_DOWN,
    MAPPING,
    ONLY,
    RAM_MM,
    SHEET,
    WORD,
    YES,
    believed,
    reading_of,
)
from campaigns.config.load_campaign import load_settings
from campaigns.config.typed_name import typed_name
from campaigns.errors import WrongInputError
from campaigns.files.tables.cell_table import Reading, read_table
from campaigns.files.tables.sheets.read_file import read_raw
from campaigns.records.exchange.ro_crate_import import import_crate
from campaigns.records.exchange.table_import import record_table
from campaigns.records.load_trials import IDENTITY


def import_(
    path: Path = typer.Argument(..., exists=True, help="A crate (a folder), or a table."),
    into: Path = typer.Option(None, help="For a crate: the folder in which to make the campaign."),
    campaign: Path = typer.Option(None, help="For a table: the campaign that learns from it."),
    column: list[str] = COLUMN,
    only: list[str] = ONLY,
    sheet: str | None = SHEET,
    die_mm: float | None = DIE_MM,
    ram_mm: float | None = RAM_MM,
    area_cm2: float | None = AREA_CM2,
    word: list[str] = WORD,
    as_written: str | None = AS_WRITTEN,
    fill_down: bool = FILL_DOWN,
    mapping: Path | None = MAPPING,
    yes: bool = YES,
    json: bool = JSON,
) -> None:
    """Make a campaign from an exported crate, or add past cells to one.

    A crate gives the same records and the same next proposal. Each row of a table becomes a closed
    trial that says where it is from and counts for no budget; the same table twice changes nothing.
    What each column was taken for is shown first; cells that nobody inspected are kept, but
    nothing is learned from them.
    A run sheet that copress wrote is recorded as with copress record --sheet.

    Example: copress import sodium-crate --into sodium

    Example: copress import last-year.csv --campaign my-cells.toml
    """
    if path.is_file():
        if campaign is None or into is not None:
            raise WrongInputError(
                f"{path.name} is a table: say who learns from it, --campaign FILE"
            )
        bores = (die_mm, ram_mm, area_cm2)
        reading = reading_of(
            column, only, sheet, bores, word, as_written, mapping, fill_down=fill_down
        )
        _table(path, campaign, reading, yes=yes, json=json)
        return
    if into is None or campaign is not None:
        raise WrongInputError(f"{path} is a folder: say where to make its campaign, --into FOLDER")
    file = import_crate(path, into)
    if json:
        show_json({"campaign": str(file)})
    typer.echo(f"{file}: imported. Go on: copress propose {typed_name(file)}", err=True)


def _table(path: Path, campaign: Path, reading: Reading, *, yes: bool, json: bool) -> None:

    settings = load_settings(campaign)
    if IDENTITY in read_raw(path).header:
        record_sheet_file(settings, path, {}, yes=False, json=json)
        return
    table = read_table(path, reading=replace(reading, knobs=settings.knobs))
    if not json:
        believed(console(), table, yes=yes)
    done = record_table(settings, table)
    if json:
        show_json(asdict(done))
        return
    screen = console()
    for row, why in done.aside.items():
        screen.print(f"row {row}: set aside: {why}")
    for note in done.notes:
        screen.print(note)
    screen.print(
        f"{len(set(done.trials.values()))} past cells imported, {len(done.known)} known already, "
        f"{len(done.aside)} set aside. Then: copress propose {typed_name(campaign.name)}"
    )
