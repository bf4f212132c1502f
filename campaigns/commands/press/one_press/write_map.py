"""`copress press new` and `keys`: write a register map, look up what may stand in it."""

from dataclasses import asdict
from pathlib import Path

import typer

from campaigns.commands.press.one_press.reach import AS_JSON
from campaigns.commands.terminal.output import show_json
from campaigns.errors import WrongInputError
from hardware.press.register_map.key_lines import key_lines
from hardware.press.register_map.load import SHIPPED


def new(
    file: Path = typer.Argument(..., help="The register map to write: my-press.toml."),
    like: str = typer.Option(
        "generic_plc", help="Shipped map to start from; a wrong name lists all."
    ),
) -> None:
    """Write a commented register map, to complete from your PLC maker's documents.

    Example: copress press new my-press.toml --like coin_cell_station
    """
    shipped = {path.stem: path for path in sorted(SHIPPED.glob("*.toml"))}
    if like not in shipped:
        raise WrongInputError(f"No map {like!r} is shipped. There are: {', '.join(shipped)}.")
    if file.exists():
        raise WrongInputError(f"{file} is there already and was left as it is. Name another file.")
    file.write_text(shipped[like].read_text(encoding="utf-8"), encoding="utf-8")
    typer.echo(f"{file} is written. Fill it in, then: copress press check {file}")


def keys(
    word: str = typer.Argument("", help="Only keys and tables with this word."),
    as_json: bool = AS_JSON,
) -> None:
    """Every key of a register map: its unit, default, an example and what it means.

    Example: copress press keys pause
    """
    found = [key for key in key_lines() if word in f"{key.table} {key.key} {key.meaning}"]
    if as_json:
        show_json([asdict(key) for key in found])
        return
    for key in found:
        unit = f", {key.unit}" if key.unit else ""
        typer.echo(f"{key.table} {key.key} (default {key.default}{unit}): {key.meaning}")
        typer.echo(f"    {key.key} = {key.example}")
