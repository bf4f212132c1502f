"""Failures that are noted elsewhere: on another sheet, or in the row of another cell."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from campaigns.files.tables.columns.table_columns import TableColumn
from campaigns.files.tables.outcome.reading import finding_of_text, plain
from campaigns.files.tables.question import TableQuestionError
from campaigns.files.tables.sheets.raw_table import RawTable, is_blank

_NAME = re.compile(r"(?=.*\d)(?=.*[^\W\d])[\w.-]{2,}")
"""`C9`, `A-12`: a bare number may be any number."""
_LONGEST_NOTE = 200  # characters; chosen: a longer text is a report and no note on a cell


def ask_about_other_sheets(raw: RawTable, meanings: Mapping[str, str], *, judged: bool) -> None:
    """Ask about a sheet that calls cells failed where the one that is read judges none.

    Args:
        raw: the table, with the sheets that were not read.
        meanings: words and what a person said that they mean.
        judged: something in the table says what became of its cells.

    Raises:
        TableQuestionError: there is such a sheet.
    """
    for name, rows in raw.unread if not judged else ():
        texts = [cell for row in rows for cell in row.cells if isinstance(cell, str)]
        said = next((text for text in texts if _calls_failed(text)), None)
        if said is None or plain(f"sheet {name}") in meanings:
            continue
        raise TableQuestionError(
            f"sheet {raw.sheet!r} does not say what became of its cells, and sheet {name!r} says "
            f"{said.strip()!r}. Which cells does that mean? Write it into a column of the table "
            "(state: cracked, shorted, ok), or name the sheet that is to be read.",
            "",
            (f"--sheet '{name}'", f"--word 'sheet {name}=nothing' if it means none of them"),
        )


def ask_about_cells_named_elsewhere(
    raw: RawTable, columns: Sequence[TableColumn], meanings: Mapping[str, str]
) -> None:
    """Ask about a text in the row of one cell that calls another one failed: `C9: broken`.

    Args:
        raw: the table.
        columns: what its columns were taken for.
        meanings: words and what a person said that they mean.

    Raises:
        TableQuestionError: there is such a text.
    """
    named = next((k for k, column in enumerate(columns) if column.name == "cell_id"), 0)
    names = {row.number: plain(row.cells[named]) for row in raw.rows}
    known = {name for name in names.values() if _NAME.fullmatch(name)}
    apart = {k for k in range(1, len(columns)) if _stands_apart(raw, k)}
    for row in raw.rows if known or apart else ():
        for k, cell in enumerate(row.cells):
            text = plain(cell) if isinstance(cell, str) and k != named else ""
            if k in apart and text and text not in meanings and _calls_failed(text):
                raise _apart_asked(str(cell).strip(), row.number)
            others = _named_first(text, known - {names[row.number]})
            if others and text not in meanings and names[row.number] not in _words(text):
                raise _cells_asked(str(cell).strip(), row.number, columns[k].title, others)


def _stands_apart(raw: RawTable, column: int) -> bool:
    """Whether a column has no title, and a blank column without one parts it from the table."""
    blank = all(is_blank(row.cells[column - 1]) for row in raw.rows)
    return blank and not raw.titles[column].own and not raw.titles[column - 1].own


def _apart_asked(text: str, row: int) -> TableQuestionError:
    return TableQuestionError(
        f"{text!r} stands apart from the table, next to row {row}: which cells does it mean? Write "
        "it into a column of the table (state: cracked, shorted, ok).",
        "",
        (f"--word '{text}=nothing' if it means none of them",),
    )


def _named_first(text: str, names: set[str]) -> list[str]:
    """Cells that a text names before it calls them failed; those behind are compared with."""
    found = finding_of_text(text) if text and names & _words(text) else None
    if found is None or found.verdict != "failed":
        return []
    before = text[: text.find(found.word)] if found.word in text else text
    return sorted(names & _words(before))


def _words(text: str) -> set[str]:
    return set(re.findall(r"[\w.-]*\w", text))


def _cells_asked(text: str, row: int, title: str, others: Sequence[str]) -> TableQuestionError:
    return TableQuestionError(
        f"row {row} says {text!r} under {title!r}, and names other cells ({', '.join(others)}). "
        "Which cells does it mean? Write it into their rows.",
        title,
        (f"--word '{text}=nothing' if it means none of them",),
    )


def _calls_failed(text: str) -> bool:
    return len(text) <= _LONGEST_NOTE and finding_of_text(text).verdict == "failed"
