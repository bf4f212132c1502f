"""Columns that the owner named, because the file does not: said once, remembered for that layout.

A layout is known by its row of headings; every later file with the same row is read in the same
way. What is remembered lies in a small file of the user's own, see `memory_path`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from hardware.eis.parsing.column_names import (
    ColumnQuantity,
    Meaning,
    meaning,
    meaning_of_unit,
    why_not_read,
)
from hardware.errors import SpectrumRefusedError, WrongInputError
from hardware.user_folder import kept_at

ROLES: Mapping[str, ColumnQuantity] = {
    "frequency": ColumnQuantity.FREQUENCY,
    "real": ColumnQuantity.REAL,
    "imag": ColumnQuantity.IMAGINARY,
    "modulus": ColumnQuantity.MODULUS,
    "phase": ColumnQuantity.PHASE,
    "time": ColumnQuantity.ELAPSED,
    "temperature": ColumnQuantity.TEMPERATURE,
    "loop": ColumnQuantity.LOOP,
}
_PART = re.compile(r"\s*(\w+)\s*=\s*(.*?)\s*(?:,(?=\s*\w+\s*=)|$)")
VARIABLE = "COPRESS_COLUMNS_FILE"
MINUS = "-\u2212"  # as keyboards and as word processors write it


@dataclass(frozen=True)
class StatedColumns:
    """What the owner says of the columns.

    Attributes:
        text: As it was said, e.g. `frequency=Freq,real=A:kohm,imag=-B:kohm`.
        columns: Heading and meaning by what the column holds.
        remembered: Whether it was said of an earlier file of this layout.
    """

    text: str
    columns: Mapping[ColumnQuantity, tuple[str, Meaning]]
    remembered: bool = False

    @property
    def by_number(self) -> bool:
        """Whether columns are named by their number, counted from 1: a table without headings."""
        return all(heading.lstrip(MINUS).isdigit() for heading, _ in self.columns.values())


def stated_columns(text: str, *, remembered: bool = False) -> StatedColumns:
    """Take `frequency=HEADING[:UNIT],real=...,imag=...` apart.

    A heading that begins with a minus holds the negative, as in any file; so does a column whose
    heading has none where one is written here. Without a unit, here or
    in the heading, Hz, ohm, s and degC are meant.

    Raises:
        WrongInputError: not of this form, or a unit that is not one of the quantity.
    """
    found: dict[ColumnQuantity, tuple[str, Meaning]] = {}
    at = 0
    while at < len(text):
        part = _PART.match(text, at)
        if part is None or part[1] not in ROLES or not part[2] or part.end() == at:
            raise WrongInputError(
                f"--columns {text}: write {', '.join(f'{role}=HEADING' for role in ROLES)}, as many"
                " as are needed, with ':UNIT' behind a heading that names none"
            )
        quantity = ROLES[part[1]]
        found[quantity] = _heading_and_meaning(quantity, part[2], text)
        at = part.end()
    return StatedColumns(text, found, remembered)


def _heading_and_meaning(quantity: ColumnQuantity, said: str, text: str) -> tuple[str, Meaning]:
    if why := why_not_read(said):
        raise WrongInputError(f"--columns {text}: '{said}': {why}")
    minus = -1.0 if said.startswith(tuple(MINUS)) else 1.0
    heading, _, unit = said.rpartition(":")
    if heading and (says := meaning_of_unit(quantity, unit)):
        return heading, replace(says, factor=minus * says.factor)
    try:
        own = meaning(said)
    except SpectrumRefusedError as trouble:
        raise WrongInputError(f"--columns {text}: {trouble}") from trouble
    if own is not None and own.quantity is quantity:
        return said, own
    default = "degC" if quantity is ColumnQuantity.TEMPERATURE else ""
    says = meaning_of_unit(quantity, _unit_within(said) or default)
    if says is None:
        raise WrongInputError(
            f"--columns {text}: '{said}' names a unit that is none of the {quantity.value};"
            f" write the unit behind it, e.g. '{said}:ohm'"
        )
    return said, Meaning(quantity, minus * says.factor, says.unit_given, says.offset)


def _unit_within(heading: str) -> str:
    """The unit in brackets or behind a slash, as written; empty without one."""
    match = re.search(r"[(\[]([^()\[\]]+)[)\]]\s*$|/\s*([^/]+)$", heading)
    return "" if match is None else (match[1] or match[2]).strip()


def column_named(said: str, row: Sequence[str]) -> int | None:
    """The place of a heading in a row, with or without the minus that was said; None without it."""
    for heading in (said, said.lstrip(MINUS)):
        if heading in row:
            return row.index(heading)
    return None


def memory_path() -> Path:
    """Where named columns are remembered: `COPRESS_COLUMNS_FILE`, else the user's settings."""
    return kept_at("columns.json", VARIABLE)


def remember(headings: Sequence[str], stated: StatedColumns) -> Path:
    """Keep what was said for every later file with these headings; returns where it is kept."""
    path = memory_path()
    kept = {**_kept(path), tuple(headings): stated.text}
    path.parent.mkdir(parents=True, exist_ok=True)
    entries = [{"headings": list(row), "columns": text} for row, text in kept.items()]
    path.write_text(json.dumps(entries, indent=1, ensure_ascii=False), encoding="utf-8")
    return path


def remembered(rows: Iterable[Sequence[str]]) -> StatedColumns | None:
    """What was said of the layout of these rows; None when nothing was."""
    kept = _kept(memory_path())
    if not kept:
        return None
    text = next((kept[tuple(row)] for row in rows if tuple(row) in kept), None)
    return None if text is None else stated_columns(text, remembered=True)


def _kept(path: Path) -> dict[tuple[str, ...], str]:
    """What was said, by the headings it was said of."""
    try:
        kept = json.loads(path.read_text(encoding="utf-8-sig"))
        return {tuple(map(str, entry["headings"])): str(entry["columns"]) for entry in kept}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, KeyError) as trouble:
        raise SpectrumRefusedError(
            f"the named columns in {path} cannot be read ({trouble}): remove that file and name"
            " them again"
        ) from trouble
