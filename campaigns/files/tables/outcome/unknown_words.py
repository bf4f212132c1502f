"""Words about the cells that are not known here: asked about, never passed over."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from campaigns.files.tables.columns.column_words import ELSEWHERE
from campaigns.files.tables.columns.table_columns import TableColumn
from campaigns.files.tables.outcome.reading import CellWord, finding_of_text, plain
from campaigns.files.tables.outcome.titles import flag_in_title
from campaigns.files.tables.outcome.words import BLANK, NO, YES
from campaigns.files.tables.question import TableQuestionError
from campaigns.files.tables.sheets.raw_table import RawTable

_MOST_WORDS_SHOWN = 6  # chosen: one line of a question
_FEW = 1.0 / 3.0
"""Up to a third of the rows, words in a column of unknown title are remarks on what was odd; on
more of them, they are names of powders, dies or people."""
_MOST_STATES = 6
"""More different words than that are names of cells, dies or people."""
_CROSSES = frozenset({"x", "xx", "*", "!", "✓", "✔", "✗", "✘", "●"})
_OF_MAKING = re.compile(
    r"\b(?:die|mould|mold|punch|lubric\w*|grease\w*|dry|dried|dryer|sie?ved?|mill\w*|ground|new|used|fresh"
    r"|heat\w*|hot|polish\w*|clean\w*|binder|coat\w*|glove\w*|vacuum|vent\w*|film|foil|paper|eis|measured"
    r"|done|weekend|night|repeat\w*|neu\w*|trocken\w*|geschmiert|matrize|gemessen)\b"
)
"""How a cell was made, not what became of it."""
_SORTING = re.compile(
    r"\bvalid|\binclu|\buse\b|\busable|\baccept|\bkeep|outlier|ausreisser|gültig|verwend|有效|採用|유효"
)
_COLOURS = re.compile(
    r"green|red|yellow|amber|orange|grün|rot|gelb|vert|rouge|jaune|verde|rosso|rojo"
    r"|绿|红|黄|緑|赤|黄色|초록|빨강|노랑"
)
_NOT_LATIN = re.compile(r"[^\W\d_\u0000-\u024f\u1e00-\u1eff]")
REMARKS_ON_CELLS = "notes or colours on the cells"
_MEANINGS = (
    "What does each mean: intact, cracked, delaminated, crumbled, shorted, stuck, "
    "unknown (failed), or nothing?"
)


def ask_for_words(title: str, findings: Sequence[CellWord]) -> None:
    """Ask what the words of a column of states mean where most of them are not understood.

    Raises:
        TableQuestionError: they are not.
    """
    words = [f.strange or f.word for f in findings if f.verdict == "not understood"]
    said = sum(f.verdict != "nothing" for f in findings)
    if 2 * len(words) <= said:
        return
    distinct = list(dict.fromkeys(words))[:_MOST_WORDS_SHOWN]
    raise TableQuestionError(
        f"column {title!r} says what became of the cells in words that are not known here: "
        f"{', '.join(map(repr, distinct))}. {_MEANINGS}",
        title,
        (
            " ".join(f"--word '{word}=MEANING'" for word in distinct),
            f"--column '{title}=text'",
        ),
    )


def ask_about_remarks(
    raw: RawTable, columns: Sequence[TableColumn], meanings: Mapping[str, str]
) -> None:
    """Ask about words that are not understood where nothing else says what became of the cells.

    Args:
        raw: the table; no column and no note of it judges any cell.
        columns: what its columns were taken for.
        meanings: words and what a person said that they mean.

    Raises:
        TableQuestionError: there are such remarks, and one of them may say that a cell broke.
    """
    found = unread_remarks(raw, columns, meanings)
    if not found:
        _ask_about_states(raw, columns, meanings)
        return
    title, remarks = next(iter(found.items()))
    raise _remarks_asked(
        title,
        remarks,
        "what is written there is not known here, and nothing else says what became of the cells",
    )


def _remarks_asked(title: str, remarks: Sequence[tuple[int, str]], why: str) -> TableQuestionError:
    rows_of: dict[str, list[int]] = {}
    for row, word in remarks:
        rows_of.setdefault(word, []).append(row)
    shown = list(rows_of)[:_MOST_WORDS_SHOWN]
    said = "; ".join(f"{word!r} (row {', '.join(map(str, rows_of[word][:5]))})" for word in shown)
    more = len(rows_of) - len(shown)
    where = title if title == REMARKS_ON_CELLS else f"column {title!r}"
    return TableQuestionError(
        f"{where}: {why}: {said}{f' and {more} more' if more else ''}. {_MEANINGS}",
        title,
        (
            " ".join(f"--word '{word}=MEANING'" for word in shown),
            *([] if title == REMARKS_ON_CELLS else [f"--column '{title}=text' if none of it does"]),
        ),
    )


def ask_about_habits(
    raw: RawTable, columns: Sequence[TableColumn], meanings: Mapping[str, str]
) -> None:
    """Ask about remarks on many rows, which would all be kept out, where other columns judge.

    Args:
        raw: the table; some column of it judges cells.
        columns: what its columns were taken for.
        meanings: words and what a person said that they mean.

    Raises:
        TableQuestionError: more than a third of the rows have remarks that are not understood, or
            a column of unknown title says yes of some cells and no of others.
    """
    remarks = {c.title for c in columns if _of_remarks(c) and not is_own_note(c, columns)}
    for title, found in unread_remarks(raw, columns, meanings).items():
        if title in remarks and len(found) > _FEW * len(raw.rows):
            many = f"on {len(found)} of {len(raw.rows)} rows"
            raise _remarks_asked(title, found, f"what is written there {many} is not known here")
    for k, column in enumerate(columns):
        cells = [row.cells[k] for row in raw.rows]
        words = list(
            dict.fromkeys(str(c).strip() for c in cells if c is not None and str(c).strip())
        )
        known = not column.ignored or column.sure or _OF_MAKING.search(plain(column.title))
        flagged = _marks(words) or _sorts(column, words) or _are_colours(words)
        if not known and flagged and not flag_in_title(column, cells):
            raise _flags_asked(column, words)


def _ask_about_states(
    raw: RawTable, columns: Sequence[TableColumn], meanings: Mapping[str, str]
) -> None:
    """Ask about a column of unknown title that may say what became of the cells.

    A few words stand in it again and again, one of them says that a cell is intact, or its title is
    in a script of which few titles are known here. Or `yes` and `no` stand in it, or crosses.

    Args:
        raw: the table; no column and no note of it judges any cell.
        columns: what its columns were taken for.
        meanings: words and what a person said that they mean.

    Raises:
        TableQuestionError: there is such a column.
    """
    for k, column in enumerate(columns):
        if not column.ignored or column.sure:
            continue
        texts = [row.cells[k] for row in raw.rows]
        said = [str(text).strip() for text in texts if text is not None]
        words = list(dict.fromkeys(word for word in said if word))
        flagged = _marks(words) or _sorts(column, words) or _are_colours(words)
        if not flagged and not _repeated_words(texts, words):
            continue
        intact = any(finding_of_text(word, meanings).verdict == "intact" for word in words)
        if flagged:
            raise _flags_asked(column, words, "Nothing else does.")
        if intact or _NOT_LATIN.search(column.title):
            raise _flags_asked(column, words, "Nothing else does.", ("state", "text"))


def _flags_asked(
    column: TableColumn,
    words: Sequence[str],
    why: str = "",
    names: Sequence[str] = ("broken", "shorted", "intact", "text"),
) -> TableQuestionError:
    return TableQuestionError(
        f"column {column.title!r} holds {', '.join(map(repr, words[:_MOST_WORDS_SHOWN]))}: "
        f"does it say what became of the cells? {why}".rstrip(),
        column.title,
        tuple(f"--column '{column.title}={name}'" for name in names),
    )


def _sorts(column: TableColumn, words: Sequence[str]) -> bool:
    """`valid` over 0 and 1: which cells somebody left out."""
    said = {plain(word).removesuffix(".0") for word in words} - BLANK
    return said == {"0", "1"} and _SORTING.search(plain(column.title)) is not None


def _are_colours(words: Sequence[str]) -> bool:
    """Green and red, as of traffic lights."""
    said = {plain(word) for word in words} - BLANK
    return len(said) > 1 and all(_COLOURS.fullmatch(word) for word in said)


def _marks(words: Sequence[str]) -> bool:
    """Yes and no, in any language, or a cross on some rows."""
    said = {plain(word) for word in words} - BLANK
    both = said <= YES | NO and bool(said & YES) and bool(said & NO)
    return (both and not said <= {"0", "1"}) or (bool(said) and said <= _CROSSES)


def _repeated_words(texts: Sequence[object], words: Sequence[str]) -> bool:
    """Several words and no numbers, most of them on more than one row."""
    worded = all(any(map(str.isalpha, word)) for word in words)
    return worded and 2 <= len(words) <= _MOST_STATES and len(words) < len(texts)


def unread_remarks(
    raw: RawTable,
    columns: Sequence[TableColumn],
    meanings: Mapping[str, str],
) -> dict[str, list[tuple[int, str]]]:
    """Row and text of remarks that are not understood, by title of the column.

    Args:
        raw: the table.
        columns: what its columns were taken for.
        meanings: words and what a person said that they mean.
    """
    found: dict[str, list[tuple[int, str]]] = {}
    for k, column in enumerate(columns):
        if column.sure and column.role == "text":
            continue
        texts = [row.cells[k] for row in raw.rows]
        of_cells = _of_remarks(column) or is_on_what_was_odd(column, texts)
        if of_cells and (strange := _strange(raw, texts, meanings)):
            found[column.title] = strange
    strange = _strange(raw, remarks_attached(raw), meanings)
    if strange:
        found[REMARKS_ON_CELLS] = strange
    return found


def remarks_attached(raw: RawTable) -> list[str]:
    """The notes that hang on cells of a workbook, one text a row; "" for none."""
    by_row: dict[int, str] = {}
    for row, text in raw.remarks:
        by_row[row] = f"{by_row.get(row, '')}; {text}".strip("; ")
    return [by_row.get(row.number, "") for row in raw.rows]


def _strange(
    raw: RawTable, texts: Sequence[object], meanings: Mapping[str, str]
) -> list[tuple[int, str]]:
    findings = [finding_of_text(text, meanings) for text in texts]
    return [
        (row.number, finding.strange or finding.word)
        for row, finding in zip(raw.rows, findings, strict=True)
        if finding.verdict == "not understood"
    ]


def _of_remarks(column: TableColumn) -> bool:
    return column.role == "outcome" and column.name == "remark"


def is_own_note(column: TableColumn, columns: Sequence[TableColumn]) -> bool:
    """Whether a column holds the notes of a table in our own form, next to its `damage`."""
    ours = column.sure and column.title.strip().casefold() == "note" and _of_remarks(column)
    return ours and any(c.sure and c.name == "damage" for c in columns)


def is_on_what_was_odd(column: TableColumn, texts: Sequence[object]) -> bool:
    """A column of unknown title in which a few rows have words and the others are blank.

    Names of people, photos, files and places stand in such columns too: their titles say so.
    """
    if not column.ignored or ELSEWHERE.search(plain(column.title)):
        return False
    said = [text for text in texts if text is not None and str(text).strip()]
    worded = all(isinstance(text, str) and any(map(str.isalpha, text)) for text in said)
    return bool(said) and worded and len(said) <= _FEW * len(texts)
