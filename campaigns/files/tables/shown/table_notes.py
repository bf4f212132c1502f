"""What is said of a table that was read: failed rows, rows set aside, colours passed over."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from campaigns.files.tables.complaints import Complaints, rows_said
from campaigns.files.tables.outcome.sources import OutcomeColumn
from campaigns.files.tables.past_cells import PastCell


def failures_said(cells: Sequence[PastCell], sources: Sequence[OutcomeColumn]) -> list[str]:
    """Which rows count as failed, each with the word that decided; and what blanks were taken for.

    Columns that are there for it and say it in our own words need no remark.
    """
    by_word: dict[str, list[int]] = {}
    plainly = {f"{s.title}: " for s in sources if s.kind in ("damage", "shorted")}
    for cell in cells:
        failed = cell.shorted or cell.damage
        if failed and cell.deciding and not any(cell.deciding.startswith(p) for p in plainly):
            by_word.setdefault(cell.deciding, []).append(cell.row)
    said = [f"{rows_said(rows).capitalize()} failed ({word})." for word, rows in by_word.items()]
    blank = {c.deciding for c in cells if c.deciding.endswith(": blank")}
    said += [
        f"{titled.removesuffix(': blank')} notes what went wrong: a blank counts as intact."
        for titled in sorted(blank)
    ]
    return said


def passed_over(
    remarks: Mapping[str, Sequence[tuple[int, str]]], used: Collection[int]
) -> list[str]:
    """What hangs on rows that are used and is not understood: their colours.

    Args:
        remarks: row and text of what is not understood, by title.
        used: rows that are used.
    """
    said = []
    for title, every in remarks.items():
        if not (found := [(row, word) for row, word in every if row in used]):
            continue
        rows = rows_said([row for row, _ in found])
        row, word = found[0]
        said.append(
            f"{title}: {rows} {'says' if len(found) == 1 else 'say'} what is not known here "
            f"({row}: {word!r}); taken for no failure. If it is one: --word '{word}=cracked' (or "
            "shorted ...)."
        )
    return said


def aside_said(aside: Mapping[int, str]) -> list[str]:
    """Rows that are not used, one sentence a reason."""
    by_reason: dict[str, list[int]] = {}
    for row, reason in aside.items():
        by_reason.setdefault(reason, []).append(row)
    return [
        f"Row{'s' if len(rows) > 1 else ''} {', '.join(map(str, rows))}: {reason}; set aside."
        for reason, rows in by_reason.items()
    ]


def nothing_left(path: Path, complaints: Complaints, aside: Mapping[int, str], result: str) -> str:
    """Why no row can be used: the first reason."""
    reasons = [*complaints.as_sentences(), *aside_said(aside)]
    return f"{path.name}: no row can be used ({result} and every knob are needed). {reasons[0]}"
