"""Colours of the cells of a sheet and of their letters, where they differ from row to row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

_Fills = tuple[str, ...]
_SYSTEM_COLOURS = 64  # from here on an index means the window's own colours (ECMA-376, 18.8.27)
_COLOUR = "colour "
_FEWEST_ROWS = 3  # chosen: with fewer no row is the usual one


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
