"""Grids: one setting down the first column, another across the top, a result in each cell.

`P (MPa)` over 200, 350, 500 and `60 s`, `300 s` next to it is a row for each cell in another form.
So are columns that repeat under heads such as `200 MPa`. Such a sheet is written out where its
words say what stands down, what across and what in the cells; else a sentence says what to add.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from campaigns.errors import WrongInputError
from campaigns.files.tables.cell_numbers import read_number
from campaigns.files.tables.column_units import read_unit, split_unit
from campaigns.files.tables.columns.table_columns import KNOBS, RESULTS, Title, guess
from campaigns.files.tables.sheets.common_settings import setting_in_name
from campaigns.files.tables.sheets.header_rows import are_units
from campaigns.files.tables.sheets.raw_table import RawRow, is_blank
from campaigns.files.tables.sheets.sheet_marks import TableBlock

_MOST_ABOVE = 6  # chosen: more lines above the heads are no title of a grid
_FRAGMENTS = re.compile(
    r"\s*(?:\\|\||[↓→↘;]|\bv(?:er)?s\.?\b|\b(?:by|at|for|bei|und|and|et|à|as a function of)\b"
    r"|(?<=[)\]])\s*[/,])\s*",
    re.IGNORECASE,
)
"""Between the words for what stands down, across and in the cells."""
_DOWN_THEN_ACROSS = re.compile(r"\\|↓.*→")
"""`P \\ t`: the corner of a grid names what stands down before what stands across."""


@dataclass(frozen=True)
class CrossTable:
    """A grid written out.

    Attributes:
        rows: a row for each cell, under titles.
        said: what was done, in a sentence.
        blocks: where the cells of each head stand.
        shared: how many columns to the left belong to all of them.
    """

    rows: list[RawRow]
    said: str
    blocks: list[TableBlock]
    shared: int


@dataclass(frozen=True)
class _Frame:
    """Where a grid stands: its row of heads, and the columns under each head."""

    place: int
    heads: tuple[object, ...]
    columns: tuple[range, ...]

    @property
    def left(self) -> int:
        return self.columns[0].start

    @property
    def right(self) -> int:
        return self.columns[-1].stop


def written_out(rows: Sequence[RawRow]) -> CrossTable | None:
    """The cells of a grid as rows; None for a sheet that is none.

    Rows of the second head are counted on from those of the first, and so on.

    Args:
        rows: of the sheet.

    Raises:
        WrongInputError: a grid whose words leave open what stands in it; says what to write.
    """
    filled = [row for row in rows if any(not is_blank(cell) for cell in row.cells)]
    frame = next(_frames(filled), None)
    if frame is None:
        return None
    wide = len(frame.columns[0]) > 1 or _are_titles(filled, frame)
    result = "" if wide else _result(filled, frame)
    across, marks = _across(filled, frame)
    left = _left_titles(filled, frame)
    if left is None or not across or not (wide or result):
        if wide and not across:
            return None
        raise _left_open(frame, result, across)
    if _name(across) in {_name(title) for title in left}:
        return None
    return _made(filled, frame, left, result, across, marks)


def _frames(filled: Sequence[RawRow]) -> Iterator[_Frame]:
    for place, row in enumerate(filled[:_MOST_ABOVE]):
        if place and not all(map(_is_context, filled[:place])):
            return
        frame = _frame(place, row)
        if frame is not None and _is_grid(filled, frame):
            yield frame


def _frame(place: int, row: RawRow) -> _Frame | None:
    """The heads of a row: numbers or quantities next to each other, each once."""
    cells = list(row.cells)
    while cells and is_blank(cells[-1]):
        cells.pop()
    first = next((k for k, cell in enumerate(cells) if _is_head(cell)), 0)
    if first == 0 or any(not is_blank(c) and _is_head(c) for c in cells[:first]):
        return None
    starts = [k for k in range(first, len(cells)) if not is_blank(cells[k])
              and (k == first or cells[k] != cells[k - 1])]  # fmt: skip
    heads = tuple(cells[k] for k in starts)
    if len(heads) < 2 or len({*map(str, heads)}) < len(heads) or not all(map(_is_head, heads)):
        return None
    widths = {b - a for a, b in pairwise(starts)}
    if len(widths) != 1:
        return None
    width = widths.pop()
    columns = tuple(range(start, start + width) for start in starts)
    return _Frame(place, heads, columns) if columns[-1].stop >= len(cells) else None


def _is_head(cell: object) -> bool:
    """A number, or a setting such as `60 s` or `hold 60 s`."""
    if is_blank(cell) or isinstance(cell, bool):
        return False
    text = " ".join(str(cell).split())
    reading = read_number(cell, decimal_comma=True)
    if reading.value is not None:
        return not reading.unit or read_unit(reading.unit) is not None
    return not isinstance(cell, int | float) and setting_in_name(text) is not None


def _is_context(row: RawRow) -> bool:
    """Lines above the heads hold words and no numbers."""
    return not any(read_number(c, decimal_comma=True).value is not None for c in row.cells)


def _is_grid(filled: Sequence[RawRow], frame: _Frame) -> bool:
    """Whether numbers stand under the heads, and nothing to the right of them."""
    below = filled[frame.place + 1 :]
    wide = _are_titles(filled, frame)
    if len(frame.columns[0]) > 1 and not wide:
        return False
    below = below[1:] if wide else below
    counted = [str(head) for head in frame.heads] == [str(k + 1) for k in range(len(frame.heads))]
    of_cells = [row for row in below if _numbers_in(row, frame.left, frame.right)]
    down = wide or all(_numbers_in(row, 0, frame.left) for row in of_cells)  # else a turned table
    clear = all(all(map(is_blank, row.cells[frame.right :])) for row in below)
    return not counted and len(of_cells) >= 2 and down and clear


def _numbers_in(row: RawRow, start: int, stop: int) -> int:
    cells = row.cells[start:stop]
    return sum(read_number(cell, decimal_comma=True).value is not None for cell in cells)


def _are_titles(filled: Sequence[RawRow], frame: _Frame) -> bool:
    """Whether the row under the heads holds the same titles under each of them."""
    if frame.place + 1 >= len(filled):
        return False
    under = [_cut(filled[frame.place + 1], columns) for columns in frame.columns]
    own = [Title(str(title), str(title)) for title in under[0] if not is_blank(title)]
    names = {guess(title, numeric=True).name for title in own}
    return all(each == under[0] for each in under) and bool(names & {*RESULTS})


def _fragments(filled: Sequence[RawRow], frame: _Frame) -> list[str]:
    """The words of the corner and of the lines above the heads, one quantity each."""
    texts = [str(c) for c in filled[frame.place].cells[: frame.left] if not is_blank(c)]
    texts += [str(c) for row in filled[: frame.place] for c in row.cells if not is_blank(c)]
    parts = [part.strip(" :") for text in texts for part in _FRAGMENTS.split(text)]
    return list(dict.fromkeys(part for part in parts if part))


def _name(title: str) -> str:
    return guess(Title(title, title), numeric=True).name


def _result(filled: Sequence[RawRow], frame: _Frame) -> str:
    """The title of what stands in the cells; "" where it is not said with its unit."""
    found = [part for part in _fragments(filled, frame) if _name(part) in RESULTS
             and split_unit(part)[1] is not None]  # fmt: skip
    return found[0] if len({_name(part) for part in found}) == 1 else ""


def _across(filled: Sequence[RawRow], frame: _Frame) -> tuple[str, list[object]]:
    """Title and values of the setting that stands across; "" where it is not said."""
    named = [setting_in_name(" ".join(str(head).split())) for head in frame.heads]
    knobs = {said[0] for said in named if said is not None}
    if len(knobs) == 1 and None not in named:
        return f"{knobs.pop()} across the top", [said[1] for said in named if said is not None]
    corner = " ".join(str(c) for c in filled[frame.place].cells[: frame.left] if not is_blank(c))
    down = {_name(title) for title in _left_titles(filled, frame) or []}
    parts = [p for p in _fragments(filled, frame) if _name(p) in KNOBS and split_unit(p)[1]]
    names = list(dict.fromkeys(_name(part) for part in parts))
    both_in_corner = sum(_name(part) in KNOBS for part in _FRAGMENTS.split(corner)) > 1
    if both_in_corner and not _DOWN_THEN_ACROSS.search(corner):
        return "", []
    rest = [name for name in names if name not in down]
    if len(rest) != 1 or rest[0] == "die_degc":  # the temperature of a measurement as well
        return "", []
    return next(part for part in parts if _name(part) == rest[0]), list(frame.heads)


def _left_titles(filled: Sequence[RawRow], frame: _Frame) -> list[str] | None:
    """Titles of the columns to the left of the cells; None where one has none."""
    titles = []
    lines = [filled[frame.place], *reversed(filled[: frame.place])]
    if _are_titles(filled, frame):
        lines.insert(0, filled[frame.place + 1])
    for column in range(frame.left):
        said = [str(row.cells[column]) for row in lines
                if column < len(row.cells) and not is_blank(row.cells[column])]  # fmt: skip
        parts = [part for text in said for part in _FRAGMENTS.split(text) if part.strip()]
        knobs = [part for part in parts if _name(part) in KNOBS]
        if not parts:
            return None
        titles.append((knobs or parts)[0].strip(" :"))
    return titles


def _left_open(frame: _Frame, result: str, across: str) -> WrongInputError:
    heads = ", ".join(repr(str(head)) for head in frame.heads[:3])
    open_now = [*([] if result else ["what is measured, with its unit"]),
                *([] if across else ["what stands across, with its unit"])]  # fmt: skip
    what = " and ".join(open_now) or "what stands in the first column"
    return WrongInputError(
        f"the table is a grid with {heads} across the top, and it is not said {what}. Write a line "
        "such as ASR (ohm cm2) above it, and into its corner what stands down and across, such as "
        "P (MPa) \\ dwell (s); or write a row for each cell."
    )


def _cut(row: RawRow, columns: range) -> tuple[object, ...]:
    return tuple(row.cells[k] if k < len(row.cells) else None for k in columns)


def _line(row: RawRow) -> str:
    """A line above the heads: what it says beyond the quantities of the grid holds for all."""
    return ", ".join(dict.fromkeys(str(cell).strip() for cell in row.cells if not is_blank(cell)))


def _made(
    filled: Sequence[RawRow],
    frame: _Frame,
    left: Sequence[str],
    result: str,
    across: str,
    marks: Sequence[object],
) -> CrossTable:
    below = filled[frame.place + 1 :]
    titles: tuple[object, ...] = (result,)
    if not result:
        titles, below = _cut(below[0], frame.columns[0]), below[1:]
    shared = range(frame.left)
    made = [RawRow(row.number, (line,)) for row in filled[: frame.place] if (line := _line(row))]
    made.append(RawRow(filled[frame.place].number, (*left, *titles, across)))
    if below and are_units([c for c in _cut(below[0], frame.columns[0]) if not is_blank(c)]):
        made.append(RawRow(below[0].number, (*_cut(below[0], shared),
                                             *_cut(below[0], frame.columns[0]), None)))  # fmt: skip
        below = below[1:]
    shift = below[-1].number
    for k, (columns, mark) in enumerate(zip(frame.columns, marks, strict=True)):
        for row in below:
            cells = _cut(row, columns)
            if not all(map(is_blank, cells)):
                made.append(RawRow(row.number + k * shift, (*_cut(row, shared), *cells, mark)))
            elif k == 0 and all(map(is_blank, row.cells[frame.left :])):
                made.append(RawRow(row.number, (*_cut(row, shared),)))
    blocks = [TableBlock(columns, k * shift) for k, columns in enumerate(frame.columns)]
    heads = ", ".join(repr(str(head)) for head in frame.heads)
    said = (
        f"The table is a grid with {heads} across the top ({across}), read as a row for each cell; "
        f"rows under the second head are counted on from {below[0].number + shift}, and so on."
    )
    return CrossTable(made, said, blocks, frame.left)
