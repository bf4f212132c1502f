"""A table before anything is understood: titles and cells as the file holds them."""

from __future__ import annotations

from dataclasses import dataclass

from campaigns.files.tables.columns.table_columns import Title

Cell = object


@dataclass(frozen=True)
class RawRow:
    """One line of a table: its number in the file, from 1, and its cells."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class RawTable:
    """A table before anything is understood.

    Attributes:
        titles: of the columns, each once.
        rows: every row has as many cells as there are titles; None and "" are blank.
        semicolons: the cells were parted by semicolons, so that a comma is a decimal one.
        notes: what had to be guessed of the file itself.
        above: text lines above the titles.
        struck: numbers of rows that somebody struck through.
        hidden: numbers of rows that a workbook does not show.
        remarks: notes attached to the cells of a row, by its number.
        sheet: name of the sheet of a workbook; "" for a text.
        unread: names and rows of the other sheets of its workbook.
        left_open: title of a column of which a person has to say what it is; "" for none.
    """

    titles: tuple[Title, ...]
    rows: tuple[RawRow, ...]
    semicolons: bool
    notes: tuple[str, ...]
    above: tuple[str, ...] = ()
    struck: frozenset[int] = frozenset()
    hidden: frozenset[int] = frozenset()
    remarks: tuple[tuple[int, str], ...] = ()
    sheet: str = ""
    left_open: str = ""
    unread: tuple[tuple[str, tuple[RawRow, ...]], ...] = ()

    @property
    def header(self) -> tuple[str, ...]:
        """The titles as one text each."""
        return tuple(title.full for title in self.titles)


def is_blank(cell: Cell) -> bool:
    """Whether nothing stands in a cell."""
    return cell is None or (isinstance(cell, str) and not cell.strip())
