"""Options that say how a table is read, and the preview of what it was taken for."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import typer
from rich.console import Console
from rich.markup import escape

from campaigns.commands.terminal.output import plain_table
from campaigns.commands.terminal.person_there import person_there
from campaigns.errors import WrongInputError
from campaigns.files.tables.cell_table import CellTable, Reading
from campaigns.files.tables.column_units import Geometry
from campaigns.files.tables.mapping import load_mapping

COLUMN = typer.Option(
    [], help="Correct a guessed column: 'TITLE=NAME' or 'TITLE=NAME:UNIT'. Repeatable."
)
ONLY = typer.Option([], help="Only rows with this text in that column: 'TITLE=TEXT'. Repeatable.")
SHEET = typer.Option(None, help="Worksheet of a workbook.")
DIE_MM = typer.Option(None, min=0.1, help="Bore of the die; converts kN to MPa and ohm to ohm cm2.")
RAM_MM = typer.Option(None, min=0.1, help="Bore of the ram; converts gauge bar to MPa.")
AREA_CM2 = typer.Option(None, min=1e-4, help="Area of the electrode.")
WORD = typer.Option(
    [], help="'WORD=MEANING': what a word says of a cell: intact, cracked, delaminated, crumbled, "
    "shorted, stuck, unknown (failed) or nothing. Repeatable.",
)  # fmt: skip
AS_WRITTEN = typer.Option(
    None, help="Rows whose unusual numbers are correct and no shorts: 7 or 7,12."
)  # fmt: skip
FILL_DOWN = typer.Option(
    False,
    "--fill-down",
    help="Blank knobs repeat the row above; lines such as 300 MPa count below.",
)
MAPPING = typer.Option(None, help="Read the table as this file says; --save-mapping writes one.")
SAVE_MAPPING = typer.Option(None, help="Save in this TOML file how the table is read.")
YES = typer.Option(False, "--yes", help="Skip the preview and its question.")


def reading_of(
    column: list[str],
    only: list[str],
    sheet: str | None,
    bores: tuple[float | None, float | None, float | None],
    word: list[str],
    as_written: str | None,
    mapping: Path | None,
    *,
    fill_down: bool,
) -> Reading:
    """The options as one; what is said on the command line counts before what a mapping says.

    Args:
        column: texts of --column.
        only: texts of --only.
        sheet: name of --sheet.
        bores: --die-mm, --ram-mm, --area-cm2.
        word: texts of --word.
        as_written: text of --as-written.
        mapping: file of --mapping.
        fill_down: --fill-down.

    Raises:
        WrongInputError: an option that cannot be read.
    """
    kept = load_mapping(mapping) if mapping else Reading()
    named = zip(("die_mm", "ram_mm", "area_cm2"), bores, strict=True)
    said = {name: value for name, value in named if value is not None}
    return replace(
        kept,
        overrides=pairs(column, "--column", "'TITLE=stack_mpa:MPa'"),
        geometry=replace(kept.geometry or Geometry(), **said),
        only=dict(kept.only or {}) | pairs(only, "--only", "'lot=A'"),
        sheet=sheet or kept.sheet,
        words=dict(kept.words or {}) | pairs(word, "--word", "'n.g.=cracked'"),
        as_written=_rows(as_written),
        fill_down=fill_down or kept.fill_down,
    )


def pairs(texts: Sequence[str], option: str, example: str) -> dict[str, str]:
    """`TITLE=TEXT` as a mapping; a title may hold the sign itself.

    Raises:
        WrongInputError: a text that is not one.
    """
    found = {}
    for text in texts:
        title, sign, wanted = text.rpartition("=")
        if not sign or not title.strip() or not wanted.strip():
            raise WrongInputError(f"{option} {text}: write {example}.")
        found[title.strip()] = wanted.strip()
    return found


def _rows(text: str | None) -> tuple[int, ...]:

    try:
        return tuple(int(row) for row in (text or "").split(",") if row.strip())
    except ValueError as error:
        raise WrongInputError(f"--as-written {text}: write row numbers, 7,12.") from error


def show_preview(screen: Console, table: CellTable) -> None:
    """Each column with what it was taken for and numbers before and after; then the ignored."""
    screen.print(f"{table.path.name}, as it was understood", style="bold")
    shown = plain_table("column", "taken for", "unit", "in the file", "as used")
    for column in table.preview:
        if column.role != "ignored":
            name = f"planned {column.taken_for}" if column.role == "planned" else column.taken_for
            shown.add_row(
                _safe(column.title), name + " (guess)" * column.guess, column.unit,
                _safe(" | ".join(column.before)), _safe(" | ".join(column.after)),
            )  # fmt: skip
    screen.print(shown)
    ignored = [column.title for column in table.preview if column.role == "ignored"]
    screen.print(f"Ignored: {', '.join(ignored) or 'none'}.\n", markup=False)


def _safe(text: str) -> str:

    return escape(text)


def believed(screen: Console, table: CellTable, *, yes: bool) -> None:
    """Show the preview and, where a person sits at the terminal, ask whether it is right.

    Raises:
        WrongInputError: the person says that it is not.
    """
    if yes:
        return
    show_preview(screen, table)
    for note in table.notes:
        screen.print(f"  {note}", markup=False)
    if person_there() and sys.stdout.isatty() and not typer.confirm("Is that right?"):
        raise WrongInputError(
            "Nothing was done. Correct it with --column 'TITLE=NAME:UNIT', --word 'WORD=MEANING' "
            "or in the file, and try again."
        )
