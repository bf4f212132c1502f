"""Tables with a row for each quantity of a cell, written out with a row for each cell."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from campaigns.errors import WrongInputError
from campaigns.files.tables.cell_numbers import read_number
from campaigns.files.tables.columns.table_columns import KNOBS, RESULTS, Title, guess
from campaigns.files.tables.sheets.raw_table import Cell, RawRow, is_blank

_QUANTITY = re.compile(
    r"observable|quantity|property|measurand|variable|parameter|item|(mess)?gr(ö|oe)(ß|ss)e|"
    r"grandeur|paramètre|magnitud|parámetro|grandezza|物理量|参数|项目|項目|항목",
    re.IGNORECASE,
)
_VALUE = re.compile(
    r"values?|(mess)?werte?|valeurs?|valor(es)?|valor[ei]|reading|result|数值|值|値|값",
    re.IGNORECASE,
)
_UNIT = re.compile(r"units?|einheit|unités?|unidad|unità|单位|単位|단위", re.IGNORECASE)
_OF_A_CELL = 2  # a knob and a result: fewer rows a cell are no such table


@dataclass(frozen=True)
class CellRows:
    """A table with a row for each cell.

    Attributes:
        rows: the titles first; each row has the number of the first one of its cell.
        first: number of the row that each row of the file has become part of.
        said: what was done, in one sentence.
    """

    rows: tuple[RawRow, ...]
    first: Mapping[int, int]
    said: str


@dataclass(frozen=True)
class _Columns:
    """Indices of the columns of such a table."""

    cell: int
    quantity: int
    value: int
    unit: int | None
    others: tuple[int, ...]
    sure: bool
    """Whether the column of the cells is known to be theirs, and no date or operator."""


def one_row_a_cell(name: str, rows: Sequence[RawRow]) -> CellRows | None:
    """The table with a row for each cell; None where it has no row for each quantity.

    Args:
        name: of the file.
        rows: of the sheet.

    Raises:
        WrongInputError: a cell has two values of one quantity, or no column names the cells.
    """
    filled = [row for row in rows if any(not is_blank(cell) for cell in row.cells)]
    place, columns = _titles_of(filled)
    if columns is None or _has_columns_of_knobs(filled[place], columns):
        return None
    if not _are_knobs_and_results(filled[place + 1 :], columns):
        return None
    if not columns.sure:
        said = ", ".join(repr(_text(filled[place], k)) for k in (columns.cell, *columns.others))
        raise WrongInputError(
            f"{name} has a row for each quantity, and none of its columns {said} is known to "
            "name the cells. Which rows belong to one cell? Call the column that says it 'cell'."
        )
    cells = _gathered(name, filled[place], filled[place + 1 :], columns)
    head = filled[place]
    titles = list(dict.fromkeys(title for cell in cells.values() for title in cell.values))
    made = [RawRow(head.number, (_text(head, columns.cell) or "cell", *titles))]
    made += [
        RawRow(cell.rows[0], (label, *(cell.values.get(title) for title in titles)))
        for label, cell in cells.items()
    ]
    first = {row: cell.rows[0] for cell in cells.values() for row in cell.rows}
    said = (
        f"A row for each quantity: {len(cells)} cells are read from {len(first)} rows; a cell is "
        "counted as the first of its rows."
    )
    return CellRows((*filled[:place], *made), first, said)


@dataclass(frozen=True)
class _OneCell:
    """Numbers of the rows of a cell, and what they say, by title."""

    rows: list[int] = field(default_factory=list)
    values: dict[str, Cell] = field(default_factory=dict)


def _gathered(
    name: str, head: RawRow, rows: Sequence[RawRow], columns: _Columns
) -> dict[str, _OneCell]:
    """What the rows say of each cell, by its label; a blank label means the cell above.

    Raises:
        WrongInputError: a cell has two values of one quantity.
    """
    cells: dict[str, _OneCell] = {}
    label = ""
    for row in rows:
        label = _text(row, columns.cell) or label
        cell = cells.setdefault(label, _OneCell())
        cell.rows.append(row.number)
        quantity = _text(row, columns.quantity)
        if quantity and quantity in cell.values:
            raise WrongInputError(
                f"{name} row {row.number}: {label or 'the cell'} has two values of {quantity!r}. "
                "Give cells that were pressed apart names of their own, or delete the value that "
                "does not count."
            )
        if quantity:
            cell.values[quantity] = _with_unit(row, columns)
        for k in columns.others:
            if text := _text(row, k):
                _add(cell.values, _text(head, k) or f"column {k + 1}", text)
    return cells


def _titles_of(rows: Sequence[RawRow]) -> tuple[int, _Columns | None]:
    """Index of the row of titles, and which columns they name."""
    for place, row in enumerate(rows):
        texts = [_text(row, k) for k in range(len(row.cells))]
        quantity = _place_of(_QUANTITY, texts)
        value, unit = _place_of(_VALUE, texts), _place_of(_UNIT, texts)
        if quantity is not None and value is not None:
            taken = {quantity, value, unit}
            rest = [k for k, text in enumerate(texts) if text and k not in taken]
            if not rest:
                return place, None
            named = [k for k in rest if _names_cells(texts[k])]
            cell = [*named, *rest][0]
            others = tuple(k for k in rest if k != cell)
            sure = bool(named) or (not others and not _are_dates(rows[place + 1 :], cell))
            return place, _Columns(cell, quantity, value, unit, others, sure)
    return 0, None


def _names_cells(title: str) -> bool:
    """Whether a column gives the cells: a date or an operator may stand before it."""
    return guess(Title(title, title), numeric=False).name == "cell_id"


def _are_dates(rows: Sequence[RawRow], column: int) -> bool:
    """Whether a column holds days, which several cells may share."""
    cells = [row.cells[column] for row in rows if column < len(row.cells)]
    filled = [cell for cell in cells if not is_blank(cell)]
    return any(read_number(cell, decimal_comma=True).trouble == "date" for cell in filled)


def _place_of(pattern: re.Pattern[str], texts: Sequence[str]) -> int | None:
    return next((k for k, text in enumerate(texts) if pattern.fullmatch(text)), None)


def _has_columns_of_knobs(head: RawRow, columns: _Columns) -> bool:
    """Whether a knob is the title of a column, in which each cell has its own setting."""
    words = [_text(head, k) for k in (columns.cell, *columns.others)]
    return any(guess(Title(word, word), numeric=True).name in KNOBS for word in words)


def _are_knobs_and_results(rows: Sequence[RawRow], columns: _Columns) -> bool:
    """Whether the quantities are what a cell was pressed with, and what was measured of it."""
    words = {_text(row, columns.quantity) for row in rows} - {""}
    names = {guess(Title(word, word), numeric=True).name for word in words}
    repeated = len(rows) >= _OF_A_CELL * max(1, len({_text(r, columns.cell) for r in rows} - {""}))
    return repeated and bool(names & {*KNOBS}) and bool(names & {*RESULTS})


def _with_unit(row: RawRow, columns: _Columns) -> Cell:
    """The value with its unit behind it, as people write it into one cell."""
    value = row.cells[columns.value] if columns.value < len(row.cells) else None
    unit = _text(row, columns.unit) if columns.unit is not None else ""
    if is_blank(value) or unit in ("", "-", "–"):
        return value
    return f"{value} {unit}"


def _add(of_cell: dict[str, Cell], title: str, text: str) -> None:
    """A further column says the same in each row of a cell, or something of its own in some."""
    before = of_cell.get(title)
    if before is None:
        of_cell[title] = text
    elif text not in str(before).split("; "):
        of_cell[title] = f"{before}; {text}"


def _text(row: RawRow, place: int) -> str:
    cell = row.cells[place] if place < len(row.cells) else None
    return "" if is_blank(cell) else " ".join(str(cell).split())
