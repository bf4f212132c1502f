"""One cell of a column that says what became of the cells: a word, a flag, a grade, a count."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from campaigns.files.tables.cell_numbers import read_number
from campaigns.files.tables.column_units import read_unit
from campaigns.files.tables.outcome.reading import CellWord, finding_of_text, plain
from campaigns.files.tables.outcome.words import (
    BLANK,
    GRADE_OF_MODE,
    NO,
    NO_REMARK,
    NOTHING,
    OF_A_STATE,
    OF_A_TRIAL,
    SIZES,
    YES,
)

FLAGS = ("shorted", "cracked", "delaminated", "crumbled", "stuck", "broken", "intact")
_STROKES = re.compile(r"[-–—./\\_\s…]*")
_CODE = re.compile(r"[a-z]{1,3}")
_OF_SEVERAL = re.compile(r"(\d{1,2})\s*(?:/|of|von|sur)\s*([1-9]\d?)$")


def finding_of_cell(
    kind: str, cell: object, meanings: Mapping[str, str], *, denial: bool = False
) -> CellWord:
    """What one cell of a column of that kind says.

    Args:
        kind: of the column, such as `state` or `cracked`.
        cell: as the file holds it.
        meanings: words and what a person said that they mean.
        denial: the title of the column denies: `not cracked`, where `yes` is intact.
    """
    text = plain(cell)
    if kind == "state" and text in OF_A_TRIAL and text not in meanings:
        return CellWord("nothing")
    return _worded(kind, cell, text, meanings, denial)


def _worded(
    kind: str, cell: object, text: str, meanings: Mapping[str, str], denial: bool
) -> CellWord:
    if text in meanings or kind == "remark":
        return _of_remark(cell, text, meanings)
    if kind in ("damage", "pieces"):
        return _of_grade(cell) if kind == "damage" else _of_pieces(cell, text)
    if kind in FLAGS:
        return _of_flag(kind, cell, text, denial)
    if text in NOTHING or (kind == "failure" and text in NO | NO_REMARK):
        return CellWord("intact", word=text)
    mode = "unknown" if kind == "failure" and text in YES else OF_A_STATE.get(text.rstrip("."))
    if mode:
        return CellWord("failed", (mode,), GRADE_OF_MODE[mode], text)
    found = finding_of_text(cell, meanings, remark=False)
    unread = found.verdict == "nothing" and _is_sign(text)
    return CellWord("not understood", word=str(cell).strip()) if unread else found


def _of_remark(cell: object, text: str, meanings: Mapping[str, str]) -> CellWord:
    """A remark; a mark or a code such as `cr` alone says something that is not known here."""
    found = finding_of_text(cell, meanings)
    code = _CODE.fullmatch(text) and text not in BLANK | NO_REMARK
    if found.verdict == "nothing" and text not in meanings and (code or _is_sign(text)):
        return CellWord("not understood", word=str(cell).strip())
    return found


def _is_sign(text: str) -> bool:
    """`!`, `:(`, `x`: what people put next to a cell that they mean to remember, good or bad."""
    return text in ("x", "xx", "xxx") or (
        bool(text) and not any(map(str.isalnum, text)) and not _STROKES.fullmatch(text)
    )


def _of_grade(cell: object) -> CellWord:
    text = plain(cell).removesuffix(".0")
    if text in YES and text != "1":
        return CellWord("failed", (), GRADE_OF_MODE["unknown"], text)
    if text in ("0", "1", "2", "3"):
        grade = int(text)
        return CellWord("failed" if grade else "intact", (), grade, text)
    if text in NO or text in NOTHING or text in NO_REMARK:
        return CellWord("intact", word=text)
    if size := _size_of(text):
        return CellWord("failed", (), size, text)
    found = finding_of_text(cell, remark=False)
    return replace(found, modes=tuple(m for m in found.modes if m != "unknown"))


def _of_pieces(cell: object, text: str) -> CellWord:
    """How many pieces came out of the die: one is a whole cell."""
    number = read_number(cell, decimal_comma=True).value
    if number is None:
        return finding_of_text(cell, remark=False)
    if number == 1:
        return CellWord("intact", word=text)
    if number > 1 and number == int(number):
        return CellWord("failed", ("unknown",), GRADE_OF_MODE["cracked"], f"{text} pieces")
    return CellWord("not understood", word=str(cell).strip())


def _of_flag(kind: str, cell: object, text: str, denial: bool) -> CellWord:
    text = text.removesuffix(".0")
    if text in BLANK:
        return CellWord("nothing")
    if (share := _OF_SEVERAL.match(text)) and not denial:
        return _of_several(kind, int(share[1]), int(share[2]), text)
    denied = text in NO or text in NOTHING or text in NO_REMARK
    reading = read_number(cell, decimal_comma=True)
    number = reading.value
    if number is not None:
        denied = number <= 0
    if number is not None and _is_setting(reading.unit):
        return CellWord("not understood", word=str(cell).strip())
    if reading.trouble == "date" and kind != "intact" and not denial:
        return _flagged(kind, text)  # the day on which it cracked
    if denied or number is not None or text in YES:
        failed = denied if (kind == "intact") != denial else not denied
        return _flagged(kind, text) if failed else CellWord("intact", word=text)
    size = 0 if kind == "intact" or denial else _size_of(text)
    return (
        replace(_flagged(kind, text), grade=size) if size else finding_of_text(cell, remark=False)
    )


def _size_of(text: str) -> int:
    """How bad a damage is: `slight` 1, `severe` 3; 0 for other words."""
    return next((grade for grade, words in SIZES.items() if words.fullmatch(text)), 0)


def _is_setting(word: str) -> bool:
    """`400 MPa` under `failed cells` names other cells than that of its row."""
    unit = read_unit(word) if word else None
    return unit is not None and unit.unit.quantity in ("stress", "force", "time", "temperature")


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
