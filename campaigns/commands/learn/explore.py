"""`copress explore`: a table of past cells in, understanding out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from campaigns.explore.run import Explored


def explore(
    table: Path = typer.Argument(
        ..., help="Past cells: CSV, XLSX or Parquet, one row a cell; or a file of --save."
    ),
    space: Path | None = typer.Option(
        None, help="A campaign file: its knobs, ranges and rules count, not the table's own."
    ),
    goal: str | None = typer.Option(
        None, help="low_resistance, integrity or cycle_life; a wrong one lists all."
    ),
    out: Path | None = typer.Option(
        None, help="Folder for the page (explore.html), the plots (SVG, PNG) and explore.json."
    ),
    instead: list[str] = typer.Option(
        [], help="Your own idea, NAME=VALUE: how would it score? Repeatable."
    ),
    earlier: Path | None = typer.Option(
        None, help="A table of earlier cells, another powder or a paper: do they help with these?"
    ),
    earlier_only: list[str] = typer.Option(
        [], help="'TITLE=TEXT': rows of the earlier table that have it. Repeatable."
    ),
    column: list[str] = typer.Option(
        [], help="Where the guess is wrong: 'TITLE=NAME' or 'TITLE=NAME:UNIT'. Repeatable."
    ),
    only: list[str] = typer.Option([], help="'TITLE=TEXT': rows that have it. Repeatable."),
    sheet: str | None = typer.Option(None, help="Worksheet of a workbook."),
    die_mm: float | None = typer.Option(None, min=0.1, help="Bore of the die: kN to MPa, ohm."),
    ram_mm: float | None = typer.Option(None, min=0.1, help="Bore of the ram: line bar to MPa."),
    area_cm2: float | None = typer.Option(None, min=1e-4, help="Area of the electrode."),
    seed: int | None = typer.Option(None, min=0, help="Of every draw."),
    save: Path | None = typer.Option(
        None, help="Save what was learned to this file; explore it later in place of the table."
    ),
    json: bool = typer.Option(False, "--json", help="Print one JSON document."),
) -> None:
    """Learn from cells that were pressed before: how good, which knob, where the optimum lies.

    Nothing is pressed and no campaign is needed. Each guess about a column is shown.

    Example: copress explore past-cells.xlsx --out explored

    Example: copress explore cells.csv --column 'p=stack_mpa:bar' --instead copress_mpa=480

    Example: copress explore new-lot.csv --earlier old-lot.csv
    """
    from campaigns.commands.terminal.output import assignments, console, show_json
    from campaigns.config.load import load_settings
    from campaigns.explore.run import explore as explored
    from campaigns.explore.run import models_of
    from campaigns.explore.saved_models import are_saved, load_models, save_models
    from campaigns.tables.cell_table import read_table
    from campaigns.tables.units import Geometry

    settings = load_settings(space) if space else None
    if are_saved(table):
        _check_alone(space=space, goal=goal, seed=seed, column=column, only=only)
        models = load_models(table)
    else:
        read = read_table(
            table,
            overrides=_pairs(column, "--column", "'TITLE=stack_mpa:MPa'"),
            geometry=Geometry(die_mm, ram_mm, area_cm2),
            only=_pairs(only, "--only", "'lot=A'"),
            sheet=sheet,
        )
        models = models_of(
            read,
            settings,
            goal or (settings.campaign.goal if settings else "low_resistance"),
            seed if seed is not None else (settings.campaign.seed if settings else 0),
        )
    if save:
        save_models(save, models)
    before = None
    if earlier is not None:
        before = read_table(
            earlier,
            overrides=_pairs(column, "--column", "'TITLE=stack_mpa:MPa'"),
            geometry=Geometry(die_mm, ram_mm, area_cm2),
            only=_pairs(earlier_only, "--earlier-only", "'lot=A'"),
        )
    idea = assignments(instead, "--instead") if instead else None
    found = explored(models, idea=idea, earlier=before, out=out)
    if json:
        show_json(found.document)
    else:
        _print(console(), found)


def _check_alone(**options: object) -> None:
    """A saved model is past questions about its table."""
    from campaigns.errors import WrongInputError

    for name, given in options.items():
        if given not in (None, []):
            raise WrongInputError(
                f"--{name} changes what is learned from a table; this is a saved model. Give the "
                "table itself."
            )


def _pairs(texts: list[str], option: str, example: str) -> dict[str, str]:
    """`TITLE=TEXT` as a mapping; a title may hold the sign itself."""
    from campaigns.errors import WrongInputError

    pairs = {}
    for text in texts:
        title, sign, wanted = text.rpartition("=")
        if not sign or not title.strip() or not wanted.strip():
            raise WrongInputError(f"{option} {text}: write {example}.")
        pairs[title.strip()] = wanted.strip()
    return pairs


def _print(screen: Console, found: Explored) -> None:
    """Notes on the table, gauges, then one chapter after another."""
    from campaigns.commands.terminal.output import say_simulated

    past = found.insight.past
    say_simulated(screen, past.simulated)
    screen.print(
        f"{past.table.path.name}: {len(past.history)} cells, {len(past.measured)} of them whole "
        f"with {past.quantity.words}\n",
        style="bold",
    )
    for note in (*past.table.notes, *past.notes):
        screen.print(f"  {note}", markup=False)
    styles = {"good": "green", "watch": "yellow", "stop": "bold red"}
    screen.print("\nGauges", style="bold")
    for dial in found.dials:
        screen.print(f"  {dial.level:<6}", style=styles[dial.level], end="")
        screen.print(dial.sentence, markup=False)
    for chapter in found.told:
        screen.print(f"\n{chapter.title}", style="bold")
        for sentence in chapter.sentences:
            screen.print(f"  {sentence}", markup=False)
    where = f"Page, plots and numbers: {found.folder}" if found.folder else ""
    screen.print(f"\n{where or 'For the page and the plots: --out FOLDER.'}", markup=False)
