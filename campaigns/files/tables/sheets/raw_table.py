"""A table before anything is understood: titles and cells, found among what else a sheet holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from campaigns.errors import WrongInputError
from campaigns.files.tables.cell_numbers import read_number
from campaigns.files.tables.column_units import read_unit, split_unit
from campaigns.files.tables.columns import Title, is_named

Cell = object
_HEAD_ROWS = 40  # chosen: what stands above the titles of an export is shorter
_MOSTLY = 0.6  # of the cells of a row of units; chosen: columns such as a note have none
_SPOILT_NUMBERS = ("date", "ambiguous comma", "ambiguous point", "formula", "excel error")
_LABELS = {
    "long name", "units", "unit", "comments", "comment", "einheit", "einheiten", "kommentar",
    "单位", "単位", "단위", "unité", "unités", "f(x)", "f(x)=", "sparklines",
}  # fmt: skip
"""What stands in the first cell of a row under the titles in exports of plotting programs."""


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
    """

    titles: tuple[Title, ...]
    rows: tuple[RawRow, ...]
    semicolons: bool
    notes: tuple[str, ...]
    above: tuple[str, ...] = ()
    struck: frozenset[int] = frozenset()
    hidden: frozenset[int] = frozenset()
    remarks: tuple[tuple[int, str], ...] = ()

    @property
    def header(self) -> tuple[str, ...]:
        """The titles as one text each."""
        return tuple(title.full for title in self.titles)


