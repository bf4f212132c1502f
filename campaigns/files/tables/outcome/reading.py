"""One text of a table as a finding: intact, failed and how, doubtful, or not understood."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Literal

from campaigns.files.tables.outcome.doubt_words import (
    DOUBT,
    HOWEVER,
    IN_PART,
    OF_ANOTHER,
    ONLY_A_QUESTION,
    REFERS,
    UP_TO_A_MOMENT,
)
from campaigns.files.tables.outcome.negation import (
    Reach,
    reach,
    reach_of_joined,
    reach_of_whole,
    without_answer,
)
from campaigns.files.tables.outcome.ordinary_words import strange_words
from campaigns.files.tables.outcome.words import (
    BLANK,
    CLAUSE,
    FAILED,
    GRADE_OF_MODE,
    INTACT,
    NEUTRAL,
    NO_REMARK,
    NOT_A_RESULT,
    NOTHING,
    UNHARMED,
)

_SPACED = re.compile(r"(?<=\b\w\.) (?=\w\.)")
"""The blank in `n. i. O.`"""

_ANSWERED = re.compile(
    r"\s*[?？]\s*[-–:]?\s*(?=(?:no|yes|nein|ja|non|oui|sì|si|否|無|无|いいえ|아니오)\s*(?:$|[,.;!)]))"
)
"""The question mark in `cracked? no`."""
_SHORT = re.compile(rf"{dict(FAILED)['shorted'].pattern}|\bunshorted\b")

Verdict = Literal["intact", "failed", "doubtful", "not understood", "nothing"]


@dataclass(frozen=True)
class CellWord:
    """What one text says of a cell.

    Attributes:
        verdict: `nothing` where there is no text, or none about the state of the cell.
        modes: how the cell failed.
        grade: grade of damage 0..3, as the words give it.
        word: the word that decided.
        no_short: the text says outright that the cell is not short-circuited.
        strange: words next to one for intact that are not understood; "" for the whole text.
    """

    verdict: Verdict
    modes: tuple[str, ...] = ()
    grade: int = 0
    word: str = ""
    no_short: bool = False
    strange: str = ""

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
) -> CellWord:
    """What a free text says of the cell.

    Args:
        cell: as the file holds it.
        meanings: what a person said that a text means: `intact`, a failure mode, or `nothing`.
        remark: words such as `new die` may stand there; in a column of states each word counts.
    """
    written = "" if cell is None else str(cell)
    return _read(written, meanings, remark) if meanings else _usual(written, remark)


@lru_cache(maxsize=1 << 12)  # most cells of a table say what another one has said
def _usual(written: str, remark: bool) -> CellWord:
    return _read(written, {}, remark)


def _read(written: str, meanings: Mapping[str, str], remark: bool) -> CellWord:
    text, word = plain(written), written.strip()
    if text in meanings:
        return finding_of_meaning(meanings[text], word)
    if text in BLANK or text in NOTHING or (remark and text in NO_REMARK):
        return CellWord("nothing")
    if ONLY_A_QUESTION.fullmatch(text):
        return CellWord("doubtful", word=text)
    text = _ANSWERED.sub(": ", text.replace("_", " "))
    return _explained(text, word, meanings, remark) or _finding(
        text, word, _parts(text, remark), remark
    )


def _explained(text: str, word: str, meanings: Mapping[str, str], remark: bool) -> CellWord | None:
    """A text of which a person has explained single words; None without one."""
    meant = [said for said in _parts(text, remark).strange if said in meanings] if meanings else []
    for said in meant:
        if meanings[said] not in ("intact", "nothing"):
            return finding_of_meaning(meanings[said], word)
        text = text.replace(said, " ")
    return _finding(text, word, _parts(text, remark), remark) if meant else None


def _finding(text: str, word: str, parts: _Parts, remark: bool) -> CellWord:
    if parts.failed or parts.unclear or parts.denied or parts.intact:
        return _praised(text, word, parts)
    strange = parts.left or IN_PART.search(text) or (remark and REFERS.search(text))
    return CellWord("not understood", word=word) if strange else CellWord("nothing")


def _praised(text: str, word: str, parts: _Parts) -> CellWord:
    """A text that calls the cell intact or failed."""
    doubt = DOUBT.search(text) or (OF_ANOTHER.search(text) if parts.failed else None)
    if not parts.failed:
        taken_back = HOWEVER.search(text) if parts.left else None  # `ok, but` what is not known
        doubt = doubt or taken_back or IN_PART.search(text) or UP_TO_A_MOMENT.search(text)
    if doubt is None and parts.strange and not (parts.failed or parts.unclear):
        strange = parts.strange[0] if len(parts.strange) == 1 else ""
        return CellWord("not understood", word=word, strange=strange)  # `ok, wobbly`
    return _weighed(parts, doubt, word)


def _weighed(parts: _Parts, doubt: re.Match[str] | None, word: str) -> CellWord:
    """A failure counts before a word for intact, doubt before either."""
    if parts.failed:
        found = _failed(parts.failed, "failed" if doubt is None else "doubtful")
        return found if doubt is None else replace(found, word=word)
    if parts.unclear:
        return CellWord("doubtful", word=word)
    if doubt is not None:
        return CellWord("doubtful", word=word)
    no_short = any(_SHORT.search(denied) for denied in parts.denied)
    return CellWord("intact", word=(parts.intact or parts.denied)[0], no_short=no_short)


def finding_of_meaning(meaning: str, word: str) -> CellWord:
    """What a person said that a word means."""
    if meaning == "intact":
        return CellWord("intact", word=word)
    if meaning == "nothing":
        return CellWord("nothing")
    return _failed([(meaning, word)], "failed")


def _failed(found: Iterable[tuple[str, str]], verdict: Verdict) -> CellWord:
    pairs = list(found)
    modes = dict.fromkeys("cracked" if mode == "hairline" else mode for mode, _ in pairs)
    if len(modes) > 1:
        modes.pop("unknown", None)
    grades = {mode: GRADE_OF_MODE[mode] for mode, _ in pairs}
    if "hairline" in grades:
        grades.pop("cracked", None)  # the crack of `hairline crack`
    grade = max(grades.values())
    return CellWord(verdict, tuple(modes), grade, pairs[0][1])


@dataclass
class _Parts:
    """What a text holds: failures, denied ones, unclear ones, words for intact, other words.

    `strange` are the words that do not belong next to one for intact.
    """

    failed: list[tuple[str, str]] = field(default_factory=list)
    denied: list[str] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)
    intact: list[str] = field(default_factory=list)
    left: bool = False
    strange: list[str] = field(default_factory=list)


def _parts(text: str, remark: bool) -> _Parts:
    parts = _Parts()
    text = NOT_A_RESULT.sub(" ", text)
    for phrase in UNHARMED.finditer(text):
        before = CLAUSE.split(text[: phrase.start()])[-1] or ""
        _sort(phrase.group(), reach_of_whole(before, phrase.group()), parts, parts.denied)
    text = UNHARMED.sub(" ; ", text)
    for clause in CLAUSE.split(text):
        if clause and clause.strip():
            _clause(clause, parts, remark)
    return parts


def _clause(clause: str, parts: _Parts, remark: bool) -> None:
    """One remark: its words sorted into the parts."""
    hits = sorted(
        (hit.start(), hit.end(), mode, hit.group())
        for mode, pattern in FAILED
        for hit in pattern.finditer(clause)
    )
    rest, end = clause, 0
    last: Reach = ""
    mode = ""
    for start, stop, mode_now, word in hits:
        of_hairline = mode == "hairline" and not clause[end:start].strip()
        mode = mode_now
        last = last if of_hairline else _reach(clause, end, start, stop, last)
        if last == "denied":
            parts.denied.append(word)
        elif last == "unclear":
            parts.unclear.append(word)
        else:
            parts.failed.append((mode, word))
        rest, end = rest.replace(word, " ", 1), max(end, stop)
    _find_intact(clause, [stop for _, stop, _, _ in hits], parts)
    words = INTACT.sub(" ", rest)
    words = NEUTRAL.sub(" ", words) if remark else words
    parts.left |= any(map(_says_something, words)) and not hits
    parts.strange += strange_words(clause, [word for _, _, _, word in hits])


def _says_something(sign: str) -> bool:
    """A letter, a figure or a picture such as a star; blanks, commas and strokes say nothing."""
    return sign.isalnum() or unicodedata.category(sign) == "So"


def _reach(clause: str, end: int, start: int, stop: int, last: Reach) -> Reach:
    between, after = clause[end:start], clause[stop:]
    if start < end:  # `hairline crack` is one failure in two words
        return last
    joined = reach_of_joined(last, between, after)
    return joined or reach(without_answer(between) if end else between, after)


def _find_intact(clause: str, ends: Iterable[int], parts: _Parts) -> None:
    for hit in INTACT.finditer(clause):
        since = max((end for end in ends if end <= hit.start()), default=0)
        denied = reach(clause[since : hit.start()], "")
        word = hit.group() if hit.group().isascii() or not denied else clause
        _sort(word, denied, parts, parts.intact)


def _sort(word: str, denied: Reach, parts: _Parts, otherwise: list[str]) -> None:
    """A word for intact into its part: `not ok` is a failure."""
    if denied == "unclear":
        parts.unclear.append(word)
    elif denied:
        parts.failed.append(("unknown", f"not {word}" if word.isascii() else word))
    else:
        otherwise.append(word)
