"""Notes that hang on the titles of a sheet: the unit that they state, and what else they say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from campaigns.files.tables.column_units import read_unit, split_unit
from campaigns.files.tables.columns.table_columns import BETWEEN_UNITS, Title, guess
from campaigns.files.tables.sheets.raw_table import RawTable

_AUTHOR = re.compile(r"^[^\n:]{1,40}:\s*\n")
"""A spreadsheet program writes the name of the author into the first line of a note."""
_STATED = re.compile(
    r"\b(?:in|units?|einheit(?:en)?|unités?|en|unidad(?:es)?|unità)\b\s*[:=]?\s*(\S+(?:[ *·]\S+)?)|"
    r"(?:单位|単位|단위)\s*[:：=]?\s*(\S+)|[(\[]([^)\]]+)[)\]]|"
    r"^(\S{2,})(?=\s*[,;(]|\s+(?:on|at|of|for|from|by|am|auf|bei|mit|an|sur|en|de)\s)",
    re.IGNORECASE,
)
"""`in min`, `Unit: ohm cm2`, `单位：MPa`, `[kN]`, `kN on the die`."""
_WORD = re.compile(r"(?<![\w.,/]) ?(?<!\d )(?!(?:at|in|a)\b)([^\W\d_]+[23²³]?)(?![\w/])")
"""A word that may be a unit: not the s of `30 s`, and not `at`, an old unit of pressure."""
_Place = tuple[int, int]


def with_title_notes(table: RawTable, notes: Sequence[tuple[_Place, str]]) -> RawTable:
    """The table with what notes on its titles say, as a row of units or comments would.

    Args:
        table: upright, one table on its sheet.
        notes: row and column of a cell, both from 1, and the text that hangs on it.
    """
    first = table.rows[0].number if table.rows else 0
    titles = list(table.titles)
    for (row, column), text in notes:
        if row < first and column <= len(titles):
            titles[column - 1] = _with_note(titles[column - 1], _AUTHOR.sub("", text).strip())
    return replace(table, titles=tuple(titles))


def _with_note(title: Title, said: str) -> Title:
    """A title with its note; one that would change what the column is, is no comment on it."""
    stated = unit_in(said)
    if stated and not title.unit and not _same_unit(title, stated):
        title = replace(title, unit=stated)
    commented = replace(title, comment=f"{title.comment} {' '.join(said.split())}".strip())
    same = guess(commented, numeric=True).name == guess(title, numeric=True).name
    return commented if same else title


def unit_in(said: str) -> str:
    """The unit that a note states, "" for none; several with `BETWEEN_UNITS` between them.

    `s, not in min` and `until March in min, since then in s` name two: a person says which.
    """
    if read_unit(said) is not None:
        return said
    found = [part.strip(" .,;") for match in _STATED.finditer(said) for part in match.groups("")]
    units = [_longest_unit(part) for part in found if part]
    known = {read_unit(unit): unit for unit in units if unit}
    quantities = {unit.unit.quantity for unit in known if unit is not None}
    if len(quantities) != 1:
        return ""
    for word in _WORD.findall(said):
        unit = read_unit(word)
        if unit is not None and unit.unit.quantity in quantities:
            known.setdefault(unit, word)
    return BETWEEN_UNITS.join(known.values())


def _longest_unit(words: str) -> str:
    """`ohm cm2` of itself, `min` of `min at`; "" without a unit."""
    first, *_ = words.split()
    return next((w for w in (words, first.strip(".,;")) if read_unit(w) is not None), "")


def _same_unit(title: Title, stated: str) -> bool:
    """Whether the title states that unit itself."""
    unit = read_unit(stated)
    return unit is not None and split_unit(title.own)[1] == unit
