"""Units that stand only in a line by the table: `Dwell times in minutes` over a bare `Hold`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from campaigns.files.tables.column_units import TableUnit, ending_of, fits, read_unit
from campaigns.files.tables.columns import column_words as words_of
from campaigns.files.tables.columns.table_columns import TableColumn
from campaigns.files.tables.question import TableQuestionError

_UNIT_OF_A_LINE = re.compile(
    r"\b(?:in|en|em)\s+(?P<a>[^\s,;)]+(?:\s?[·*]?\s?cm\^?-?[12]?)?)"
    r"|[(\[](?P<b>[^()\[\]]+)[)\]]"
    r"|(?:\bunits?\b|\beinheit\w*|\bunités?|单位|単位|단위)\s*[:=]?\s*(?P<c>[^\s\d;()][^;()]*)"
    r"|[=:]\s*(?P<d>[^\s\d,;()][^,;()]*)",
    re.IGNORECASE,
)
"""`in minutes`, `(kN)`, `units: kN, min`, `hold = min`."""
_PARTS = re.compile(r"\s*[,;、，]\s*")
_USUAL = {"mpa": "MPa", "s": "s", "ohm_cm2": "ohm cm2", "ms_cm": "mS/cm", "degc": "degC"}
"""The unit of a column that states none, as an answer is written."""
_OF = {
    "mpa": words_of.PRESSURE, "s": words_of.TIME, "ohm_cm2": words_of.RESISTANCE,
    "ms_cm": words_of.CONDUCTIVITY, "degc": words_of.TEMPERATURE,
}  # fmt: skip
"""Words of a line that speaks of a quantity, by the ending of its name."""


def ask_about_units_in_lines(columns: Sequence[TableColumn], lines: Sequence[str]) -> None:
    """Ask about a column without a unit where a line by the table names one for it.

    Args:
        columns: what the columns were taken for.
        lines: above and below the table.

    Raises:
        TableQuestionError: the unit of the line is another than the column would be read in.
    """
    for column in columns:
        ending = ending_of(column.name)
        bare = column.unit is None and not column.stated and not column.sure
        if not bare or ending not in _OF or column.role not in ("achieved", "planned"):
            continue
        for line, unit in _units_of(lines, column, ending):
            if unit.name != _USUAL[ending]:
                raise _asked(column, line, unit, _USUAL[ending])


def _units_of(
    lines: Sequence[str], column: TableColumn, ending: str
) -> Iterator[tuple[str, TableUnit]]:
    """Lines that name a unit of the quantity of a column, each with the unit."""
    only_units = re.compile(r"unit|einheit|单位|単位|단위", re.IGNORECASE)
    for line in lines:
        plain = " ".join(unicodedata.normalize("NFKC", line).split())
        of_it = _OF[ending].search(plain.casefold()) or only_units.search(plain)
        if not of_it and column.title.casefold() not in plain.casefold():
            continue
        for found in _UNIT_OF_A_LINE.finditer(plain):
            said = next(part for part in found.group("a", "b", "c", "d") if part)
            for word in _PARTS.split(said):
                unit = read_unit(word.strip().rstrip("."))
                if unit is not None and fits(unit, column.name):
                    yield line, unit


def _asked(column: TableColumn, line: str, unit: TableUnit, usual: str) -> TableQuestionError:
    return TableQuestionError(
        f"column {column.title!r} states no unit, and the table says {line!r}. Are its numbers in "
        f"{unit.name} or in {usual}?",
        column.title,
        tuple(f"--column '{column.title}={column.name}:{each}'" for each in (unit.name, usual)),
    )
