"""Die, ram and area that a line around the table names: offered as the answer, not assumed."""

from __future__ import annotations

import re
from collections.abc import Iterable

from campaigns.files.tables.outcome.reading import plain
from campaigns.files.tables.question import TableQuestionError

_NUMBER = r"(?P<{name}>\d+(?:[.,]\d+)?)\s*-?\s*"
_DIE = r"\b(?:die|matri[zc]e|moule|mould|mold)\b|模具|金型|模|다이|몰드"
_RAM = r"\b(?:ram|piston|cylinder|kolben\w*|zylinder\w*|vérin)\b|活塞|油缸|シリンダ|ラム|램|실린더"


def _before_or_after(words: str) -> re.Pattern[str]:
    """`13 mm die` or `die: 13 mm`."""
    first, second = (_NUMBER.format(name=name) + "mm" for name in "ab")
    return re.compile(rf"{first}[^\d,;.]{{0,12}}?(?:{words})|(?:{words})[^\d,;.]{{0,20}}?{second}")


_OPTIONS = (
    ("--die-mm", _before_or_after(_DIE)),
    ("--ram-mm", _before_or_after(_RAM)),
    ("--area-cm2", re.compile(_NUMBER.format(name="a") + r"cm\s?\^?2(?P<b>(?!\d))")),
)


def with_bores_of_lines(asked: TableQuestionError, lines: Iterable[str]) -> TableQuestionError:
    """The same question, its answers with the numbers that a line of the table gives.

    Args:
        asked: a question that may be about a die, a ram or an area.
        lines: above and below the table.
    """
    answers, said = " | ".join(asked.answers), []
    for option, pattern in _OPTIONS:
        for line in lines:
            if f"{option} " in answers and (found := pattern.search(plain(line))):
                value = (found["a"] or found["b"]).replace(",", ".")
                answers = re.sub(rf"{option} \S+", f"{option} {value}", answers)
                said.append(line)
                break
    if not said:
        return asked
    lead = f"{asked.question} The table says {', '.join(map(repr, dict.fromkeys(said)))}."
    return TableQuestionError(lead, asked.title, tuple(answers.split(" | ")))
