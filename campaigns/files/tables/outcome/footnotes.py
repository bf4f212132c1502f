"""Lines around a table that say what became of its cells: footnotes, legends of colours."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from campaigns.files.tables.outcome.reading import finding_of_text, plain
from campaigns.files.tables.question import TableQuestionError
from campaigns.files.tables.sheets.raw_table import RawRow, RawTable, is_blank
from campaigns.files.tables.sheets.sheet_marks import is_colour

_MARKED = re.compile(
    r"^\s*(?P<mark>\*+|†+|‡+|§+|#|[¹²³⁴-⁹ᵃ-ᶻ]|\(?[a-z\d][).:]|[a-z\d](?=\s))\s*[:=-]?\s*(?P<text>\S.*)$",
    re.DOTALL,
)
_RAISED = str.maketrans(
    "0123456789abcdefghijklmnoprstuvwxyz", "⁰¹²³⁴⁵⁶⁷⁸⁹ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ"
)
_OF_LOOKS = re.compile(
    r"\b(?:red|orange|yellow|gr[ae]y|blue|green|purple|colou?r\w*|highlight\w*|shaded|marked|bold"
    r"|italics?|underlined|rote?[rsn]?|gelb\w*|grau\w*|blau\w*|grün\w*|farb\w*|markiert\w*|fett"
    r"|kursiv|rouge|jaune|gris|bleu|vert|surlign\w*|couleur\w*|gras|italique)\b"
    r"|红|黄|灰|赤|色|標|标|빨강|빨간|노란|색"
)
"""Words of a legend: what a colour or a face of the letters means."""
_NAMES_CELLS = re.compile(r"\d|(?:^|[\s;,:])\S{1,2}\s*=")
"""A number of a cell, or a code: `C = cracked`."""


_OF_A_CELL = re.compile(
    r"(?:\b(?:cells?|pellets?|samples?|specimens?|runs?|trials?|rows?|n[ro]s?|zellen?|proben?|pressling"
    r"|tablettes?|échantillons?|cellules?|muestras?|celdas?|campion[ei]|amostras?)\b|样品|编号|試料|セル"
    r"|시료|셀|#)\W{0,3}(?P<names>[a-z]{0,3}-?\d+(?:\s*(?:,|&|\+|/|and|und|et|y|e|和|と)\s*"
    r"[a-z]{0,3}-?\d+)*)(?![\d.,]*\s*(?:mpa|bar|mm|kn|°))"
)
"""A line that names the cells it speaks of: `cell 3`, `pellets A4 and A7`."""


def with_footnotes(raw: RawTable, lines: Iterable[RawRow]) -> tuple[RawTable, list[str]]:
    """What footers say of cells attached to them: by marks such as `45.2*`, or by their names.

    Args:
        raw: the table without its footers.
        lines: the footers.

    Returns:
        The table, each marked row with the footnote as a remark; what was done, one sentence each.
    """
    notes: list[str] = []
    for line in lines:
        text = lone_text(line)
        found = _MARKED.match(text)
        rows: list[int] = []
        if found is not None:
            raw, rows = _marked(raw, found["mark"], found["text"])
        if not rows:
            raw, rows = _named(raw, text)
        if rows:
            said = ", ".join(map(str, rows))
            notes.append(f"Row {line.number} is a footnote of row {said}: {text!r}.")
    return raw, notes


def ask_about_lines(
    raw: RawTable,
    below: Iterable[RawRow],
    meanings: Mapping[str, str],
    footnotes: Sequence[str],
    *,
    judged: bool,
    explained: Collection[str] = (),
) -> None:
    """Ask about a line around the table that calls cells failed and does not say in a column which.

    Args:
        raw: the table, with the lines above its titles.
        below: footers.
        meanings: what a person said that a text means.
        footnotes: notes on those footers that are understood.
        judged: a column says what became of the cells.
        explained: lines that say what the codes in a column mean.

    Raises:
        TableQuestionError: such a line stands there.
    """
    texts = [(text, False) for text in raw.above]
    texts += [
        (lone_text(row), True)
        for row in below
        if not any(note.startswith(f"Row {row.number} is") for note in footnotes)
    ]
    colours = {said for _, said in raw.remarks if is_colour(said)}
    answered = bool(colours) and all(plain(colour) in meanings for colour in colours)
    for text, is_below in texts:
        known = plain(text) in meanings or text in explained
        if not text or known or not _calls_failed(text):
            continue
        of_looks = _OF_LOOKS.search(plain(text)) is not None
        if of_looks and answered:
            continue
        if of_looks and colours:
            raise _colours_asked(text, colours)
        of_some = _NAMES_CELLS.search(text) if not judged else _OF_A_CELL.search(plain(text))
        if of_looks or of_some or (not judged and is_below):
            shown = "colours and faces of letters are not read" if of_looks else "no column says it"
            raise TableQuestionError(
                f"the table says {text!r} outside its columns, and {shown}: which cells does it "
                "mean? Write it into a column of the table (state: cracked, shorted, ok).",
                "",
                (f"--word '{text}=nothing' if it means none of them",),
            )


def _colours_asked(text: str, colours: Collection[str]) -> TableQuestionError:
    return TableQuestionError(
        f"the table says {text!r} outside its columns. What do the colours of its rows mean, "
        f"{', '.join(map(repr, sorted(colours)))}: intact, cracked, delaminated, crumbled, "
        "shorted, stuck, unknown (failed), or nothing?",
        "",
        (" ".join(f"--word '{colour}=MEANING'" for colour in sorted(colours)),),
    )


def lone_text(row: RawRow) -> str:
    """The text of a row in which nothing else stands, but a mark before it."""
    texts = [str(cell).strip() for cell in row.cells if not is_blank(cell)]
    if len(texts) == 2 and _MARKED.match(f"{texts[0]} ."):
        return " ".join(texts)
    return texts[0] if len({*texts}) == 1 else ""


def _named(raw: RawTable, text: str) -> tuple[RawTable, list[int]]:
    """The table with a line that calls cells failed as a remark on those that it names.

    Only where each of them is found by the first column, and the line speaks of no others.
    """
    found = list(_OF_A_CELL.finditer(plain(text)))
    if len(found) != 1 or not _calls_failed(text):
        return raw, []
    names = re.findall(r"[a-z]{0,3}-?\d+", found[0]["names"])
    by_name: dict[str, list[int]] = {}
    for row in raw.rows:
        by_name.setdefault(plain(row.cells[0]).removesuffix(".0"), []).append(row.number)
    numbers = [number for name in names for number in by_name.get(name, ())]
    if len(numbers) != len(names):
        return raw, []
    return replace(raw, remarks=raw.remarks + tuple((row, text) for row in numbers)), numbers


def _calls_failed(text: str) -> bool:
    return finding_of_text(text).verdict in ("failed", "doubtful")


def _marked(raw: RawTable, mark: str, text: str) -> tuple[RawTable, list[int]]:
    """The table without a mark at its cells, and the rows that had it."""
    bare = mark.strip("().:")
    raised = bare.translate(_RAISED)
    spelled = {raised} if len(mark) == 1 and mark.isalnum() and mark.isascii() else {mark, raised}
    either = "|".join(map(re.escape, sorted(spelled)))
    at_end = re.compile(rf"(?<![*†‡§#])\s*(?:{either})\s*$")
    rows, numbers = [], []
    for row in raw.rows:
        cells = [_unmarked(cell, spelled, at_end) for cell in row.cells]
        if cells != list(row.cells):
            numbers.append(row.number)
        rows.append(RawRow(row.number, tuple(cells)))
    remarks = raw.remarks
    if finding_of_text(text).verdict not in ("nothing", "not understood"):
        remarks += tuple((number, text) for number in numbers)
    return replace(raw, rows=tuple(rows), remarks=remarks), numbers


def _unmarked(cell: object, spelled: Collection[str], at_end: re.Pattern[str]) -> object:
    """A cell without the mark; a star in a column of stars is a mark as well."""
    if not isinstance(cell, str):
        return cell
    text = cell.strip()
    if text in spelled:
        return None if not text.isascii() or not text.strip("*") else cell
    return at_end.sub("", cell)
