"""What a table was taken for, column by column, with numbers before and after: to be looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from campaigns.files.tables.columns.table_columns import TableColumn
from campaigns.files.tables.outcome.sources import OutcomeColumn
from campaigns.files.tables.parsed_cells import ReadCells
from campaigns.files.tables.sheets.raw_table import RawTable, is_blank

SHOWN = 3  # chosen: enough to recognise a column


@dataclass(frozen=True)
class ColumnPreview:
    """One column as it was understood.

    Attributes:
        title: as it stands in the file.
        taken_for: name of the quantity; "" for a column that is ignored.
        role: `achieved`, `planned`, `outcome`, `geometry`, `text` or `ignored`.
        unit: the unit it is read in; "" for the name's own and for texts.
        guess: it was guessed, not stated.
        before: up to three cells as they stand in the file.
        after: the same cells as they are used, in the unit of the name; "" where not used.
    """

    title: str
    taken_for: str
    role: str
    unit: str
    guess: bool
    before: tuple[str, ...]
    after: tuple[str, ...]


def preview_of(
    raw: RawTable,
    columns: Sequence[TableColumn],
    rows: Sequence[ReadCells],
    sources: Sequence[OutcomeColumn],
) -> tuple[ColumnPreview, ...]:
    """Each column with its first filled cells.

    Args:
        raw: the file.
        columns: what they were taken for.
        rows: as read, before rows are set aside.
        sources: what the columns say of what became of the cells.
    """
    read = {(row.number, row.part): row for row in rows}
    return tuple(_one(raw, columns[k], k, read, sources) for k in range(len(columns)))


def _one(
    raw: RawTable,
    column: TableColumn,
    k: int,
    read: dict[tuple[int, str], ReadCells],
    sources: Sequence[OutcomeColumn],
) -> ColumnPreview:
    filled = [row for row in raw.rows if not is_blank(row.cells[k])][:SHOWN]
    before = tuple(str(row.cells[k]).strip() for row in filled)
    judges = any(source.title == column.title for source in sources)
    role = "ignored" if column.ignored else column.role
    role = "outcome" if column.ignored and judges else role
    after = tuple(_after(column, row.number, read) for row in filled)
    if role == "outcome":
        after = tuple(_finding(sources, column.title, raw, row.number) for row in filled)
    elif column.role == "text":
        after = before if role != "ignored" else ("",) * len(before)
    unit = column.unit.name if column.unit else ""
    taken = "" if role == "ignored" else "state" if column.ignored else column.name
    return ColumnPreview(column.title, taken, role, unit, not column.sure, before, after)


def _after(column: TableColumn, number: int, read: dict[tuple[int, str], ReadCells]) -> str:
    parts = {part for _, part in read}
    for part in (column.part, *sorted(parts)):
        row = read.get((number, part))
        if row is not None and (column.role, column.name) in row.values:
            return f"{row.values[column.role, column.name]:.6g}"
    return ""


def _finding(sources: Sequence[OutcomeColumn], title: str, raw: RawTable, number: int) -> str:
    """What a word was taken for: `intact`, `failed: shorted`; "" where it says nothing."""
    source = next((each for each in sources if each.title == title), None)
    if source is None:
        return ""
    row = next(k for k, each in enumerate(raw.rows) if each.number == number)
    finding = source.findings[row]
    modes = f": {', '.join(finding.modes)}" if finding.modes else ""
    return "" if finding.verdict == "nothing" else finding.verdict + modes
