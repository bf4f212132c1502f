"""Columns that say what became of a cell: each text of theirs as a finding."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from campaigns.files.tables.cell_numbers import read_number
from campaigns.files.tables.columns.column_words import ELSEWHERE, LEGEND
from campaigns.files.tables.columns.table_columns import RESULTS, TableColumn
from campaigns.files.tables.outcome.cell_findings import FLAGS, finding_of_cell
from campaigns.files.tables.outcome.open_circuit import of_open_circuit
from campaigns.files.tables.outcome.reading import CellWord, finding_of_text, plain
from campaigns.files.tables.outcome.result_words import findings_of_results, only_failures
from campaigns.files.tables.outcome.titles import cells_named, denies, flag_in_title
from campaigns.files.tables.outcome.unknown_words import (
    REMARKS_ON_CELLS,
    ask_for_words,
    is_on_what_was_odd,
    is_own_note,
    remarks_attached,
)
from campaigns.files.tables.outcome.words import (
    NOTHING,
)
from campaigns.files.tables.question import TableQuestionError
from campaigns.files.tables.sheets.raw_table import RawTable

OF_SHORTS = ("shorted", "voltage")
"""Kinds of columns that say whether a cell is shorted, and nothing else."""
_FEWEST_ALIKE = 3  # rows; chosen: fewer may all have cracked
_FEW = 1.0 / 3.0
"""Up to a third of the rows, remarks are on what was odd; on more of them, they are a habit."""
_GOOD_AND_BAD = {"○", "×"}
"""In Japan, Korea and China the first one is good and the second bad, wherever cells are judged."""
_SIGNS = ({"+", "-"}, {"o", "x"}, _GOOD_AND_BAD)
"""Pairs of marks that mean opposite things in different laboratories."""

_EASTERN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True)
class OutcomeColumn:
    """One column that says what became of the cells.

    Attributes:
        title: of the column.
        kind: `damage`, a flag, `failure`, `state`, `remark`, `voltage` at rest, or `number` for a
            column of numbers in which words stand.
        findings: one a row.
        part: the replicate that the column speaks of; "" for all of the row.
        own: the notes of a table in our own form, in which `damage` says what became of the cell.
        whole: findings on all replicates, where the column is parted by what it says of each.
    """

    title: str
    kind: str
    findings: tuple[CellWord, ...]
    part: str = ""
    whole: tuple[CellWord, ...] = ()
    own: bool = False

    @property
    def dedicated(self) -> bool:
        """The column is there to say what became of each cell, not for remarks now and then."""
        return self.kind not in ("remark", "number")

    @property
    def has_failures(self) -> bool:
        """Somebody noted a failure in it."""
        return any(f.verdict in ("failed", "doubtful") for f in self.whole or self.findings)

    @property
    def judges(self) -> bool:
        """Somebody noted of some cell whether it was intact."""
        return self.has_failures or any(f.verdict == "intact" for f in self.whole or self.findings)

    @property
    def notes_exceptions(self) -> bool:
        """A few rows have a remark that is not understood: it may say that the cell cracked."""
        strange = sum(f.verdict == "not understood" for f in self.findings)
        return 0 < strange <= _FEW * len(self.findings)

    @property
    def marks_exceptions(self) -> bool:
        """Only what went wrong is noted in it: a blank means that nothing was noticed."""
        intact = any(f.verdict == "intact" for f in self.whole or self.findings)
        return self.has_failures and not self.on_each and not (self.dedicated and intact)

    @property
    def on_each(self) -> bool:
        """Remarks that call cells intact, as a habit: one without a word was not looked at."""
        findings = self.whole or self.findings
        intact = sum(f.verdict == "intact" for f in findings)
        return self.kind == "remark" and intact > _FEW * len(findings)


def sources_of(
    raw: RawTable,
    columns: Sequence[TableColumn],
    meanings: Mapping[str, str],
    codes: Mapping[str, Mapping[str, str]] | None = None,
) -> list[OutcomeColumn]:
    """The columns of a table that say what became of its cells.

    Args:
        raw: the table.
        columns: what they were taken for.
        meanings: words and what a person said that they mean, folded by `plain`.
        codes: what stands for what in a column, by its title.

    Raises:
        TableQuestionError: the words of a column of states are not understood.
    """
    found: list[OutcomeColumn] = []
    parts = list(dict.fromkeys(c.part for c in columns if c.part))
    for k, taken in enumerate(columns):
        if LEGEND.match(plain(taken.title)):
            continue
        column = taken
        cells = [row.cells[k] for row in raw.rows]
        if code := (codes or {}).get(column.title):
            cells = [code.get(plain(cell).removesuffix(".0"), cell) for cell in cells]
            column = replace(column, role="outcome", name="state") if column.ignored else column
        source = _source(column, cells, meanings)
        if source is not None:
            source = replace(source, own=is_own_note(taken, columns))
            found += in_parts(source, cells, parts, meanings)
    found = _without_constant_words(found)
    if raw.remarks:
        found += in_parts(_attached(raw, meanings), remarks_attached(raw), parts, meanings)
    return found


def _without_constant_words(sources: Sequence[OutcomeColumn]) -> list[OutcomeColumn]:
    """Without texts that hold the same word of failure in every row: `IMG_3_crack_test.jpg`.

    Only where a column that is there to say it calls some of these cells intact.
    """
    intact = any(s.dedicated and any(f.verdict == "intact" for f in s.findings) for s in sources)
    return [
        source
        for source in sources
        if source.dedicated
        or not intact
        or len(source.findings) < _FEWEST_ALIKE
        or {(f.verdict, f.word) for f in source.findings} != {("failed", source.findings[0].word)}
    ]


def _source(
    column: TableColumn, cells: Sequence[object], meanings: Mapping[str, str]
) -> OutcomeColumn | None:
    if column.role == "outcome":
        return _of_outcomes(column, cells, meanings)
    if column.ignored and column.sure:
        return None  # a person said that it is text
    if column.ignored and (voltages := of_open_circuit(column, cells)):
        return OutcomeColumn(column.title, "voltage", voltages, column.part)
    if column.ignored and (flag := flag_in_title(column, cells)):
        return _of_outcomes(replace(column, role="outcome", name=flag), cells, meanings)
    if column.role == "text" and column.ignored and not ELSEWHERE.search(plain(column.title)):
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
    denial = kind in FLAGS and not column.sure and denies(column.title, kind)
    findings = tuple(finding_of_cell(kind, cell, meanings, denial=denial) for cell in cells)
    source = _without_ambiguous_strokes(
        OutcomeColumn(column.title, kind, findings, column.part), cells
    )
    source = _with_open_blanks(source, denial=denial)
    _ask_for_signs(source, cells, meanings)
    if kind in ("state", "failure", *FLAGS):
        ask_for_words(source.title, source.findings)
    if kind == "pieces":
        _ask_what_is_counted(source)
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


def _with_open_blanks(source: OutcomeColumn, *, denial: bool) -> OutcomeColumn:
    """Where good cells are ticked and nothing else is noted, a blank leaves a cell open.

    `no crack` with a tick on all cells but one: that one cracked, or nobody looked at it.
    """
    said = {f.verdict for f in source.findings} - {"nothing"}
    if said != {"intact"} or not (denial or source.kind == "intact"):
        return source
    findings = tuple(
        CellWord("not understood") if f.verdict == "nothing" else f for f in source.findings
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
    eastern = source.kind == "state" and _EASTERN.search(source.title)
    for pair in _SIGNS:
        if eastern and pair == _GOOD_AND_BAD:
            continue
        if pair <= marks or ("+" in pair and "+" in marks):
            there = sorted(pair & marks)
            raise TableQuestionError(
                f"column {source.title!r} marks the cells with {' and '.join(map(repr, there))}. "
                "What does each mean: intact, cracked, delaminated, crumbled, shorted, stuck, "
                "unknown (failed), or nothing?",
                source.title,
                (" ".join(f"--word '{mark}=MEANING'" for mark in there),),
            )


def _ask_what_is_counted(source: OutcomeColumn) -> None:
    """Ask about a column of pieces in which no cell came out in one.

    Raises:
        TableQuestionError: there is none: it may as well count the cells that were pressed.
    """
    failed = source.has_failures
    if failed and not any(f.verdict == "intact" for f in source.findings):
        raise TableQuestionError(
            f"column {source.title!r} holds no 1: does it count the pieces into which each cell "
            "broke, or something else?",
            source.title,
            (
                f"--column '{source.title}=broken' for the pieces of a broken cell",
                f"--column '{source.title}=text' for something else",
            ),
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


def _attached(raw: RawTable, meanings: Mapping[str, str]) -> OutcomeColumn:
    texts = remarks_attached(raw)
    findings = tuple(finding_of_text(text, meanings) for text in texts)
    return OutcomeColumn(REMARKS_ON_CELLS, "remark", findings)


def in_parts(
    source: OutcomeColumn,
    cells: Sequence[object],
    parts: Sequence[str],
    meanings: Mapping[str, str],
) -> list[OutcomeColumn]:
    """A column of remarks on all replicates of a row, parted by the cells that they name.

    `cell 3 shorted` speaks of one of them; `one cracked` does not say of which.
    """
    if len(parts) < 2 or source.part or source.kind != "remark":
        return [source]
    named = [
        cells_named(cell, parts) if f.verdict == "failed" and plain(cell) not in meanings else None
        for cell, f in zip(cells, source.findings, strict=True)
    ]
    if all(each is None for each in named):
        return [source]
    made = []
    for part in parts:
        findings = tuple(
            f if who is None or part in who else CellWord("nothing")
            if who else CellWord("doubtful", word=str(cell).strip())
            for f, who, cell in zip(source.findings, named, cells, strict=True)
        )  # fmt: skip
        made.append(replace(source, findings=findings, part=part, whole=source.findings))
    return made
