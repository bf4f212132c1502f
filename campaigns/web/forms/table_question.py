"""The question that a table leaves open, as fields and buttons of the page.

Answers come as options of the command line; a person on the page reads none of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from campaigns.files.documents.knob_labels import words_of
from doe.trials import FAILURE_MODES

GEOMETRY = {
    "die_mm": "bore of the die, mm",
    "ram_mm": "bore of the ram, mm",
    "area_cm2": "area of the electrode, cm²",
}
"""Fields of a form, by the names of the options."""

MEANINGS = ("intact", *FAILURE_MODES, "nothing")
"""What a word of a table may mean for a cell."""

COMPLETE = re.compile(r"^--column '(?P<said>[^']+)'(?! .*--)")
"""An answer about one column."""

AS_WRITTEN = re.compile(r"^--as-written (?P<rows>[\d,]+)")
_LENGTH = re.compile(r"--(die-mm|ram-mm|area-cm2)\b")
_WORD = re.compile(r"--word '(?P<word>.+?)=MEANING'")
_BLANK = re.compile(r"\b(?:NAME|UNIT|MEANING)\b")


@dataclass(frozen=True)
class QuestionForm:
    """How a question is answered on the page.

    Attributes:
        lengths: fields to fill in with a number, by name.
        words: words of the table whose meaning is asked.
        buttons: what each says, by the answer that it gives.
        others: how else it is answered, in the words of the fields below it.
    """

    lengths: dict[str, str]
    words: tuple[str, ...]
    buttons: dict[str, str]
    others: tuple[str, ...]


def question_form(answers: Sequence[str]) -> QuestionForm:
    """Fields and buttons for the answers that a question has, as options of the command line."""
    lengths: dict[str, str] = {}
    words: list[str] = []
    buttons: dict[str, str] = {}
    others: list[str] = []
    for answer in answers:
        if said := _button(answer):
            buttons[answer] = said
        elif found := _WORD.findall(answer):
            words += found
        elif (
            answer.startswith("--")
            and (asked := _LENGTH.findall(answer))
            and not (answer.startswith("--column"))
        ):
            lengths |= {n: GEOMETRY[n] for n in (one.replace("-", "_") for one in asked)}
        else:
            others.append(_below(answer))
    return QuestionForm(lengths, tuple(dict.fromkeys(words)), buttons, tuple(others))


def _button(answer: str) -> str:
    """What a button says that gives the answer; empty where something is left to be filled in."""
    if answer == "--fill-down":
        return "Yes, the value above counts"
    if rows := AS_WRITTEN.match(answer):
        return f"Rows {rows['rows'].replace(',', ', ')} are right as written"
    said = COMPLETE.match(answer)
    if said is None or _BLANK.search(said["said"]):
        return ""
    title, _, meaning = said["said"].rpartition("=")
    name, _, unit = meaning.partition(":")
    if name == "text":
        return f"Leave {title} out"
    return f"{title} is {words_of(name)}" + (f" in {unit}" if unit else "")


def _below(answer: str) -> str:
    """`in "columns": P=NAME:UNIT`, for what is typed into the fields below."""
    said = re.sub(r"--column '([^']+)'", r"in “columns” \1", answer)
    said = re.sub(r"--word '([^']+)'", r"in “words” \1", said)
    for name, label in GEOMETRY.items():
        option = f"--{name.replace('_', '-')}"
        said = re.sub(rf"{option} ([\d.]+)", rf"in “{label}” \1", said)
    return said
