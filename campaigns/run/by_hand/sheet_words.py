"""Words on a run sheet where a number was asked for: `cracked`, `no crack`, `short`.

They mean what they mean in a table of past cells.
"""

from __future__ import annotations

from collections.abc import Mapping

from campaigns.files.tables.cell_numbers import read_number
from campaigns.files.tables.outcome.cell_findings import finding_of_cell
from campaigns.files.tables.outcome.reading import CellWord
from campaigns.files.tables.outcome.result_words import only_failures
from doe.trials import FAILURE_MODES

_FLAGS = frozenset({"", "-"})


def with_words_read(cells: Mapping[str, object]) -> dict[str, object]:
    """The cells of a row with words in `damage`, `shorted`, `failure`, `asr_ohm_cm2` as entries.

    What is in doubt or not understood stays as it is, to be asked about.
    """
    read = dict(cells)
    modes: list[str] = []
    for title in ("damage", "asr_ohm_cm2", "shorted", "failure"):
        found = _finding(title, cells.get(title))
        if found is None or found.verdict not in ("intact", "failed"):
            continue
        modes += found.modes
        if title == "damage":
            read[title] = found.grade
        elif title == "shorted":
            read[title] = "yes" if found.verdict == "failed" else "no"
        else:
            read[title] = None
            if found.grade and not _said(read.get("damage")):
                read["damage"] = found.grade
    known = _said(read.get("failure")).split()
    if added := [mode for mode in dict.fromkeys(modes) if mode not in known]:
        read["failure"] = " ".join([*known, *added])
    if "shorted" in modes and not _said(read.get("shorted")):
        read["shorted"] = "yes"
    return read


def _finding(title: str, cell: object) -> CellWord | None:
    """What a word says where a number or a known entry belongs; None where none stands there."""
    text = _said(cell)
    if not text or text in _FLAGS or (title != "shorted" and _is_number(cell)):
        return None
    if title == "asr_ohm_cm2":
        return only_failures("number", text, {})
    if title == "failure" and set(text.lower().replace(",", " ").split()) <= {
        *FAILURE_MODES,
        "none",
    }:
        return None
    return finding_of_cell(title, text, {})


def _is_number(cell: object) -> bool:
    return read_number(cell, decimal_comma=True).trouble != "text"


def _said(cell: object) -> str:
    return "" if cell is None else str(cell).strip()
