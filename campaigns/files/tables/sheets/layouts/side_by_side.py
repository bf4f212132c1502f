"""Tables of the same titles side by side on one sheet, read as if one stood below the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from campaigns.errors import WrongInputError
from campaigns.files.tables.columns.column_words import LEGEND
from campaigns.files.tables.columns.table_columns import KNOBS, RESULTS, Title, guess
from campaigns.files.tables.sheets.header_rows import head_of
from campaigns.files.tables.sheets.raw_table import RawRow, is_blank
from campaigns.files.tables.sheets.sheet_marks import TableBlock

GROUP = "group"
"""Title of the column that keeps which of the tables a row comes from."""


@dataclass(frozen=True)
class _Blocks:
    """Where the tables stand: their columns, the row of titles and the first row of cells."""

    columns: tuple[range, ...]
    titles: int
    cells: int


def stacked(rows: Sequence[RawRow]) -> tuple[list[RawRow], list[str], list[TableBlock]]:
    """The rows with the second table below the first; as they are where there is only one.

    Rows of a later table are counted on from those of the first. Heads above the tables become a
    column `group`.

    Args:
        rows: of the sheet.

    Returns:
        The rows, what was done in sentences, and where each table stands; none for a single one.
    """
    filled = [row for row in rows if any(not is_blank(cell) for cell in row.cells)]
    blocks = _blocks(filled)
    if blocks is None:
        return list(rows), [], []
    heads = _heads(filled, blocks)
    body = filled[blocks.cells :]
    shift = body[-1].number - filled[blocks.cells - 1].number
    made = list(filled[: blocks.titles - bool(heads)])
    legends = [text for text in _texts(filled[blocks.titles]) if LEGEND.match(text.casefold())]
    made += [RawRow(filled[blocks.titles].number, (text,)) for text in legends]
    for row in filled[blocks.titles : blocks.cells]:
        group = (GROUP if row is filled[blocks.titles] else None,) if heads else ()
        made.append(RawRow(row.number, (*_cut(row, blocks.columns[0]), *group)))
    for place, columns in enumerate(blocks.columns):
        for row in body:
            cells = _cut(row, columns)
            if not all(map(is_blank, cells)):
                group = (heads[place],) if heads else ()
                made.append(RawRow(row.number + place * shift, (*cells, *group)))
    places = [TableBlock(columns, k * shift) for k, columns in enumerate(blocks.columns)]
    return made, [_said(body, blocks, heads, shift)], places


def _said(body: Sequence[RawRow], blocks: _Blocks, heads: Sequence[str], shift: int) -> str:
    first, last = body[0].number, body[-1].number
    said = (
        f"{len(blocks.columns)} tables of the same titles stand side by side: read as if they "
        f"stood one below the other; rows {first} to {last} of the second are counted as rows "
        f"{first + shift} to {last + shift}."
    )
    if not heads:
        return said
    one = f"--only '{GROUP}={heads[0]}'"
    return (
        f"{said} Their heads ({', '.join(heads)}) are the column {GROUP}; for one of them: {one}."
    )


def _cut(row: RawRow, columns: range) -> tuple[object, ...]:
    return tuple(row.cells[k] if k < len(row.cells) else None for k in columns)


def _blocks(filled: Sequence[RawRow]) -> _Blocks | None:
    """The tables of a sheet; None where there are not several of the same titles."""
    if not filled:
        return None
    try:
        start, end = head_of(filled)
    except WrongInputError:
        return None
    texts = _texts(filled[start])
    places = [k for k, text in enumerate(texts) if text and not LEGEND.match(text.casefold())]
    for count in range(len(places) // 2, 1, -1):
        if len(places) % count:
            continue
        width = len(places) // count
        parts = [places[k * width : (k + 1) * width] for k in range(count)]
        columns = tuple(range(part[0], part[-1] + 1) for part in parts)
        heads = [[_cut(row, each) for row in filled[start:end]] for each in columns]
        if width > 1 and all(head == heads[0] for head in heads) and _is_table(*heads[0]):
            return None if _holds_more(filled[end:], columns) else _Blocks(columns, start, end)
    return None


def _holds_more(body: Sequence[RawRow], columns: Sequence[range]) -> bool:
    """Whether anything stands in the rows of cells outside the tables, and belongs to neither."""
    inside = {k for each in columns for k in each}
    return any(
        k not in inside and not is_blank(cell) for row in body for k, cell in enumerate(row.cells)
    )


def _texts(row: RawRow) -> list[str]:
    return ["" if is_blank(cell) else " ".join(str(cell).split()) for cell in row.cells]


def _is_table(titles: Sequence[object], *below: Sequence[object]) -> bool:
    """Whether titles, with units below them, are those of a table of cells: a knob and a result."""
    named = set()
    for k, title in enumerate(titles):
        units = [str(row[k]) for row in below if not is_blank(row[k])]
        if not is_blank(title):
            one = Title(str(title), str(title), unit=units[0] if units else "")
            named.add(guess(one, numeric=True).name)
    return bool(named & {*KNOBS}) and bool(named & {*RESULTS})


def _heads(filled: Sequence[RawRow], blocks: _Blocks) -> list[str]:
    """What stands above each table; [] where they do not differ or one of them has none."""
    if blocks.titles == 0:
        return []
    above = _texts(filled[blocks.titles - 1])
    heads = []
    for columns in blocks.columns:
        said = [above[k] for k in columns if k < len(above) and above[k]]
        heads.append(said[0] if len({*said}) == 1 else "")
    return heads if all(heads) and len({*heads}) == len(heads) else []
