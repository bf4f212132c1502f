"""Cells that repeat the one above: `ditto`, `"`, `wie oben`, written out."""

from __future__ import annotations

import re
from dataclasses import replace

from campaigns.files.tables.sheets.raw_table import Cell, RawRow, RawTable, is_blank

_DITTO = re.compile(
    r"(?:\"|″|〃|”|“|''|,,|„|-\"-|—\"—|ditto|do\.|dito|dto\.?|detto|idem|id\.|ídem|same"
    r"|(?:same )?as above|see above|wie oben|s\. ?o\.|siehe oben|comme ci-dessus|voir ci-dessus"
    r"|como arriba|come sopra|同上|同前|上に同じ|상동|위와 같음)",
    re.IGNORECASE,
)


def with_dittos(raw: RawTable) -> RawTable:
    """The table with every mark of repetition replaced by what stands above it.

    One in the first row, or under a blank, stays as it is, and is asked about like other words.
    """
    last: list[Cell] = [None] * len(raw.titles)
    rows = []
    for row in raw.rows:
        cells = [above if _is_ditto(cell) and not is_blank(above) else cell
                 for cell, above in zip(row.cells, last, strict=True)]  # fmt: skip
        last = cells
        rows.append(RawRow(row.number, tuple(cells)))
    return replace(raw, rows=tuple(rows))


def _is_ditto(cell: Cell) -> bool:
    return isinstance(cell, str) and _DITTO.fullmatch(cell.strip()) is not None
