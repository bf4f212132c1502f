"""Settings that stand in the names of the cells alone: `K3_200MPa_60s`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from campaigns.files.tables.column_units import read_unit
from campaigns.files.tables.columns.table_columns import TableColumn
from campaigns.files.tables.question import TableQuestionError
from campaigns.files.tables.sheets.raw_table import RawTable

_QUANTITY = re.compile(
    r"(?<![A-Za-z\d.,])(\d+(?:[.,]\d+)?)\s?(s|sec|min|h|MPa|GPa|kN|bar|t|tons?)(?![A-Za-z\d])"
)
_SETTINGS = {"time": "copress_dwell_s", "stress": "copress_mpa", "force": "copress_mpa"}
_MOST_WORDS = 8  # chosen: `Pellet 3, batch B 200 MPa 60 s` is a name; a reference is longer
_MOST_SHARE = 0.5  # of the rows; chosen: fewer names with a quantity are a coincidence


def ask_about_names_of_cells(raw: RawTable, columns: Sequence[TableColumn]) -> None:
    """Ask about settings in the names of the cells that no column gives.

    Args:
        raw: the table.
        columns: what its columns were taken for.

    Raises:
        TableQuestionError: the names differ in a time or a pressure, and no column holds it.
    """
    there = {column.name for column in columns}
    for k, column in enumerate(columns):
        named = column.name == "cell_id" or (column.ignored and not column.sure)
        if not named or (column.name == "cell_id" and column.sure):
            continue
        found: dict[str, list[str]] = {}
        for row in raw.rows:
            for name, quantity in _in_name(row.cells[k]):
                found.setdefault(name, []).append(quantity)
        for name, quantities in found.items():
            usual = len(quantities) > _MOST_SHARE * len(raw.rows) and len({*quantities}) > 1
            if usual and name not in there:
                raise _asked(column.title, name, list(dict.fromkeys(quantities)))


def _in_name(cell: object) -> list[tuple[str, str]]:
    """The settings in one name, and how they are written."""
    if not isinstance(cell, str):
        return []
    text = re.sub(r"[_/-]", " ", cell)
    if len(text.split()) > _MOST_WORDS:
        return []
    hits = [(m, read_unit(m[2])) for m in _QUANTITY.finditer(text)]
    return [
        (_SETTINGS[unit.unit.quantity], m.group())
        for m, unit in hits
        if unit is not None and unit.unit.quantity in _SETTINGS
    ]


def _asked(title: str, name: str, quantities: Sequence[str]) -> TableQuestionError:
    shown = ", ".join(map(repr, quantities[:3]))
    return TableQuestionError(
        f"the texts under {title!r} hold {shown}, and no column gives {name}. If so, write it "
        f"into a column {name} of its own; if they mean something else, leave them as they are.",
        title,
        (f"--column '{title}=text'",),
    )
