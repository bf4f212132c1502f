"""What hangs on the cells of a sheet: notes, colours, strokes through them; by the row they mean.

A row of a table is a row of its sheet. It is one of several cells in it where tables stand side by
side, and a column where the cells of the table do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from campaigns.files.tables.sheets.raw_table import is_blank

_Fills = tuple[str, ...]
_SYSTEM_COLOURS = 64  # from here on an index means the window's own colours (ECMA-376, 18.8.27)
_COLOUR = "colour "
_FEWEST_ROWS = 3  # chosen: with fewer no row is the usual one
_Place = tuple[int, int]
"""Row and column of a cell, both from 1."""


@dataclass(frozen=True)
class TableBlock:
    """Where a table stands on its sheet.

    Attributes:
        columns: of the sheet, from 0.
        shift: what is added to the number of its rows.
    """

    columns: range
    shift: int


@dataclass(frozen=True)
class SheetMarks:
    """Everything that hangs on cells, by row and column.

    Attributes:
        notes: texts attached to cells.
        struck: cells that are struck through.
        looks: colours of the cells and of their letters; "" for black on white.
        hidden_rows: rows that are not shown.
        hidden_columns: columns that are not shown.
    """

    notes: tuple[tuple[_Place, str], ...] = ()
    struck: frozenset[_Place] = frozenset()
    looks: Mapping[_Place, str] | None = None
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()

    def turned(self) -> SheetMarks:
        """The marks of the same sheet with its columns as rows."""
        return SheetMarks(
            tuple(((column, row), text) for (row, column), text in self.notes),
            frozenset((column, row) for row, column in self.struck),
            {(column, row): look for (row, column), look in (self.looks or {}).items()},
            self.hidden_columns,
            self.hidden_rows,
        )


@dataclass(frozen=True)
class RowMarks:
    """What hangs on the rows of a table, by their numbers."""

    struck: frozenset[int]
    hidden: frozenset[int]
    remarks: tuple[tuple[int, str], ...]


def marks_of_rows(
    marks: SheetMarks, rows: Iterable[tuple[int, Sequence[object]]], blocks: Sequence[TableBlock]
) -> RowMarks:
    """The marks of a sheet as those of the rows of its table.

    Args:
        marks: of the sheet.
        rows: number and cells of each row of the sheet.
        blocks: tables side by side; none where there is one.
    """
    grid = dict(rows)
    width = max(map(len, grid.values()), default=0)
    found = list(blocks) or [TableBlock(range(width), 0)]
    struck: set[int] = set()
    crossed: list[tuple[int, str]] = []
    looks: list[tuple[int, tuple[str, ...]]] = []
    for block in found:
        for number, cells in grid.items():
            mine = [(k + 1, cells[k]) for k in block.columns if k < len(cells)]
            filled = [(k, cell) for k, cell in mine if not is_blank(cell)]
            through = [cell for k, cell in filled if (number, k) in marks.struck]
            if through and len(through) == len(filled):
                struck.add(number + block.shift)
            else:
                crossed += [(number + block.shift, crossed_out(cell)) for cell in through]
            if any(isinstance(cell, int | float) for _, cell in mine):
                look = tuple((marks.looks or {}).get((number, k + 1), "") for k in block.columns)
                looks.append((number + block.shift, look))
    notes = [(row + _shift(found, column), text) for (row, column), text in marks.notes]
    hidden = {row + block.shift for row in marks.hidden_rows for block in found}
    return RowMarks(frozenset(struck), frozenset(hidden), (*notes, *crossed, *unlike_most(looks)))


def _shift(blocks: Sequence[TableBlock], column: int) -> int:
    """Of the table over a column, or of the last one that begins to the left of it."""
    return next((b.shift for b in reversed(blocks) if b.columns.start < column), 0)


def crossed_out(value: object) -> str:
    """The remark that stands for a cell that somebody struck through."""
    return f"{value} is struck through"


def unlike_most(rows: Sequence[tuple[int, _Fills]]) -> tuple[tuple[int, str], ...]:
    """Row and colour of the rows that are coloured unlike most of them.

    Colours that all rows share, such as those of a column, and bands of every second row say
    nothing of a cell.

    Args:
        rows: number of each row of numbers, and the colour of each of its cells.
    """
    counts = Counter(fills for _, fills in rows)
    if len(rows) < _FEWEST_ROWS or len(counts) < 2 or _is_banded([fills for _, fills in rows]):
        return ()
    usual = counts.most_common(1)[0][0]
    found = [(number, _differing(fills, usual)) for number, fills in rows]
    return tuple((number, f"{_COLOUR}{colour}") for number, colour in found if colour)


def is_colour(said: str) -> bool:
    """Whether what hangs on a row is nothing but its colour."""
    return said.startswith(_COLOUR)


def look_of(cell: Any) -> str:
    """Colours of a cell of a workbook and of its letters; "" for black on white."""
    fill, font = cell.fill, cell.font
    filled = fill is not None and fill.fill_type not in (None, "none")
    behind = _colour(fill.fgColor, "FFFFFF", theme=0) if filled else ""
    letters = _colour(font.color, "000000", theme=1) if font is not None and font.color else ""
    return f"{behind} letters {letters}".strip() if letters else behind


def _colour(colour: Any, usual: str, theme: int) -> str:
    """A colour as six hexadecimal digits or its number in the theme; "" for the usual one."""
    if colour.type == "rgb":
        said = str(colour.rgb)[-6:].upper()
        return "" if said == usual else said
    number = colour.theme if colour.type == "theme" else colour.indexed
    tint = f" {colour.tint:+.2f}" if colour.tint else ""
    unset = number == theme if colour.type == "theme" else number >= _SYSTEM_COLOURS
    return "" if unset and not tint else f"{number}{tint}"


def _is_banded(every: list[_Fills]) -> bool:
    """Two ways of filling that alternate."""
    return every[0] != every[1] and all(fills == every[k % 2] for k, fills in enumerate(every))


def _differing(fills: _Fills, usual: _Fills) -> str:
    """The colours of a row where they are not the usual ones; `none` where only it has none."""
    unlike = [own for own, common in zip(fills, usual, strict=True) if own != common]
    return ", ".join(dict.fromkeys(own or "none" for own in unlike))