def is_blank(cell: Cell) -> bool:
    """Whether nothing stands in a cell."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def framed(
    name: str, rows: Sequence[RawRow], *, semicolons: bool, notes: Sequence[str]
) -> RawTable:
    """Find titles, group heads and units; check that every row fits; drop blank lines.

    Raises:
        WrongInputError: there is no table in the rows.
    """
    filled = [row for row in rows if any(not is_blank(cell) for cell in row.cells)]
    if not filled:
        raise WrongInputError(f"{name} is empty.")
    start, end = head_of(filled)
    body = filled[end:]
    if not body:
        raise WrongInputError(f"{name} has a header and no cells under it.")
    width = max(k + 1 for k, cell in enumerate(filled[start].cells) if not is_blank(cell))
    width = max(width, _width_of_titles(filled[_first_of_head(filled, start) : end]))
    width = max(width, _width_of_remarks(width, body))
    _refuse_ragged(name, width, body)
    titles = _titles(name, width, filled, start, end)
    padded = [RawRow(row.number, (*row.cells, *[None] * width)[:width]) for row in body]
    above = tuple(_lines(filled[:start]))
    said = [*notes]
    if above:
        lines = "1 line" if len(above) == 1 else f"{len(above)} lines"
        said.append(f"{lines} above the header (row {filled[start].number}): no cells.")
    return RawTable(titles, tuple(padded), semicolons, tuple(said), above)


def _width_of_titles(head: Sequence[RawRow]) -> int:
    return max(
        (k + 1 for row in head for k, cell in enumerate(row.cells) if not is_blank(cell)), default=1
    )


def _width_of_remarks(width: int, body: Sequence[RawRow]) -> int:
    """How far remarks reach that stand behind the last title; 0 where numbers stand there."""
    over = [(k + 1, cell) for row in body for k, cell in enumerate(row.cells)
            if k >= width and not is_blank(cell)]  # fmt: skip
    if any(read_number(cell, decimal_comma=True).trouble != "text" for _, cell in over):
        return 0
    return max((k for k, _ in over), default=0)


def _first_of_head(rows: Sequence[RawRow], start: int) -> int:
    """Index of the row of group heads, or of the titles without one."""
    return start - 1 if start and len({*map(str, _filled(rows[start - 1]))}) > 1 else start


def _lines(rows: Sequence[RawRow]) -> list[str]:
    """Rows above the titles that are text and no group heads."""
    return [str(_filled(row)[0]) for row in rows if len({*map(str, _filled(row))}) == 1]


def _filled(row: RawRow) -> list[Cell]:
    return [cell for cell in row.cells if not is_blank(cell)]


def head_of(rows: Sequence[RawRow]) -> tuple[int, int]:
    """Index of the row of titles, and of the first row of cells.

    Raises:
        WrongInputError: the first row holds numbers already.
    """
    first = _first_cells(rows)
    if first == 0:
        raise WrongInputError(
            "the table has no header: the first row holds numbers. Write a title above each "
            "column, such as copress_mpa, stack_mpa, asr_ohm_cm2."
        )
    best, found = 0.0, 0
    end = _units_place(rows[:first]) or first
    for place in range(end):
        cells = _filled(rows[place])
        words = {str(cell).strip() for cell in cells}
        units = sum(map(_is_unit, words))
        named = sum(is_named(Title(w, w)) for w in words) - units
        with_unit = sum(split_unit(word)[1] is not None for word in words) - units
        score = named + 0.1 * len(words) + 0.6 * with_unit - 0.5 * units
        if len(words) > 1 and score > best:
            best, found = score, place
    if best == 0.0:
        found = end - 1
    return found, first


def _units_place(rows: Sequence[RawRow]) -> int:
    """Index of the first row of units, under which no titles stand; 0 without one."""
    for place, row in enumerate(rows):
        cells = [c for c in _filled(row) if str(c).casefold().rstrip(":") not in _LABELS]
        if len(cells) > 1 and _are_units(cells):
            return place
    return 0


def _are_units(cells: Sequence[Cell]) -> bool:
    return bool(cells) and sum(map(_is_unit, cells)) >= _MOSTLY * len(cells)


def _first_cells(rows: Sequence[RawRow]) -> int:
    """Index of the first row that holds the numbers of a cell."""
    wide = max(len(_filled(row)) for row in rows)
    for place, row in enumerate(rows[:_HEAD_ROWS]):
        cells = _filled(row)
        numbers = [str(cell).strip() for cell in cells if _is_number(cell)]
        if numbers and len(cells) >= 0.3 * wide and not _count_up(numbers, wide):
            return place
    return _first_below_titles(rows)


def _count_up(numbers: Sequence[str], wide: int) -> bool:
    """Whether the numbers of a row are 1, 2, 3 ...: titles of replicates under a common head."""
    counted = [str(k) for k in range(1, len(numbers) + 1)]
    return 1 < len(numbers) < wide and list(numbers) == counted


def _first_below_titles(rows: Sequence[RawRow]) -> int:
    """Where no row holds numbers: the row under the widest one."""
    widths = [len(_filled(row)) for row in rows[:_HEAD_ROWS]]
    return widths.index(max(widths)) + 1


def _is_number(cell: Cell) -> bool:
    if isinstance(cell, bool) or is_blank(cell):
        return False
    reading = read_number(cell, decimal_comma=True, duration=True)
    return reading.value is not None or reading.trouble in _SPOILT_NUMBERS


def _is_unit(cell: Cell) -> bool:
    text = str(cell).strip() if isinstance(cell, str) else ""
    return text in ("-", "–", "[-]", "(-)") or (bool(text) and read_unit(text) is not None)


def _titles(
    name: str, width: int, rows: Sequence[RawRow], start: int, end: int
) -> tuple[Title, ...]:
    """Titles with their group heads, units and comments; each full title once."""
    own = _texts(rows[start], width)
    own = _with_lone_heads(rows[:start], width, own)
    units = _units_above(rows[:start], width)
    groups = [""] * width if any(units) else _groups(rows[:start], width, own)
    units_below = _units_place(rows[start + 2 : end]) > 0 or (
        start + 2 < end and _are_units(_filled(rows[start + 2]))
    )
    if start + 1 < end and _splits(own, _texts(rows[start + 1], width), certain=units_below):
        start += 1
        below = _texts(rows[start], width)
        groups = [over if under else "" for over, under in zip(own, below, strict=True)]
        own = [under or over for over, under in zip(own, below, strict=True)]
    comments = [""] * width
    for row in rows[start + 1 : end]:
        texts = _texts(row, width)
        if texts[0].casefold().rstrip(":") in _LABELS:
            texts[0] = ""
        cells = [text for text in texts if text]
        if _are_units(cells):
            units = [text or unit for text, unit in zip(texts, units, strict=True)]
        else:
            comments = [
                f"{before} {text}".strip() for before, text in zip(comments, texts, strict=True)
            ]
    groups = [
        group if text or not unit else _head_to_the_left(own, k)
        for k, (text, group, unit) in enumerate(zip(own, groups, units, strict=True))
    ]
    titles = [
        Title(text or f"column {k}", text, group, unit.strip("-– "), comment)
        for k, (text, group, unit, comment) in enumerate(
            zip(own, groups, units, comments, strict=True), 1
        )
    ]
    return _each_once(name, titles)


def _units_above(rows: Sequence[RawRow], width: int) -> list[str]:
    """Units from the row above the titles; blanks where that row holds something else."""
    texts = _texts(rows[-1], width) if rows else [""] * width
    texts = ["" if text.casefold().rstrip(":") in _LABELS else text for text in texts]
    said = [text for text in texts if text]
    return texts if len({*said}) > 1 and _are_units(said) else [""] * width


def _with_lone_heads(rows: Sequence[RawRow], width: int, own: Sequence[str]) -> list[str]:
    """A head over one column that has no title of its own is its title."""
    if not rows or _first_of_head(rows, len(rows)) == len(rows):
        return list(own)
    above = ["", *_texts(rows[-1], width), ""]
    return [
        title or (above[k] if above[k] not in (above[k - 1], above[k + 1]) else "")
        for k, title in enumerate(own, 1)
    ]


def _head_to_the_left(titles: Sequence[str], place: int) -> str:
    """A column without a title of its own, but with a unit, stands under the last title."""
    return next((title for title in reversed(titles[:place]) if title), "")


def _splits(titles: Sequence[str], below: Sequence[str], *, certain: bool) -> bool:
    """Whether titles stand over several columns, with titles of their own under them.

    Args:
        titles: of the columns.
        below: the next row.
        certain: units follow under it, so that `F`, `t` and `d` there are no units.
    """
    twins = [k for k, title in enumerate(titles) if title and titles.count(title) > 1]
    return bool(twins) and all(below[k] and (certain or not _is_unit(below[k])) for k in twins)


def _texts(row: RawRow, width: int) -> list[str]:
    cells = (*row.cells, *[None] * width)[:width]
    return ["" if is_blank(cell) else " ".join(str(cell).split()) for cell in cells]


def _groups(rows: Sequence[RawRow], width: int, own: Sequence[str]) -> list[str]:
    """Heads over several columns, from the row above the titles; blanks belong to the last head."""
    if not rows or len({*map(str, _filled(rows[-1]))}) < 2:
        return [""] * width
    groups, last = [], ""
    for text, title in zip(_texts(rows[-1], width), own, strict=True):
        last = text or last
        groups.append("" if last == title else last)
    return groups


def _each_once(name: str, titles: Sequence[Title]) -> tuple[Title, ...]:
    """Titles that occur twice are distinguished by their group head."""
    counts = [title.own for title in titles]
    made = [
        replace(title, full=f"{title.group}: {title.own}")
        if title.group and title.own and counts.count(title.own) > 1
        else title
        for title in titles
    ]
    full = [title.full for title in made if title.own]
    if twins := {title for title in full if full.count(title) > 1}:
        raise WrongInputError(
            f"{name} has two columns called {min(twins)!r}. Rename one: which is it?"
        )
    return tuple(made)


def _refuse_ragged(name: str, width: int, rows: Sequence[RawRow]) -> None:
    for row in rows:
        if any(not is_blank(cell) for cell in row.cells[width:]):
            raise WrongInputError(
                f"{name} row {row.number} has {len(row.cells)} cells under {width} titles. Decimal "
                "commas in a comma-separated file? Save it with semicolons, or put it in quotes."
            )
