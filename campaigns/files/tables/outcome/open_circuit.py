"""Shorts that only a voltage shows: 0.02 V where the other cells rest at 2.1 V."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from campaigns.files.tables.cell_numbers import read_number
from campaigns.files.tables.column_units import split_unit
from campaigns.files.tables.columns.table_columns import TableColumn
from campaigns.files.tables.outcome.reading import CellWord
from campaigns.files.tables.question import TableQuestionError

_OPEN_CIRCUIT = re.compile(
    r"\bocv\b|\bocp\b|\bv ?oc\b|\bu ?oc\b|open.?circuit|rest(?:ing)? (?:potential|voltage)"
    r"|ruhe(?:spannung|potential)|leerlauf|circuit ouvert|tension à vide|开路|開路|開回路|개방"
)
_VOLTAGE = re.compile(r"\bvoltage\b|spannung|\btension\b|\bpotential\b|电压|電圧|電壓|전압")
_SHORTED, _LOW = 0.1, 0.6
"""Of the voltage at which the others rest. A cell of two different electrodes rests where they put
it, within some percent; a hard short leaves millivolts, a soft short discharges it slowly."""
_LEAST_V = 0.5
"""Cells of two equal electrodes rest at zero: there a voltage shows no short."""
_MILLIVOLTS = 20.0
"""No cell has so many volts: numbers above it without a unit are millivolts."""


def of_open_circuit(column: TableColumn, cells: Sequence[object]) -> tuple[CellWord, ...] | None:
    """What a column of voltages says of each cell; None where it shows no short.

    Args:
        column: of the table, taken for nothing else.
        cells: as the file holds them.

    Raises:
        TableQuestionError: some voltages are far below the others, and the title does not say that
            they were measured at rest.
    """
    words, unit = split_unit(column.title)
    words = words.casefold().replace("_", " ")
    at_rest = _OPEN_CIRCUIT.search(words) is not None
    if not at_rest and not _VOLTAGE.search(words):
        return None
    readings = [read_number(cell, decimal_comma=True).value for cell in cells]
    known = np.array([value for value in readings if value is not None])
    if len(known) < 3:
        return None
    factor = 1.0 if unit is None else unit.unit.factor
    if unit is None and known.max() > _MILLIVOLTS:
        factor = 0.001
    usual = float(np.median(known[known > known.max() / 2])) if known.max() > 0 else 0.0
    low = [cell for cell, v in zip(cells, readings, strict=True) if v is not None
           and v < _LOW * usual]  # fmt: skip
    if usual * factor < _LEAST_V or not low:
        return None
    if not at_rest:
        raise TableQuestionError(
            f"column {column.title!r} holds {', '.join(map(str, low[:3]))} where others hold "
            f"{usual:.4g}. Is it the voltage at rest, so that these cells are shorted?",
            column.title,
            (
                f"--column '{column.title}=text' if it is not; if it is, a title such as "
                "OCV (V), or a column shorted (yes, no)",
            ),
        )
    return tuple(_finding(value, usual, cell) for value, cell in zip(readings, cells, strict=True))


def _finding(value: float | None, usual: float, cell: object) -> CellWord:
    if value is None:
        return CellWord("nothing")
    word = f"{str(cell).strip()} where others rest at {usual:.4g}"
    if value < _SHORTED * usual:
        return CellWord("failed", ("shorted",), 0, word)
    return (
        CellWord("doubtful", word=word) if value < _LOW * usual else CellWord("intact", word=word)
    )
