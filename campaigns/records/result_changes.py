"""What a later word changes of a result: each field before and after."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from math import isclose
from pathlib import Path

from campaigns.trial.cell_result import CellResult


@dataclass(frozen=True)
class Change:
    """One field of a result before and after."""

    field: str
    before: object
    after: object


def changes_of(before: CellResult, after: CellResult) -> tuple[Change, ...]:
    """Each field that differs, in the order of `CellResult`; achieved values one by one."""
    found = []
    for field in fields(CellResult):
        old, new = getattr(before, field.name), getattr(after, field.name)
        if field.name == "achieved":
            names = [n for n in {**old, **new} if not _same(old.get(n), new.get(n))]
            found += [Change(f"achieved {name}", old.get(name), new.get(name)) for name in names]
        elif not _same(old, new):
            found.append(Change(field.name, old, new))
    return tuple(found)


def _same(old: object, new: object) -> bool:
    """Equal, or as good as: a spreadsheet rounds the last digits, and "no short" is not said."""
    if isinstance(old, bool | None) and isinstance(new, bool | None):
        return bool(old) == bool(new)
    if isinstance(old, float | int) and isinstance(new, float | int):
        return isclose(old, new, rel_tol=1e-6, abs_tol=1e-9)
    if isinstance(old, Path) and isinstance(new, Path):
        return old.name == new.name
    return old == new or (old in (None, (), "") and new in (None, (), ""))


def worded(value: object) -> str:
    """A value of a result as a person reads it."""
    if value is None:
        return "not known"
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Path):
        return value.name
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def plain_value(value: object) -> object:
    """The same for a document: a file by its name."""
    return value.name if isinstance(value, Path) else value


_OPTION = re.compile(r"--([a-z-]+[a-z])")


def in_column_words(sentence: str) -> str:
    """A sentence of the command line for a sheet: the column instead of the option."""
    blank = sentence.replace("--damage is missing", "damage is blank")
    return _OPTION.sub(lambda found: found[1].replace("-", "_"), blank)
