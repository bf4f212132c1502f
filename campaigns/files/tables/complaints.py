"""Slips in the cells of a table, gathered so that each kind in a column is said once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from campaigns.files.tables.columns.table_columns import TableColumn

_TROUBLE = {
    "date": "dates ({shown}): Excel has taken a number for a date. Format the column as text, "
    "type them again",
    "excel error": "an error of the spreadsheet ({shown}). Correct the formula",
    "ambiguous comma": "{shown}: a thousand or a decimal comma? Write 1234 or 1.234",
    "ambiguous point": "{shown}: a thousand or a decimal point? Write 1234 or 1,234",
    "ambiguous clock": "{shown}: hours and minutes, or minutes and seconds? Write 0:01:30, "
    "or say it in the title: hold (mm:ss)",
    "text": "{shown} where a number belongs",
    "formula": "a formula that was never calculated ({shown}). Open the file in Excel, save it",
    "not finite": "{shown}, which is not a number",
    "range": "{shown}, a range: write one number, such as its middle with ± half its width",
    "bound": "{shown}, a bound and no measured value: write the value, or ~87 for an estimate",
    "several": "{shown}, several in one cell: write the total, and the count in another column",
    "clock time": "a clock time ({shown}) where no duration belongs",
    "mark": "{shown}, with a mark that no line below explains. Write the bare number, and what the "
    "mark means into a column of remarks",
    "unit": "{shown}, a unit that does not belong there",
    "implausible": "{shown}, more than a pellet or a die bears: another unit? Say it with "
    "--column 'TITLE=NAME:bar' or correct the rows",
    "impossible": "{shown}, which no instrument measures and nobody waits for: another unit? Say "
    "it with --column 'TITLE=NAME:UNIT' or correct the rows",
    "negative": "{shown}, which must be above zero",
    "flag": "{shown}; write yes or no",
    "grade": "{shown}; damage is 0 intact, 1 hairline, 2 cracked, 3 delaminated",
    "share": "{shown}, more than the whole; write a share of 1 or percent",
}


@dataclass
class Complaints:
    """What is invalid, gathered so that each kind of slip in a column is said once."""

    found: dict[tuple[str, str], list[tuple[int, object]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def add(self, column: TableColumn, row: int, trouble: str, cell: object) -> None:
        """One cell that cannot be used."""
        said = cell.strip() if isinstance(cell, str) else cell
        self.found[column.title, trouble].append((row, said))

    def withdraw(self, row: int, said: str) -> None:
        """A cell of which `TITLE: TEXT` is said elsewhere, as what became of it."""
        for (title, _), cells in self.found.items():
            cells[:] = [(n, cell) for n, cell in cells if (n, f"{title}: {cell}") != (row, said)]

    def of(self, column: TableColumn) -> str:
        """What is invalid in one column, first of all."""
        own = {key: cells for key, cells in self.found.items() if key[0] == column.title}
        return Complaints(defaultdict(list, own)).as_sentences()[0]

    def as_sentences(self) -> list[str]:
        """One sentence a column and kind of slip."""
        return [
            f"{title}: {rows_said([n for n, _ in cells])} "
            f"{'holds' if len(cells) == 1 else 'hold'} "
            f"{_TROUBLE[trouble].format(shown=_shown(cells[0][1]))}; "
            "set aside until then."
            for (title, trouble), cells in self.found.items()
            if cells
        ]


def rows_said(numbers: Sequence[int]) -> str:
    """`row 5`, `rows 5, 7`; of many the first five."""
    distinct = list(dict.fromkeys(numbers))
    shown = ", ".join(map(str, distinct[:5]))
    if len(distinct) > 5:
        shown += f" and {len(distinct) - 5} more"
    return f"row {shown}" if len(distinct) == 1 else f"rows {shown}"


def _shown(cell: object) -> str:
    text = str(cell).strip()
    return repr(text if len(text) <= 30 else text[:27] + "...")
