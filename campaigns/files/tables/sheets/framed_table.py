"""The rows of a sheet as a table: titles with their group heads and units, cells below them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from campaigns.errors import WrongInputError
from campaigns.files.tables.cell_numbers import read_number
from campaigns.files.tables.column_units import split_unit
from campaigns.files.tables.columns.table_columns import KNOBS, RESULTS, Title, guess
from campaigns.files.tables.sheets.header_rows import (
    LABELS,
    are_units,
    filled_cells,
    head_of,
    is_line,
    is_unit,
    units_place,
    without_remark,
)
from campaigns.files.tables.sheets.raw_table import RawRow, RawTable, is_blank

_QUANTITIES = (*KNOBS, *RESULTS)


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
    heads = [row for row in filled[:start] if not is_line(row, width)]
    titles = _titles(name, width, [*heads, *filled[start:]], len(heads), end - start + len(heads))
    padded = [RawRow(row.number, (*row.cells, *[None] * width)[:width]) for row in body]
    above = tuple(_lines(filled[:start], width))
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
    return start - 1 if start and len({*map(str, filled_cells(rows[start - 1]))}) > 1 else start


def _lines(rows: Sequence[RawRow], titles: int) -> list[str]:
    """Rows above the titles that are text and no group heads; `Pressure`, 300 as one line."""
    found = []
    for row in rows:
        cells = [str(cell).strip() for cell in filled_cells(row)]
        if len({*cells}) == 1:
            found.append(cells[0])
        elif is_line(row, titles):
            pair = len(cells) == 2 and not any(map(str.isdigit, cells[0]))
            found.append((": " if pair else ", ").join([cells[0].rstrip(":"), *cells[1:]]))
    return found


def _titles(
    name: str, width: int, rows: Sequence[RawRow], start: int, end: int
) -> tuple[Title, ...]:
    """Titles with their group heads, units and comments; each full title once."""
    own = _texts(rows[start], width)
    own = _with_lone_heads(rows[:start], width, own)
    units = _units_above(rows[:start], width)
    groups = [""] * width if any(units) else _groups(rows[:start], width, own)
    units_below = units_place(rows[start + 2 : end]) > 0 or (
        start + 2 < end and are_units(filled_cells(rows[start + 2]))
    )
    if start + 1 < end and _splits(own, _texts(rows[start + 1], width), certain=units_below):
        start += 1
        below = _texts(rows[start], width)
        groups = [over if under else "" for over, under in zip(own, below, strict=True)]
        own = [under or over for over, under in zip(own, below, strict=True)]
    comments = [""] * width
    for row in rows[start + 1 : end]:
        texts = _texts(row, width)
        if texts[0].casefold().rstrip(":") in LABELS:
            texts[0] = ""
        cells = [text for text in texts if text]
        if are_units(cells):
            units = [without_remark(text) or unit for text, unit in zip(texts, units, strict=True)]
        elif any(own) and _are_units_of_most(own, texts):
            units = [
                without_remark(text) if is_unit(text) else unit
                for text, unit in zip(texts, units, strict=True)
            ]
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


def _are_units_of_most(titles: Sequence[str], below: Sequence[str]) -> bool:
    """Whether units stand under most of the titles that name a quantity without its unit.

    `no.`, `kN`, `min`, `visual`, `free text`: what stands under the others are remarks.
    """
    bare = [
        under
        for title, under in zip(titles, below, strict=True)
        if split_unit(title)[1] is None
        and guess(Title(title, title), numeric=True).name in _QUANTITIES
    ]
    return sum(map(is_unit, bare)) > max(1, len(bare) // 2)


def _units_above(rows: Sequence[RawRow], width: int) -> list[str]:
    """Units from the row above the titles; blanks where that row holds something else."""
    texts = _texts(rows[-1], width) if rows else [""] * width
    texts = ["" if text.casefold().rstrip(":") in LABELS else text for text in texts]
    said = [text for text in texts if text]
    return texts if len({*said}) > 1 and are_units(said) else [""] * width


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
    return bool(twins) and all(below[k] and (certain or not is_unit(below[k])) for k in twins)


def _texts(row: RawRow, width: int) -> list[str]:
    cells = (*row.cells, *[None] * width)[:width]
    return ["" if is_blank(cell) else " ".join(str(cell).split()) for cell in cells]


def _groups(rows: Sequence[RawRow], width: int, own: Sequence[str]) -> list[str]:
    """Heads over several columns, from the row above the titles; blanks belong to the last head."""
    if not rows or len({*map(str, filled_cells(rows[-1]))}) < 2:
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
                f"{name} row {row.number} has {len(row.cells)} cells under {width} "
                f"title{'s' * (width != 1)}. Decimal commas in a comma-separated file? Save it "
                "with semicolons, or put it in quotes. Settings across the top? Write a row for "
                "each cell, each setting in a column of its own."
            )
