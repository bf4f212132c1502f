"""Several settings in one cell, `300 MPa / 60 s`: a column for each."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace

from campaigns.files.tables.column_units import read_unit
from campaigns.files.tables.columns.table_columns import OUTCOMES, TEXTS, Title, guess
from campaigns.files.tables.sheets.raw_table import Cell, RawRow, RawTable, is_blank

_NUMBER_AND_UNIT = re.compile(r"(\d[\d.,]*)\s*([^\W\d]+(?:/[^\W\d]+)?[23²³]?)")
_BETWEEN = re.compile(
    r"[\s/;,@|+&×x*-]*(?:(?:for|at|and|then|bei|für|und|pendant|à|et|por|a|y)\s)?[\s/;,@|+&×x*-]*"
)
_KINDS = {
    "stress": "pressure", "force": "pressure", "time": "time", "temperature": "temperature",
    "stress rate": "rate",
}  # fmt: skip
"""Quantity of a unit: the word for it in a title."""
_MOST = 0.8
"""Share of the filled cells that hold several settings: the others may hold one, or a remark."""


def with_settings_apart(raw: RawTable, said: Collection[str]) -> RawTable:
    """The table with a column for each setting where cells hold a pressure and a time together.

    Of two pressures in one cell nobody knows which is which: such columns stay as they are. So do
    those of which a person has said what they are, and remarks and labels.

    Args:
        raw: titles and rows.
        said: titles of which a person has said what they are.
    """
    titles: list[Title] = []
    cells: list[list[Cell]] = [[] for _ in raw.rows]
    notes = list(raw.notes)
    for k, title in enumerate(raw.titles):
        column = [row.cells[k] for row in raw.rows]
        kinds = [] if title.full in said or _is_text(title) else _kinds_of(column)
        if not kinds:
            titles.append(title)
            apart: list[list[Cell]] = [[cell] for cell in column]
        else:
            made = [f"{title.full} {kind}" for kind in kinds]
            titles += [Title(name, name, title.group) for name in made]
            apart = [_apart(cell, kinds) for cell in column]
            notes.append(f"{title.full!r} holds several settings: read as {' and '.join(made)}.")
        for own, parts in zip(cells, apart, strict=True):
            own.extend(parts)
    if len(titles) == len(raw.titles):
        return raw
    rows = tuple(RawRow(row.number, tuple(own)) for row, own in zip(raw.rows, cells, strict=True))
    return replace(raw, titles=tuple(titles), rows=rows, notes=tuple(notes))


def _is_text(title: Title) -> bool:
    """Whether a title is that of remarks, of what became of the cells or of their labels."""
    return guess(title, numeric=False).name in (*OUTCOMES, *TEXTS)


def _apart(cell: Cell, kinds: list[str]) -> list[Cell]:
    """A cell in a column for each kind; what is no setting stays in the first, to be asked."""
    said = _settings_in(cell)
    return [said.get(kind) for kind in kinds] if said else [cell, *[None] * len(kinds[1:])]


def _kinds_of(column: list[Cell]) -> list[str]:
    """The kinds of settings that stand together in most cells; [] where none do."""
    filled = [cell for cell in column if not is_blank(cell)]
    found = [said for said in map(_settings_in, filled) if len(said) > 1]
    if not found or len(found) < _MOST * len(filled):
        return []
    return list(dict.fromkeys(kind for said in found for kind in said))


def _settings_in(cell: Cell) -> Mapping[str, str]:
    """`300 MPa` and `60 s` of `300 MPa / 60 s` by their kinds; {} where anything else is said."""
    if not isinstance(cell, str):
        return {}
    said: dict[str, str] = {}
    end = 0
    for found in _NUMBER_AND_UNIT.finditer(cell):
        unit = read_unit(found[2])
        kind = _KINDS.get(unit.unit.quantity) if unit is not None else None
        between = cell[end : found.start()]
        parted = _BETWEEN.fullmatch(between) if said else not between.strip()
        if kind is None or kind in said or not parted:
            return {}
        said[kind] = f"{found[1].rstrip('.,')} {found[2]}"
        end = found.end()
    return said if said and not cell[end:].strip(" .;,") else {}
