"""Columns that say what became of a cell: each text of theirs as a finding."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from campaigns.files.tables.cell_numbers import read_number
from campaigns.files.tables.column_words import LEGEND
from campaigns.files.tables.columns import RESULTS, TableColumn
from campaigns.files.tables.outcome.open_circuit import of_open_circuit
from campaigns.files.tables.outcome.reading import CellWord, finding_of_text, plain
from campaigns.files.tables.outcome.result_words import findings_of_results, only_failures
from campaigns.files.tables.outcome.unknown_words import (
    REMARKS_ON_CELLS,
    ask_for_words,
    is_on_what_was_odd,
    remarks_attached,
)
from campaigns.files.tables.outcome.words import (
    BLANK,
    GRADE_OF_MODE,
    NO,
    NOTHING,
    OF_A_TRIAL,
    YES,
)
from campaigns.files.tables.question import TableQuestionError
from campaigns.files.tables.sheets.raw_table import RawTable

FLAGS = ("shorted", "cracked", "delaminated", "crumbled", "stuck", "broken", "intact")
OF_SHORTS = ("shorted", "voltage")
"""Kinds of columns that say whether a cell is shorted, and nothing else."""
_OF_SEVERAL = re.compile(r"(\d{1,2})\s*(?:/|of|von|sur)\s*([1-9]\d?)$")
_FEW = 1.0 / 3.0
"""Up to a third of the rows, remarks are on what was odd; on more of them, they are a habit."""
_SIGNS = ({"+", "-"}, {"o", "x"}, {"○", "×"})
"""Pairs of marks that mean opposite things in different laboratories."""


@dataclass(frozen=True)
class OutcomeColumn:
    """One column that says what became of the cells.

    Attributes:
        title: of the column.
        kind: `damage`, a flag, `failure`, `state`, `remark`, `voltage` at rest, or `number` for a
            column of numbers in which words stand.
        findings: one a row.
        part: the replicate that the column speaks of; "" for all of the row.
    """

    title: str
    kind: str
    findings: tuple[CellWord, ...]
    part: str = ""

    @property
    def dedicated(self) -> bool:
        """The column is there to say what became of each cell, not for remarks now and then."""
        return self.kind not in ("remark", "number")

    @property
    def has_failures(self) -> bool:
        """Somebody noted a failure in it."""
        return any(f.verdict in ("failed", "doubtful") for f in self.findings)

    @property
    def judges(self) -> bool:
        """Somebody noted of some cell whether it was intact."""
        return self.has_failures or any(f.verdict == "intact" for f in self.findings)

    @property
    def notes_exceptions(self) -> bool:
        """A few rows have a remark that is not understood: it may say that the cell cracked."""
        strange = sum(f.verdict == "not understood" for f in self.findings)
        return 0 < strange <= _FEW * len(self.findings)

    @property
    def marks_exceptions(self) -> bool:
        """Only what went wrong is noted in it: a blank means that nothing was noticed."""
        intact = any(f.verdict == "intact" for f in self.findings)
        return self.has_failures and (not self.dedicated or not intact)


def sources_of(
    raw: RawTable, columns: Sequence[TableColumn], meanings: Mapping[str, str]
) -> list[OutcomeColumn]:
    """The columns of a table that say what became of its cells.

    Args:
        raw: the table.
        columns: what they were taken for.
        meanings: words and what a person said that they mean, folded by `plain`.

    Raises:
        TableQuestionError: the words of a column of states are not understood.
    """
    found = []
    for k, column in enumerate(columns):
        if LEGEND.match(plain(column.title)):
            continue
        cells = [row.cells[k] for row in raw.rows]
        source = _source(column, cells, meanings)
        if source is not None:
            found.append(source)
    if raw.remarks:
        found.append(_attached(raw, meanings))
    return found


def _source(
    column: TableColumn, cells: Sequence[object], meanings: Mapping[str, str]
) -> OutcomeColumn | None:
    if column.role == "outcome":
        return _of_outcomes(column, cells, meanings)
    if column.role == "text" and column.sure and column.name == column.title:
        return None  # a person said that it is text
    if column.ignored and (voltages := of_open_circuit(column, cells)):
        return OutcomeColumn(column.title, "voltage", voltages, column.part)
    if column.role == "text" and column.ignored:
        findings = tuple(finding_of_text(cell, meanings) for cell in cells)
        source = OutcomeColumn(column.title, "remark", findings, column.part)
        return source if source.has_failures or is_on_what_was_odd(column, cells) else None
    kind = "remark" if column.role == "text" else "number"
    if column.name in RESULTS:
        findings = findings_of_results(cells, meanings)
    else:
        findings = tuple(only_failures(kind, cell, meanings) for cell in cells)
    source = OutcomeColumn(column.title, kind, findings, column.part)
    strange = any(f.verdict == "not understood" for f in findings) and column.name in RESULTS
    return source if source.has_failures or strange else None


def _of_outcomes(
    column: TableColumn, cells: Sequence[object], meanings: Mapping[str, str]
) -> OutcomeColumn | None:
    """A column whose title says that it is about what became of the cells."""
    kind = column.name
    findings = tuple(_finding(kind, cell, meanings) for cell in cells)
    source = _without_ambiguous_strokes(
        OutcomeColumn(column.title, kind, findings, column.part), cells
    )
    _ask_for_signs(source, cells, meanings)
    if kind in ("state", "failure"):
        ask_for_words(source.title, source.findings)
    if kind == "intact":
        _refuse_counts(column, cells)
    if kind == "remark" and not (source.judges or source.notes_exceptions):
        return None  # asked about, all of them
    return source


def _without_ambiguous_strokes(source: OutcomeColumn, cells: Sequence[object]) -> OutcomeColumn:
    """A stroke next to words for intact is no such word: nobody looked, or there is no cell."""
    said = [f.word for f in source.findings if f.verdict == "intact"]
    if source.kind != "state" or all(word in NOTHING for word in said):
        return source
    findings = tuple(
        CellWord("nothing") if plain(cell) in NOTHING and finding.verdict == "intact" else finding
        for cell, finding in zip(cells, source.findings, strict=True)
    )
    return replace(source, findings=findings)


def _ask_for_signs(
    source: OutcomeColumn, cells: Sequence[object], meanings: Mapping[str, str]
) -> None:
    """Ask what `+` and `-`, `O` and `X` mean: a crack here is a good cell in the next laboratory.

    Raises:
        TableQuestionError: both signs of such a pair stand in the column.
    """
    marks = {plain(cell) for cell in cells} - set(meanings)
    for pair in _SIGNS:
        if pair <= marks or ("+" in pair and "+" in marks):
            there = sorted(pair & marks)
            raise TableQuestionError(
                f"column {source.title!r} marks the cells with {' and '.join(map(repr, there))}. "
                "What does each mean: intact, cracked, delaminated, crumbled, shorted, stuck, "
                "unknown (failed), or nothing?",
                source.title,
                (" ".join(f"--word '{mark}=MEANING'" for mark in there),),
            )


def _refuse_counts(column: TableColumn, cells: Sequence[object]) -> None:
    """A column such as `cells ok` that counts: which of the cells of a row it means is not said.

    Raises:
        TableQuestionError: a number other than 0 and 1 stands in it.
    """
    numbers = [read_number(cell, decimal_comma=True).value for cell in cells]
    if {number for number in numbers if number is not None} - {0.0, 1.0}:
        raise TableQuestionError(
            f"column {column.title!r} counts cells or gives their share, and one row is one cell "
            "here: which of them were intact? Write a row for each, or leave the column out.",
            column.title,
            (f"--column '{column.title}=text'",),
        )


def _finding(kind: str, cell: object, meanings: Mapping[str, str]) -> CellWord:
    text = plain(cell)
    if kind == "state" and text in OF_A_TRIAL and text not in meanings:
        return CellWord("nothing")
    return _worded(kind, cell, text, meanings)


def _worded(kind: str, cell: object, text: str, meanings: Mapping[str, str]) -> CellWord:
    if text in meanings or kind == "remark":
        return finding_of_text(cell, meanings)
    if kind == "damage":
        return _of_grade(cell)
    if kind in FLAGS:
        return _of_flag(kind, cell, text)
    if text in NOTHING or (kind == "failure" and text in NO):
        return CellWord("intact", word=text)
    if kind == "failure" and text in YES:
        return CellWord("failed", ("unknown",), GRADE_OF_MODE["unknown"], text)
    return finding_of_text(cell, meanings, remark=False)


def _of_grade(cell: object) -> CellWord:
    text = plain(cell).removesuffix(".0")
    if text in YES and text != "1":
        return CellWord("failed", (), GRADE_OF_MODE["unknown"], text)
    if text in ("0", "1", "2", "3"):
        grade = int(text)
        return CellWord("failed" if grade else "intact", (), grade, text)
    if text in NO or text in NOTHING:
        return CellWord("intact", word=text)
    found = finding_of_text(cell, remark=False)
    return replace(found, modes=tuple(m for m in found.modes if m != "unknown"))


def _of_flag(kind: str, cell: object, text: str) -> CellWord:
    text = text.removesuffix(".0")
    if text in BLANK:
        return CellWord("nothing")
    if share := _OF_SEVERAL.match(text):
        return _of_several(kind, int(share[1]), int(share[2]), text)
    denied = text in NO or text in NOTHING
    number = read_number(cell, decimal_comma=True).value
    if number is not None:
        denied = number <= 0
    if denied or number is not None or text in YES:
        failed = denied if kind == "intact" else not denied
        return _flagged(kind, text) if failed else CellWord("intact", word=text)
    return finding_of_text(cell, remark=False)


def _of_several(kind: str, count: int, of: int, word: str) -> CellWord:
    """`1/3` of the cells of a row: which one is not said unless it is none or all of them."""
    if count not in (0, of):
        return CellWord("doubtful", word=word)
    failed = (count == 0) == (kind == "intact")
    return _flagged(kind, word) if failed else CellWord("intact", word=word)


def _flagged(kind: str, word: str) -> CellWord:
    if kind in ("intact", "broken"):
        return CellWord("failed", ("unknown",), 2, word)
    return CellWord("failed", (kind,), GRADE_OF_MODE[kind], word)


def _attached(raw: RawTable, meanings: Mapping[str, str]) -> OutcomeColumn:
    texts = remarks_attached(raw)
    findings = tuple(finding_of_text(text, meanings) for text in texts)
    return OutcomeColumn(REMARKS_ON_CELLS, "remark", findings)
