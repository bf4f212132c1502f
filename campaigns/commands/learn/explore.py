"""`copress explore`: a table of past cells in, understanding out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.console import Console

from campaigns.commands._options import JSON
from campaigns.commands.terminal.output import assignments, console, say_simulated, show_json
from campaigns.commands.terminal.table_options import (
    AREA_CM2,
    AS_WRITTEN,
    COLUMN,
    DIE_MM,
    FILL_DOWN,
    MAPPING,
    ONLY,
    RAM_MM,
    SAVE_MAPPING,
    SHEET,
    WORD,
    YES,
    believed,
    pairs,
    reading_of,
)
from campaigns.errors import WrongInputError
from campaigns.explore.dataset import Within, cells_counted
from campaigns.explore.run_exploration import Explored, models_of
from campaigns.explore.run_exploration import explore as explored
from campaigns.explore.saved_models import are_saved, load_models, save_models
from campaigns.files.tables.cell_table import read_table
from campaigns.files.tables.mapping import save_mapping as keep_mapping

if TYPE_CHECKING:
    from campaigns.config.campaign_schema import Settings


def explore(
    table: Path = typer.Argument(
        ..., help="Past cells: CSV, XLSX or Parquet, one row for each cell; or a file of --save."
    ),
    space: Path | None = typer.Option(
        None, help="Take knobs, ranges and rules from this campaign file, not from the table."
    ),
    goal: str | None = typer.Option(
        None, help="low_resistance, integrity or cycle_life; a wrong one lists all."
    ),
    out: Path | None = typer.Option(
        None, help="Folder for the page (explore.html), the plots (SVG, PNG) and explore.json."
    ),
    png: bool = typer.Option(
        True, "--png/--no-png", help="Whether each plot is written as PNG, next to SVG."
    ),
    instead: list[str] = typer.Option(
        [], help="Your own idea, NAME=VALUE: how would it score? Repeatable."
    ),
    earlier: Path | None = typer.Option(
        None, help="A table of earlier cells, another powder or a paper: do they help with these?"
    ),
    earlier_only: list[str] = typer.Option(
        [], help="Only rows of the earlier table with this text: 'TITLE=TEXT'. Repeatable."
    ),
    check: bool = typer.Option(
        False,
        "--check",
        help="Let scikit-learn judge the models, too: lots left out, knobs shuffled, P(intact) "
        "against what happened. Takes seconds.",
    ),
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
    save_mapping: Path | None = SAVE_MAPPING,
    yes: bool = YES,
    seed: int | None = typer.Option(None, min=0, help="Seed of every random draw."),
    save: Path | None = typer.Option(
        None, help="Save what was learned to this file; explore it later in place of the table."
    ),
    json: bool = JSON,
) -> None:
    """Learn from past cells: which knob matters, where the optimum lies, how far to trust it.

    Nothing is pressed and no campaign is needed. What each column was taken for is shown first;
    at a terminal it is asked whether that is right.

    Example: copress explore past-cells.xlsx --out explored

    Example: copress explore cells.csv --column 'p=stack_mpa:bar' --instead copress_mpa=480

    Example: copress explore pellets.xlsx --die-mm 10 --save-mapping ours.toml

    Example: copress explore new-lot.csv --earlier old-lot.csv --check
    """
    settings = _settings_of(space) if space else None
    bores = (die_mm, ram_mm, area_cm2)
    if are_saved(table):
        _check_alone(space=space, goal=goal, seed=seed, column=column, only=only)
        models = load_models(table)
    else:
        reading = reading_of(
            column, only, sheet, bores, word, as_written, mapping, fill_down=fill_down
        )
        if settings is not None:
            reading = replace(reading, knobs=settings.knobs)
        read = read_table(table, reading=reading)
        if save_mapping:
            keep_mapping(save_mapping, read, reading)
        if not json:
            believed(console(), read, yes=yes)
        models = models_of(
            read,
            _within(settings) if settings else None,
            goal or (settings.campaign.goal if settings else "low_resistance"),
            seed if seed is not None else (settings.campaign.seed if settings else 0),
        )
    if save:
        save_models(save, models)
    before = None
    if earlier is not None:
        how = reading_of([], earlier_only, None, bores, word, None, mapping, fill_down=fill_down)
        said = pairs(column, "--column", "'TITLE=stack_mpa:MPa'")
        before = read_table(earlier, reading=replace(how, mapped=dict(how.mapped or {}) | said))
    choices = settings.choices if settings else {}
    idea = assignments(instead, "--instead", choices) if instead else None
    found = explored(models, idea=idea, earlier=before, out=out, png=png, check=check)
    if json:
        show_json(found.document)
    else:
        _print(console(), found, yes=yes)


def _settings_of(space: Path) -> Settings:
    from campaigns.config.load_campaign import load_settings

    return load_settings(space)


def _within(settings: Settings) -> Within:
    from campaigns.explore.campaign_dataset import within  # loads store and press

    return within(settings)


def _check_alone(**options: object) -> None:
    """A saved model is past questions about its table."""
    for name, given in options.items():
        if given not in (None, []):
            raise WrongInputError(
                f"--{name} changes what is learned from a table; this is a saved model. Give the "
                "table itself."
            )


def _print(screen: Console, found: Explored, *, yes: bool) -> None:
    """Notes on the table, gauges, then one chapter after another."""
    past = found.insight.past
    say_simulated(screen, past.simulated)
    screen.print(f"{past.table.path.name}: {cells_counted(past)}\n", style="bold", markup=False)
    if past.warning:
        screen.print(f"WARNING: {past.warning}\n", style="bold red", markup=False)
    for note in (*(past.table.notes if yes else ()), *past.notes):
        screen.print(f"  {note}", markup=False)
    styles = {"good": "green", "watch": "yellow", "stop": "bold red"}
    screen.print("\nGauges", style="bold")
    for dial in found.dials:
        screen.print(f"  {dial.level:<6}", style=styles[dial.level], end="")
        screen.print(dial.sentence, markup=False)
    for chapter in found.chapters:
        screen.print(f"\n{chapter.title}", style="bold")
        for sentence in chapter.sentences:
            screen.print(f"  {sentence}", markup=False)
    where = f"Page, plots and numbers: {found.folder}" if found.folder else ""
    screen.print(f"\n{where or 'For the page and the plots: --out FOLDER.'}", markup=False)
