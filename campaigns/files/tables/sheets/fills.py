"""Colours behind the cells of a sheet, where they differ from row to row."""

from __future__ import annotations

from collections import Counter
from typing import Any

_Fills = tuple[str, ...]
_FEWEST_ROWS = 3  # chosen: with fewer no row is the usual one


def colours_of_rows(sheet: Any) -> tuple[tuple[int, str], ...]:
    """Row and colour of the rows of numbers that are coloured unlike most of them.

    Colours that all rows share, such as those of a column, and bands of every second row say
    nothing of a cell.
    """
    rows = _rows_of_numbers(sheet)
    counts = Counter(fills for _, fills in rows)
    if len(rows) < _FEWEST_ROWS or len(counts) < 2 or _is_banded([fills for _, fills in rows]):
        return ()
    usual = counts.most_common(1)[0][0]
    found = [(number, _differing(fills, usual)) for number, fills in rows]
    return tuple((number, f"colour {colour}") for number, colour in found if colour)


def _rows_of_numbers(sheet: Any) -> list[tuple[int, _Fills]]:
    named: dict[int, str] = {}
    rows = []
    for cells in sheet.iter_rows():
        if not any(isinstance(c.value, int | float) for c in cells):
            continue
        for cell in cells:
            if cell.style_id not in named:
                named[cell.style_id] = _colour(cell.fill)
        rows.append((cells[0].row, tuple(named[cell.style_id] for cell in cells)))
    return rows


def _colour(fill: Any) -> str:
    """A solid fill by its colour, as six hexadecimal digits or the number of the theme."""
    if fill is None or fill.fill_type in (None, "none"):
        return ""
    colour = fill.fgColor
    if colour.type == "rgb":
        return "" if str(colour.rgb)[-6:].upper() == "FFFFFF" else str(colour.rgb)[-6:].upper()
    number = colour.theme if colour.type == "theme" else colour.indexed
    tint = f" {colour.tint:+.2f}" if colour.tint else ""
    return "" if colour.type == "theme" and number == 0 and not tint else f"{number}{tint}"


def _is_banded(every: list[_Fills]) -> bool:
    """Two ways of filling that alternate."""
    return every[0] != every[1] and all(fills == every[k % 2] for k, fills in enumerate(every))


def _differing(fills: _Fills, usual: _Fills) -> str:
    """The colours of a row where they are not the usual ones; `none` where only it has none."""
    unlike = [own for own, common in zip(fills, usual, strict=True) if own != common]
    return ", ".join(dict.fromkeys(own or "none" for own in unlike))
