"""Would an earlier table have helped with these cells? The honest answer, on cells left out."""

from __future__ import annotations

from collections.abc import Sequence

from campaigns.errors import WrongInputError
from campaigns.explore.dataset import cells_in
from campaigns.explore.models import Models
from campaigns.explore.text.chapters import Chapter
from campaigns.files.tables.cell_table import CellTable
from campaigns.optimiser.earlier_campaigns import did_it_help, with_earlier
from surrogate.transfer import TransferTested

TITLE = "Do the earlier cells help"
_LEADS = {
    "helped": "The earlier cells help to predict these",
    "hurt": "The earlier cells mislead about these",
    "cannot be said yet": "Whether the earlier cells help cannot be said yet",
}
_ADVICE = {
    "helped": "Name the table under [transfer] of a campaign, and fewer cells are wanted.",
    "hurt": "Leave the table out.",
    "cannot be said yet": "A campaign that names the table under [transfer] tries it on its first "
    "cells and drops it where it misleads.",
}


def compare_with(models: Models, table: CellTable) -> TransferTested:
    """Predict each measured cell by the others, with the earlier cells and without.

    Args:
        models: of the cells explored.
        table: earlier cells, or those of another powder or of a paper, of the same quantity.

    Raises:
        WrongInputError: another quantity, a knob that the table does not name, too few cells.
    """
    past = models.past
    if table.result != past.quantity.name:
        raise WrongInputError(
            f"--earlier {table.path.name} is about {table.result}, {past.table.path.name} about "
            f"{past.quantity.name}: one says nothing about the other."
        )
    if missing := [name for name in past.space.names if name not in table.knobs]:
        raise WrongInputError(
            f"--earlier {table.path.name} has no column {missing[0]}. Add one with the value "
            "that was used."
        )
    try:
        strategy = with_earlier(models.strategy, *cells_in(table, past.quantity, past.space))
    except ValueError as error:
        raise WrongInputError(f"--earlier {table.path.name}: {error}") from error
    answer = did_it_help(strategy, past.history)
    assert answer is not None and answer[0] is not None  # noqa: S101  four cells at least
    return answer[0]


def chapter_of(table: CellTable, tested: TransferTested, cells: Sequence[object]) -> Chapter:
    """The answer in words."""
    advice = _ADVICE[tested.verdict]
    if table.result != "asr_ohm_cm2" and tested.verdict != "hurt":
        advice = "A campaign learns of tables with asr_ohm_cm2; this table is used here only."
    return Chapter(
        TITLE,
        (
            f"{_LEADS[tested.verdict]} ({table.path.name}, {len(cells)} cells; ln density "
            f"{tested.gain:+.1f} ± {tested.doubt:.1f} on {tested.cells} cells left out; "
            f"correlation of the two surfaces {tested.correlation:.2f}). {advice}",
        ),
    )


def document(table: CellTable, tested: TransferTested) -> dict[str, object]:
    """The answer as numbers: gains in ln density."""
    return {
        "file": table.path.name,
        "verdict": tested.verdict,
        "gain": tested.gain,
        "gain_std": tested.doubt,
        "cells": tested.cells,
        "correlation": tested.correlation,
    }
