"""A table that was dropped onto the page: looked at and explored in the models' process."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from campaigns.files.tables.cell_table import CellTable

Answers = tuple[tuple[str, str], ...]
"""What the person said of the table, by the names of the form."""


def look_at_table(name: str, content: bytes, answers: Answers) -> dict[str, Any]:
    """What the table was taken for, or the question that it leaves open; plain.

    Args:
        name: of the file.
        content: of the file.
        answers: what the person said of it.

    Raises:
        WrongInputError: nothing can be made of the file.
    """
    from campaigns.files.tables.question import TableQuestionError

    campaign = _campaign_of_sheet(name, content)
    if campaign is not None:
        question = f"{name} is a run sheet: its results are recorded, not explored."
        return {"question": question, "answers": [], "run_sheet": campaign}
    try:
        with read_dropped(name, content, answers) as table:
            failed = sum(bool(cell.shorted or cell.damage) for cell in table.cells)
            return {
                "question": "",
                "preview": [asdict(column) for column in table.preview],
                "notes": list(table.notes),
                "cells": len(table.cells),
                "failed": failed,
                "looked_at": table.looked_at,
            }
    except TableQuestionError as asked:
        return {"question": asked.question, "answers": list(asked.answers)}


def _campaign_of_sheet(name: str, content: bytes) -> str | None:
    """The campaign of a run sheet, "" where it names none; None for any other table."""
    from campaigns.run.by_hand.sheet_read import campaign_of_sheet

    with TemporaryDirectory() as folder:
        path = Path(folder) / (Path(name).name or "table")
        path.write_bytes(content)
        return campaign_of_sheet(path)


def explore_table(name: str, content: bytes, answers: Answers) -> str:
    """The page of the exploration.

    Raises:
        WrongInputError: nothing can be learned of the table, or a question is open.
    """
    from campaigns.explore.exploration_html import page_html
    from campaigns.explore.figures.exploration_figures import pictures
    from campaigns.explore.run_exploration import explore, models_of

    with read_dropped(name, content, answers) as table:
        found = explore(models_of(table))
    return page_html(found.insight, found.chapters, found.dials, pictures(found.insight))


@contextmanager
def read_dropped(
    name: str,
    content: bytes,
    answers: Answers,
    knobs: Mapping[str, tuple[str, ...]] | None = None,
) -> Iterator[CellTable]:
    """The table as it is understood with what the person said of it.

    Raises:
        WrongInputError: nothing can be made of the file, or a question is open.
    """
    from campaigns.files.tables.cell_table import read_table

    with TemporaryDirectory() as folder:
        path = Path(folder) / (Path(name).name or "table")
        path.write_bytes(content)
        yield read_table(path, reading=replace(_reading(dict(answers)), knobs=knobs or {}))


def _reading(said: Mapping[str, str]) -> Any:
    """The form as the options of the command line; one column or word a line."""
    from campaigns.files.tables.cell_table import Reading
    from campaigns.files.tables.column_units import Geometry
    from campaigns.trial.typed_entry import typed_number

    bores = {
        bore: typed_number(said[bore])
        for bore in ("die_mm", "ram_mm", "area_cm2")
        if said.get(bore)
    }
    rows = [
        row for row in said.get("as_written", "").replace(" ", "").split(",") if row.isdecimal()
    ]
    return Reading(
        overrides=_lines(said.get("column", "")),
        geometry=Geometry(**bores),
        sheet=said.get("sheet") or None,
        words=_lines(said.get("word", "")),
        as_written=tuple(map(int, rows)),
        fill_down=bool(said.get("fill_down")),
    )


def _lines(text: str) -> dict[str, str]:
    """`TITLE=NAME:UNIT`, one a line.

    Raises:
        WrongInputError: a line that is not one.
    """
    from campaigns.errors import WrongInputError

    found = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        title, sign, wanted = line.rpartition("=")
        if not sign or not title.strip() or not wanted.strip():
            raise WrongInputError(f"{line[:60]!r}: write TITLE=NAME:UNIT, one a line.")
        found[title.strip()] = wanted.strip()
    return found
