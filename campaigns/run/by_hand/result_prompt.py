"""Asks a person at the terminal, in plain words, what became of a cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from campaigns.errors import WrongInputError
from campaigns.trial.cell_result import NO_FAILURE, CellResult
from campaigns.trial.typed_entry import typed_number
from doe.trials import FAILURE_MODES, FailureMode
from hardware.inspection import DAMAGE_GRADES

Ask = Callable[[str], str]
Answer = TypeVar("Answer")

WHAT_HAPPENED = """\
What became of this cell?
  1  it is intact and measured
  2  the recipe failed: the cell is cracked, in pieces or shorted
  3  the rig failed: press, die, power; says nothing about the recipe
  4  the measurement failed: the cell is intact, its spectrum is not usable
  5  the cell is intact, and not worth measuring
1 to 5"""


def nothing_said(result: CellResult) -> bool:
    """The command line gave no result at all."""
    return not result.named.keys() - {"lot", "note", "operator", "made_on", "achieved", "ocv_v"}


def ask_result(result: CellResult, ask: Ask) -> CellResult:
    """`result`, completed by a person's answers; what is not understood is asked once more."""
    match _until(ask, WHAT_HAPPENED, _one_to_five):
        case "1":
            return _with_resistance(replace(result, damage=0), ask)
        case "2":
            return _broken(result, ask)
        case "3":
            return replace(result, void=_until(ask, "What failed?", _words))
        case "4":
            why = _until(ask, "What is wrong with the spectrum?", _words)
            return replace(result, damage=0, unmeasured=why)
        case _:
            why = _until(ask, "Why is it not worth measuring?", _words)
            return replace(result, damage=0, skipped=why)


def _until(ask: Ask, question: str, meaning: Callable[[str], Answer]) -> Answer:
    """The meaning of the first answer that has one; what was wrong stands before the next question.

    Args:
        ask: Puts a question and gives the answer.
        question: What is asked.
        meaning: Of an answer; raises WrongInputError where it has none.
    """
    said = question
    while True:
        try:
            return meaning(ask(said).strip())
        except WrongInputError as error:
            said = f"{error}\n{question}"


def _one_to_five(answer: str) -> str:
    if answer not in ("1", "2", "3", "4", "5"):
        raise WrongInputError("The answer is a number from 1 to 5.")
    return answer


def _words(answer: str) -> str:
    if not answer:
        raise WrongInputError("Say it in a few words.")
    return answer


def _yes(answer: str) -> bool:
    if answer.lower() not in ("y", "yes", "n", "no"):
        raise WrongInputError(f"{answer!r}: the answer is y or n.")
    return answer.lower() in ("y", "yes")


def _grade(answer: str) -> int:
    if not answer.isdecimal() or int(answer) not in DAMAGE_GRADES:
        raise WrongInputError("The damage is 0, 1, 2 or 3.")
    return int(answer)


def _with_resistance(result: CellResult, ask: Ask) -> CellResult:
    def measured(answer: str) -> CellResult:
        path = Path(answer).expanduser()
        if path.is_file():
            return replace(result, spectrum=path)
        try:
            return replace(result, asr_ohm_cm2=typed_number(answer))
        except WrongInputError as error:
            raise WrongInputError(f"{answer}: neither a resistance nor a file: {error}.") from error

    return _until(ask, "Its spectrum's file, or its resistance in ohm cm2", measured)


def _broken(result: CellResult, ask: Ask) -> CellResult:
    grades = ", ".join(f"{grade} {words}" for grade, words in DAMAGE_GRADES.items())
    grade = _until(ask, f"How badly? {grades}", _grade)
    shorted = _until(ask, "Is it shorted? y or n", _yes)
    modes = f"{', '.join(FAILURE_MODES)}; several may be named; - for unknown"

    def broken(answer: str) -> CellResult:
        failure = failure_of(answer.split())
        return replace(result, damage=grade, shorted=shorted or None, failure=failure)

    return _until(ask, f"How did it fail? {modes}", broken)


def failure_of(words: Sequence[str]) -> tuple[FailureMode, ...] | None:
    """Ways of failing as they are typed; None where nothing was said, () for "none".

    Raises:
        WrongInputError: a word that is none of them.
    """
    parts = [part for word in words for part in re.split(r"[,;+\s]+", word)]
    named = [part.lower() for part in parts if part.strip("-")]
    if odd := [word for word in named if word not in (*FAILURE_MODES, NO_FAILURE)]:
        known = ", ".join((*FAILURE_MODES, NO_FAILURE))
        raise WrongInputError(f"{odd[0]!r}: no such failure mode; there are {known}")
    return tuple(mode for mode in FAILURE_MODES if mode in named) if named else None
