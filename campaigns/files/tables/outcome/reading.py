"""One text of a table as a finding: intact, failed and how, doubtful, or not understood."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from campaigns.files.tables.outcome.words import (
    BLANK,
    CLAUSE,
    DOUBT,
    FAILED,
    GRADE_OF_MODE,
    INTACT,
    JOINED,
    NEGATION_AFTER,
    NEGATION_BEFORE,
    NEUTRAL,
    NOT_A_RESULT,
    NOTHING,
    UNHARMED,
)

_SPACED = re.compile(r"(?<=\b\w\.) (?=\w\.)")
"""The blank in `n. i. O.`"""

Verdict = Literal["intact", "failed", "doubtful", "not understood", "nothing"]


@dataclass(frozen=True)
class Finding:
    """What one text says of a cell.

    Attributes:
        verdict: `nothing` where there is no text, or none about the state of the cell.
        modes: how the cell failed.
        grade: grade of damage 0..3, as the words give it.
        word: the word that decided.
    """

    verdict: Verdict
    modes: tuple[str, ...] = ()
    grade: int = 0
    word: str = ""

    @property
    def shorted(self) -> bool:
        """The text calls the cell short-circuited."""
        return "shorted" in self.modes


def plain(cell: object) -> str:
    """A cell's text in one spelling: full-width and typographic signs, case and blanks evened."""
    text = "" if cell is None else unicodedata.normalize("NFKC", str(cell))
    return _SPACED.sub("", " ".join(text.casefold().split()))


def finding_of_text(
    cell: object, meanings: Mapping[str, str] | None = None, *, remark: bool = True
) -> Finding:
    """What a free text says of the cell.

    Args:
        cell: as the file holds it.
        meanings: what a person said that a text means: `intact`, a failure mode, or `nothing`.
        remark: words such as `new die` may stand there; in a column of states each word counts.
    """
    text = plain(cell)
    if meanings and text in meanings:
        return finding_of_meaning(meanings[text], str(cell).strip())
    if text in BLANK or text in NOTHING:
        return Finding("nothing")
    failed, denied, intact, left = _parts(text, remark)
    if failed:
        doubtful = DOUBT.search(text) is not None
        return _failed(failed, "doubtful" if doubtful else "failed")
    if denied or intact:
        if (doubt := DOUBT.search(text)) is not None:
            return Finding("doubtful", word=doubt.group().strip())
        return Finding("intact", word=(intact or denied)[0])
    return Finding("not understood", word=str(cell).strip()) if left else Finding("nothing")


def finding_of_meaning(meaning: str, word: str) -> Finding:
    """What a person said that a word means."""
    if meaning == "intact":
        return Finding("intact", word=word)
    if meaning == "nothing":
        return Finding("nothing")
    return _failed([(meaning, word)], "failed")


def _failed(found: Iterable[tuple[str, str]], verdict: Verdict) -> Finding:
    pairs = list(found)
    modes = dict.fromkeys("cracked" if mode == "hairline" else mode for mode, _ in pairs)
    if len(modes) > 1:
        modes.pop("unknown", None)
    grades = {mode: GRADE_OF_MODE[mode] for mode, _ in pairs}
    if "hairline" in grades:
        grades.pop("cracked", None)  # the crack of `hairline crack`
    grade = max(grades.values())
    return Finding(verdict, tuple(modes), grade, pairs[0][1])


def _parts(text: str, remark: bool) -> tuple[list[tuple[str, str]], list[str], list[str], bool]:
    """Failures, denied failures, words for intact, and whether other words are left."""
    failed: list[tuple[str, str]] = []
    denied: list[str] = []
    intact: list[str] = []
    left = False
    text = NOT_A_RESULT.sub(" ", text)
    for phrase in UNHARMED.finditer(text):
        denied.append(phrase.group())
    text = UNHARMED.sub(" ; ", text)
    for clause in CLAUSE.split(text):
        if clause and clause.strip():
            left |= _clause(clause, failed, denied, intact, remark)
    return failed, denied, intact, left


def _clause(
    clause: str,
    failed: list[tuple[str, str]],
    denied: list[str],
    intact: list[str],
    remark: bool,
) -> bool:
    """One remark; returns whether words are left in it that are not understood."""
    hits = sorted(
        (hit.start(), hit.end(), mode, hit.group())
        for mode, pattern in FAILED
        for hit in pattern.finditer(clause)
    )
    rest, end, was_denied = clause, 0, False
    for start, stop, mode, word in hits:
        between = clause[end:start]
        joined = was_denied and JOINED.fullmatch(between) is not None
        was_denied = bool(
            joined or NEGATION_BEFORE.search(clause[:start]) or NEGATION_AFTER.match(clause[stop:])
        )
        if was_denied:
            denied.append(word)
        else:
            failed.append((mode, word))
        rest, end = rest.replace(word, " ", 1), stop
    for hit in INTACT.finditer(clause):
        if NEGATION_BEFORE.search(clause[: hit.start()]):
            failed.append(("unknown", f"not {hit.group()}" if hit.group().isascii() else clause))
        else:
            intact.append(hit.group())
    rest = INTACT.sub(" ", rest)
    words = NEUTRAL.sub(" ", rest) if remark else rest
    return any(sign.isalnum() for sign in words) and not hits
