"""Words among numbers: `short` in the place of a resistance, `OL`, a bound far off."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from statistics import median

from campaigns.files.tables.cell_numbers import read_number
from campaigns.files.tables.outcome.reading import CellWord, finding_of_text, plain
from campaigns.files.tables.outcome.words import NOT_MEASURED

_FAR = 10.0
"""A bound so many times off the usual result says that the cell is none of the usual ones."""
_BOUND = re.compile(r"[<>≤≥]=?\s*(?P<limit>\S.*)")


def findings_of_results(
    cells: Sequence[object], meanings: Mapping[str, str]
) -> tuple[CellWord, ...]:
    """What the texts in a column of results say of each cell.

    `OL` and `< 2` where others have 90 are not understood: a short, no contact or a typing error.

    Args:
        cells: as the file holds them.
        meanings: words and what a person said that they mean.
    """
    numbers = [read_number(cell, decimal_comma=True).value for cell in cells]
    known = [number for number in numbers if number is not None and number > 0]
    usual = median(known) if known else None
    return tuple(
        finding_of_text(cell, meanings)
        if plain(cell) in meanings
        else _far_bound(cell, usual) or only_failures("number", cell, meanings)
        for cell in cells
    )


def _far_bound(cell: object, usual: float | None) -> CellWord | None:
    """`< 2` or `> 1e6` far from what the other cells have."""
    bound = _BOUND.match(plain(cell)) if isinstance(cell, str) else None
    if bound is None or usual is None:
        return None
    limit = read_number(bound["limit"], decimal_comma=True).value
    if limit is None or limit <= 0 or max(limit / usual, usual / limit) < _FAR:
        return None
    return CellWord("not understood", word=str(cell).strip())


def only_failures(kind: str, cell: object, meanings: Mapping[str, str]) -> CellWord:
    """Failures in a column that is about something else; its other words mean nothing here."""
    if not isinstance(cell, str) or not cell.strip():
        return CellWord("nothing")
    text = plain(cell)
    if text in meanings:
        return finding_of_text(cell, meanings)
    if kind == "number":
        reading = read_number(cell, decimal_comma=True)
        if NOT_MEASURED.search(text):
            return CellWord("nothing")
        if reading.trouble in ("text", "not finite") and not finding_of_text(text).modes:
            return CellWord("not understood", word=cell.strip())  # `OL` where a number belongs
        text = reading.unit if reading.value is not None else text
    found = finding_of_text(text, meanings)
    return found if found.verdict in ("failed", "doubtful") else CellWord("nothing")
